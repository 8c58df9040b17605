"""No input answers 500: every address of the table with the values of tests/hostile.py."""

import inspect
import json
import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from pytest_django.fixtures import Settings

from eduportal import scoping
from eduportal.accounts.throttling import PersonThrottle
from tests import factories, hostile
from tests.route import Route, undone
from tests.routes import ROUTES
from tests.test_routes import ADDRESSES
from tests.world import ClientOf, World

pytestmark = pytest.mark.trial("many")
PERSONAS = ["anonymous", "teacher", "head", "department_admin", "superuser"]
# Everywhere one value in so many, in turn: each value is tried somewhere. The long trial tries all.
ONE_IN = 16
VERBS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "GRAB"]
ADMIN_NAMES = ["q", "o", "p", "e", "all", "_popup", "_to_field", "_changelist_filters", "a__b"]
SIGNED_IN_BY = "eduportal.accounts.backends.PortalBackend"
FORM = "application/x-www-form-urlencoded"
RecordProperty = Callable[[str, object], None]
T = TypeVar("T")


@cache
def is_open(name: str, verb: str, persona: str) -> bool:
    """Whether the table lets the persona in, by whatever row of the address."""
    turned_away = (302, 401) if persona == "anonymous" else (403, 404)
    found = [
        row.expected.get(persona, 404) for row in ROUTES if (row.name, row.verb) == (name, verb)
    ]
    return any(status not in turned_away for status in found)


