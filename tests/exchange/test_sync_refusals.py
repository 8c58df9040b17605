"""What a refusal of a whole request tells."""

import inspect
import re

from django.test import Client
from django.utils.translation import gettext, override

from eduportal.exchange import authentication
from eduportal.exchange.problem_json import TITLES
from eduportal.exchange.views import sync
from eduportal.exchange.wire import bundle as bundle_wire
from tests.exchange.conftest import Sender


def test_a_refusal_is_in_english_and_vietnamese(below: Sender) -> None:
    told = Client().post("/sync/v2/have", b"{}", content_type="application/json").json()
    assert told["title"] == "The signature of the request does not fit."
    with override("vi"):
        assert told["title_vi"] == gettext(told["title"])


def test_every_refusal_has_its_sentence() -> None:
    source = "".join(inspect.getsource(module) for module in (sync, authentication, bundle_wire))
    used = re.findall(r'(?:problem\(\d+, |NotAuthentic\(|BadBundle\()"(\w+)"', source)
    assert set(used) | {"wrong_clock"} == set(TITLES)
