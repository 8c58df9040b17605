"""What a refusal of a whole request tells."""

import inspect
import re

from django.test import Client
from django.utils.translation import gettext, override

from eduportal.exchange import authentication
from eduportal.exchange.problem_json import TITLES
from eduportal.exchange.views import sync, sync_compare, sync_persons
from eduportal.exchange.wire import bundle as bundle_wire
from tests.exchange.conftest import Sender


def test_a_refusal_is_in_english_and_vietnamese(below: Sender) -> None:
    told = Client().post("/sync/v2/have", b"{}", content_type="application/json").json()
    assert told["title"] == "The signature of the request does not fit."
    with override("vi"):
        assert told["title_vi"] == gettext(told["title"])


def test_every_refusal_has_its_sentence() -> None:
    modules = (sync, sync_compare, sync_persons, authentication, bundle_wire)
    source = "".join(inspect.getsource(module) for module in modules)
    used = re.findall(r'(?:problem\(\d+, |NotAuthentic\(|BadBundle\()"(\w+)"', source)
    assert set(used) | {"wrong_clock"} == set(TITLES)
