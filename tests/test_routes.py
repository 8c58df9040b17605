"""Every address the portal answers, asked by everybody (tests/routes.py)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from eduportal import scoping
from eduportal.accounts.middleware import OPEN_PAGES
from eduportal.accounts.models import User
from tests.routes import ANONYMOUS, COLLAPSED, ROUTES, Route, only
from tests.world import PERSONAS, ClientOf, World

VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
ADMIN_PAGES = ("_changelist", "_add")
WRITES = re.compile(r"^\s*(insert|update|delete)", re.IGNORECASE)


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(name, pattern) of every address, included URL tables unfolded."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, namespace + (f"{entry.namespace}:" * bool(entry.namespace)))
        else:
            yield f"{namespace}{entry.name or entry.pattern}", entry


ADDRESSES = dict(patterns(get_resolver()))
ADMIN_ROUTES = [
    Route(name, only(200, "department_admin"))
    for name in ADDRESSES
    if name.startswith("admin:") and name.endswith(ADMIN_PAGES) and "_" in name.partition(":")[2]
]
IN_TABLE = {route.name for route in ROUTES}


def allowed_verbs(pattern: URLPattern) -> set[str] | None:
    """The verbs a class-based view answers; None for a function, which has to be asked."""
    view = pattern.callback
    view_class = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if view_class is None:
        return None
    options = getattr(view, "view_initkwargs", None) or getattr(view, "initkwargs", {})
    names = options.get("http_method_names", view_class.http_method_names)
    has = getattr(view, "actions", None) or {n: n for n in names if hasattr(view_class, n)}
    return {name.upper() for name in has} & set(VERBS)


def request_of(route: Route, world: World) -> Callable[[Client], HttpResponse]:
    """The request of one row, its objects named, ready to be sent by any client."""
    with scoping.everywhere("a test names the objects of a request"):
        url = reverse(route.name, kwargs=route.kwargs(world))
        body = route.json(world) if route.json else route.form(world) if route.form else None
    address = f"{url}?{route.query}" if route.query else url
    options: dict[str, Any] = {"content_type": "application/json"} if route.json else {}
    if route.accept:
        options["headers"] = {"Accept": route.accept}
    if body is not None:
        options["data"] = body
    return lambda client: getattr(client, route.verb.lower())(address, **options)


def undone(send: Callable[[Client], HttpResponse], client: Client) -> HttpResponse:
    """The answer to a request whose changes are taken back, for the next persona's sake."""
    with transaction.atomic():
        response = send(client)
        transaction.set_rollback(True)
    return response


def signed_in_client(user: User, *, enforce_csrf_checks: bool = False) -> Client:
    client = Client(enforce_csrf_checks=enforce_csrf_checks)
    client.force_login(user, backend="eduportal.accounts.backends.PortalBackend")
    return client


def test_every_address_is_in_the_table_and_every_row_has_an_address() -> None:
    expected = {name for name in ADDRESSES if not name.startswith(COLLAPSED)}

    assert expected - IN_TABLE == set(), "addresses without a row in tests/routes.py"
    assert IN_TABLE - set(ADDRESSES) == set(), "rows in tests/routes.py without an address"


def test_every_row_says_what_every_persona_gets() -> None:
    for route in ROUTES:
        assert set(route.expected) == {*PERSONAS, ANONYMOUS}, route


@pytest.mark.parametrize(
    "name", sorted(name for name in IN_TABLE if not name.startswith(COLLAPSED))
)
def test_a_verb_without_a_row_is_refused(name: str, world: World, client_of: ClientOf) -> None:
    listed = {route.verb for route in ROUTES if route.name == name}
    allowed = allowed_verbs(ADDRESSES[name])
    if allowed is None:
        row = next(route for route in ROUTES if route.name == name)
        client = client_of("department_admin")
        sends = {
            verb: request_of(replace(row, verb=verb, form=None, json=None), world) for verb in VERBS
        }
        allowed = {
            verb
            for verb, send in sends.items()
            if verb in listed or undone(send, client).status_code != 405
        }

    assert allowed == listed, f"{name}: verbs answered and verbs in tests/routes.py"


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_each_persona_gets_its_answer(route: Route, world: World, client_of: ClientOf) -> None:
    send = request_of(route, world)
    answers = {}
    for persona in route.expected:
        response = undone(send, client_of(persona))
        answers[persona] = response.status_code
        assert "no-store" in response.headers["Cache-Control"], (route, persona)

    assert answers == route.expected


@pytest.mark.parametrize("route", ADMIN_ROUTES, ids=str)
def test_the_administration_is_for_staff(route: Route, world: World, client_of: ClientOf) -> None:
    send = request_of(route, world)
    personas = ["department_admin", "head", "auditor", "teacher", ANONYMOUS]
    answers = {each: undone(send, client_of(each)).status_code for each in personas}
    # History and logs are written by the portal alone: no form for adding one.
    if answers["department_admin"] == 403 and route.name.endswith("_add"):
        answers["department_admin"] = 200

    assert answers == {each: route.expected[each] for each in personas}


@pytest.mark.parametrize("route", [each for each in ROUTES if each.is_unsafe], ids=str)
def test_an_unsafe_verb_without_token_or_signature_changes_nothing(
    route: Route, world: World
) -> None:
    send = request_of(route, world)
    client = signed_in_client(world.users["department_admin"], enforce_csrf_checks=True)

    with CaptureQueriesContext(connection) as queries:
        response = undone(send, client)

    assert response.status_code == (403 if route.csrf == "token" else 401)
    assert writes(queries) == []


@pytest.mark.parametrize("route", [each for each in ROUTES if each.verb == "GET"], ids=str)
def test_looking_at_a_page_writes_nothing(route: Route, world: World, client_of: ClientOf) -> None:
    send = request_of(route, world)
    for persona in route.expected:
        client = client_of(persona)
        with CaptureQueriesContext(connection) as queries:
            send(client)

        assert writes(queries) == [], persona


def test_only_listed_pages_answer_an_anonymous_visitor() -> None:
    answering = {route.name for route in ROUTES if route.expected[ANONYMOUS] not in (302, 401)}

    assert answering <= OPEN_PAGES


def writes(queries: CaptureQueriesContext) -> list[str]:
    """The statements that changed a table, the session apart."""
    sent = [query["sql"] for query in queries.captured_queries]
    return [sql for sql in sent if WRITES.match(sql) and '"django_session"' not in sql]