class Errors(logging.Handler):
    """What was logged as an error of ours."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        cause = repr(record.exc_info[1])[:300] if record.exc_info else ""
        self.lines.append(f"{record.name}: {record.getMessage()[:200]} {cause}")


class Attacker:
    """Sends requests as one persona, takes back what each did, and remembers what fell."""

    def __init__(self, persona: str, client: Client, world: World, one_in: int) -> None:
        client.raise_request_exception = False
        self.persona, self.client, self.world = persona, client, world
        self.one_in, self.turn = one_in, 0
        self.fallen: list[str] = []
        self.sent: Counter[str] = Counter()
        self.errors = Errors()

    def is_let_in(self, name: str, verb: str) -> bool:
        """Whether this persona tries everything: a visitor, or the last one the page is open to.

        Where others are turned away or see the same, a few values do.
        """
        open_to = [each for each in PERSONAS if is_open(name, verb, each)]
        return self.persona in open_to and self.persona in ("anonymous", open_to[-1])

    def some(self, values: Iterable[T]) -> list[T]:
        """The values whose turn it is at this place."""
        self.turn += 1
        return [each for n, each in enumerate(values, self.turn) if n % self.one_in == 0]

    @contextmanager
    def at(self, route: Route) -> Iterator[tuple[str, dict[str, Any]]]:
        """The address of a row and the arguments in it; what they name is there meanwhile."""
        with undone():
            with scoping.everywhere("a test names the objects of a request"):
                arguments = route.kwargs(self.world)
            yield reverse(route.name, kwargs=arguments), arguments

    def send(self, verb: str, address: str, label: str = "", **request: Any) -> HttpResponse:
        """The answer; one above 499, or an error in the log, is remembered."""
        self.sent[verb] += 1
        # One address a request: the limit of attempts would hide what lies behind it.
        number = self.sent.total()
        request.setdefault("REMOTE_ADDR", f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
        with undone():
            response = self.client.generic(verb, address, **request)
        if response.status_code >= 500 or self.errors.lines:
            logged = "; ".join(self.errors.lines)
            self.fallen.append(
                f"{self.persona} {verb} {address[:120]} {label[:80]!r}: "
                f"{response.status_code} {logged}"
            )
            self.errors.lines.clear()
        return response


TRIALS = [pytest.param((each, ONE_IN), id=each) for each in PERSONAS]
TRIALS += [pytest.param((each, 1), id=f"{each}-long", marks=pytest.mark.long) for each in PERSONAS]


@pytest.fixture(params=TRIALS)
def attacker(
    uncounted: None,
    lasting_proof: None,
    request: pytest.FixtureRequest,
    world: World,
    client_of: ClientOf,
    record_property: RecordProperty,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Attacker]:
    # Else the REST interface would refuse before it reads.
    monkeypatch.setitem(PersonThrottle.THROTTLE_RATES, "person", "1000000/min")
    with scoping.everywhere("a test makes the accounts it attacks with"):
        root = factories.UserFactory(username="superuser", superuser=True)
        factories.MembershipFactory(user=root, role="department_admin", school=None)
    world.users["superuser"] = root
    persona, one_in = request.param
    found = Attacker(persona, client_of(persona), world, one_in)
    with listening(found.errors):
        yield found
    record_property("hostile", [persona, dict(found.sent)])


@contextmanager
def listening(handler: logging.Handler) -> Iterator[None]:
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)


def rows(verb: str | None = None) -> list[Route]:
    """One row of the table for each address and verb, those of the own school first."""
    first: dict[tuple[str, str], Route] = {}
    for route in ROUTES:
        if verb is None or route.verb == verb:
            first.setdefault((route.name, route.verb), route)
    return list(first.values())


def admin_pages(*endings: str) -> list[str]:
    """Addresses of the administration whose names end so; of rows, those of row 1."""
    names = [
        name
        for name in ADDRESSES
        if name.startswith("admin:") and name.endswith(endings) and name.count("_") > 1
    ]
    of_rows = ("_change", "_delete", "_history")
    return [reverse(name, args=["1"] if name.endswith(of_rows) else []) for name in names]


def source_of(name: str) -> str:
    """The module of a view, which names the parameters it reads."""
    callback: Any = ADDRESSES[name].callback
    view = getattr(callback, "view_class", None) or getattr(callback, "cls", None) or callback
    return inspect.getsource(sys.modules[inspect.unwrap(view).__module__])


def parameters_of(name: str) -> list[str]:
    """What can be asked of an address: read from the code of its view, and its filters."""
    source = source_of(name)
    view_class = getattr(ADDRESSES[name].callback, "cls", None)
    found = {*hostile.READS.findall(source), *getattr(view_class, "filters", {})}
    paged = hostile.PAGED if view_class else []
    return sorted({*found, *paged, *(["q"] if "search_text" in source else []), "unknown"})


def test_no_path_falls(attacker: Attacker) -> None:
    for route in rows():
        is_tried = attacker.is_let_in(route.name, route.verb)
        with attacker.at(route) as (address, arguments):
            for value in map(str, arguments.values()):
                for bad in attacker.some(hostile.ENCODED if is_tried else hostile.FEW_ENCODED):
                    attacker.send(route.verb, address.replace(value, bad), bad)
    is_root = attacker.persona == "superuser"
    for address in admin_pages("_change", "_delete", "_history"):
        for bad in attacker.some(hostile.ENCODED if is_root else hostile.FEW_ENCODED[:1]):
            attacker.send("GET", address.replace("/1/", f"/{bad}/"), bad)
    for place in ("/", "/api/v1/", "/sync/v2/", "/admin/", "/static/"):
        for bad in attacker.some(hostile.ENCODED):
            attacker.send("GET", place + bad)

    assert not attacker.fallen, "\n".join(attacker.fallen)


def test_no_parameter_falls(attacker: Attacker) -> None:
    for route in rows("GET"):
        is_tried = attacker.is_let_in(route.name, "GET")
        with attacker.at(route) as (address, _arguments):
            for name in parameters_of(route.name) if is_tried else ["q"]:
                for bad in attacker.some(hostile.ENCODED if is_tried else hostile.FEW_ENCODED):
                    attacker.send("GET", f"{address}?{name}={bad}", bad)
            if is_tried:
                attacker.send("GET", f"{address}?%00=%00&a=1&a=2&=&%ff")
                attacker.send("GET", f"{address}?{'&a' * 5_001}")
    is_root = attacker.persona == "superuser"
    for address in admin_pages("_changelist"):
        for asked in ADMIN_NAMES if is_root else ["q"]:
            for bad in attacker.some(hostile.ENCODED if is_root else hostile.FEW_ENCODED[:1]):
                attacker.send("GET", f"{address}?{asked}={bad}", bad)

    assert not attacker.fallen, "\n".join(attacker.fallen)


def test_no_field_of_a_form_falls(attacker: Attacker) -> None:
    for route in rows("POST"):
        if route.form is None:
            continue
        is_tried = attacker.is_let_in(route.name, "POST")
        with attacker.at(route) as (plain, _arguments):
            address = f"{plain}?{route.query}"
            shown = attacker.send("GET", address).content.decode()
            posted = dict.fromkeys(hostile.POSTED.findall(source_of(route.name)), "")
            with scoping.everywhere("a test makes what a form names"):
                own = route.form(attacker.world)
            sound = posted | hostile.fields_of(shown) | own
            texts = hostile.TEXTS if is_tried else hostile.FEW[:1]
            post_each(attacker, address, sound, texts)

    assert not attacker.fallen, "\n".join(attacker.fallen)


def test_no_form_of_the_administration_falls(attacker: Attacker) -> None:
    is_root = attacker.persona == "superuser"
    for address in admin_pages("_add"):
        sound = hostile.fields_of(attacker.send("GET", address).content.decode())
        for bad in attacker.some(hostile.TEXTS if is_root else hostile.FEW[:1]):
            post(attacker, address, dict.fromkeys(sound, bad), bad)
        if is_root:
            post_each(attacker, address, sound, hostile.FEW)

    assert not attacker.fallen, "\n".join(attacker.fallen)


def post_each(
    attacker: Attacker, address: str, sound: dict[str, Any], texts: Sequence[str]
) -> None:
    """The form with each hostile text in each field, and in fields it does not have."""
    for name in hostile.kinds(list(sound)):
        for bad in attacker.some(texts):
            post(attacker, address, {**sound, name: bad}, f"{name}={bad}")
    for name in attacker.some(hostile.FIELD_NAMES):
        post(attacker, address, {**sound, name: "8"}, name)


def post(attacker: Attacker, address: str, fields: dict[str, Any], label: str) -> None:
    attacker.send("POST", address, label, data=urlencode(fields), content_type=FORM)


def test_no_json_falls(attacker: Attacker) -> None:
    for route in rows("POST"):
        if route.json is None:
            continue
        with attacker.at(route) as (address, _arguments):
            with scoping.everywhere("a test names the lines of a sheet"):
                sound = route.json(attacker.world)
            is_tried = attacker.is_let_in(route.name, "POST")
            for body in attacker.some(bodies(sound) if is_tried else hostile.BODIES[:5]):
                label = body[:80].decode("latin-1")
                attacker.send("POST", address, label, data=body, content_type="application/json")

    assert not attacker.fallen, "\n".join(attacker.fallen)


def bodies(sound: Any) -> Iterator[bytes]:
    """No JSON at all, and sound JSON with each value replaced by each hostile one."""
    yield from hostile.BODIES
    if isinstance(sound, dict) and sound.get("ops"):
        values = hostile.batches(sound["ops"][0])
    else:
        right = {"username": "teacher", "password": factories.PASSWORD, "code": "000000"}
        values = [{**right, name: value} for name in right for value in hostile.VALUES]
    yield from (json.dumps(value).encode() for value in values)


def test_no_odd_request_falls(attacker: Attacker, settings: Settings) -> None:
    settings.EDUPORTAL_PROXY_COUNT = 1
    for route in rows():
        is_tried = attacker.is_let_in(route.name, route.verb)
        with attacker.at(route) as (address, _arguments):
            is_asked = is_tried or attacker.persona == "anonymous"
            for odd in attacker.some(hostile.ODD if is_asked else []):
                attacker.send(
                    route.verb,
                    address,
                    odd.label,
                    data=odd.body,
                    content_type=odd.content_type,
                    **odd.headers,
                )

    assert not attacker.fallen, "\n".join(attacker.fallen)


def test_no_verb_falls(attacker: Attacker) -> None:
    for route in {route.name: route for route in ROUTES}.values():
        with attacker.at(route) as (address, _arguments):
            for verb in attacker.some(VERBS):
                attacker.send(verb, address)

    assert not attacker.fallen, "\n".join(attacker.fallen)
