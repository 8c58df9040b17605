"""Asking about one package, and what a refusal tells."""

import inspect
import json
import re

from django.http import HttpResponse
from django.test import Client
from django.utils.translation import gettext, override

from eduportal import scoping
from eduportal.exchange import authentication
from eduportal.exchange.problem_json import TITLES
from eduportal.exchange.views import sync
from eduportal.exchange.wire import bundle as bundle_wire
from eduportal.exchange.wire import receipt as receipt_wire
from schools.models import School
from tests.exchange.conftest import Sender, row
from tests.exchange.door import Program, refused

ROWS = [row(1), row(2)]


def one_package(program: Program, package_hash: str, part: str) -> HttpResponse:
    covered = ("@method", "@target-uri")
    return program.ask("GET", f"/sync/v1/packages/{package_hash}/{part}", covered=covered)


def test_a_receipt_and_its_refused_records_can_be_fetched(below: Sender, program: Program) -> None:
    [answer] = program.deliver(below.seal([row(1, average="1.0"), row(2)])).json()["results"]
    found = one_package(program, answer["hash"], "receipt").json()
    assert (found["code"], found["receipt"]) == ("known", answer["receipt"])
    told = one_package(program, answer["hash"], "errors.ndjson")
    assert [json.loads(line) for line in told.content.splitlines()] == answer["problems"]
    said = receipt_wire.parse(answer["receipt"]["content"].encode())
    assert said["errors_ref"] == f"/sync/v1/packages/{answer['hash']}/errors.ndjson"
    assert said["seq"] == answer["receipt"]["sequence"]


def test_what_another_node_delivered_cannot_be_fetched(below: Sender, program: Program) -> None:
    [answer] = program.deliver(below.seal(ROWS)).json()["results"]
    with scoping.everywhere("a test gives the school away"):
        School.objects.update(node="somebody-else")
    for part in ("receipt", "errors.ndjson"):
        refused(one_package(program, answer["hash"], part), 404, "not_found")


def test_a_refusal_is_in_english_and_vietnamese(below: Sender) -> None:
    told = Client().post("/sync/v1/have", b"{}", content_type="application/json").json()
    assert told["title"] == "The signature of the request does not fit."
    with override("vi"):
        assert told["title_vi"] == gettext(told["title"])


def test_every_refusal_has_its_sentence() -> None:
    source = "".join(inspect.getsource(module) for module in (sync, authentication, bundle_wire))
    used = re.findall(r'(?:problem\(\d+, |NotAuthentic\(|BadBundle\()"(\w+)"', source)
    assert set(used) | {"wrong_clock"} == set(TITLES)
