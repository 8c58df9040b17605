"""Every address the portal answers, asked by everybody (tests/routes.py)."""

import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import Client
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from eduportal.accounts.middleware import OPEN_PAGES
from eduportal.accounts.sessions import BrowserSession
from eduportal.exchange.services.lives import ledger_id
from eduportal.privacy.models import Access
from eduportal.shell.tiers import is_offered
from tests.factories import MembershipFactory, UserFactory
from tests.measuring import awake
from tests.personal import logged, tell_apart, wrong_entries
from tests.route import ANONYMOUS, Route, only, request_of, undone
from tests.routes import COLLAPSED, ROUTES
from tests.routes_personal import ADMIN_PERSONAL, PERSONAL, Kinds
from tests.world import MACHINE, PERSONAS, ClientOf, World

pytestmark = pytest.mark.usefixtures("uncounted", "lasting_proof")
SIGNED_IN_BY = "eduportal.accounts.backends.PortalBackend"
VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
ADMIN_PAGES = ("_changelist", "_add")
# What a node says of itself before anybody has a key.
OPEN_TO_NODES = {"sync:capabilities"}
WRITES = re.compile(r"^\s*(insert|update|delete)", re.IGNORECASE)
# Where no statement names the access log there is nothing to look up in it.
LOG = Access._meta.db_table


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(name, pattern) of every address, included URL tables unfolded."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, namespace + (f"{entry.namespace}:" * bool(entry.namespace)))
        else:
            yield f"{namespace}{entry.name or entry.pattern}", entry


ADDRESSES = dict(patterns(get_resolver()))
ADMIN_ROUTES = [
    Route(name, only(404))
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


def personal_of(route: Route) -> Kinds:
    """Whose data the answers of a row may show."""
    return ADMIN_PERSONAL if route.name.startswith(COLLAPSED) else PERSONAL[route.name]


Send = Callable[[Client], HttpResponse]


def telling_apart(route: Route, world: World) -> Send:
    """The request of one row, in a world in which everybody's name says who it is."""
    # Before, because a form names what its page showed, and what is frozen keeps its names; again,
    # for what the row has made.
    tell_apart()
    send = request_of(route, world)
    tell_apart()
    return send


def answer_of(send: Send, client: Client) -> tuple[HttpResponse, list[str]]:
    """The answer, and the statements with which it changed a table; the changes are taken back.

    The answer carries as `logged` whom the access log says it showed.
    """
    with undone():
        with CaptureQueriesContext(connection) as queries:
            response = send(client)
        sent = [query["sql"] for query in queries.captured_queries]
        response.logged = logged(response) if any(LOG in sql for sql in sent) else defaultdict(set)
    # The session may remember what a page was asked for.
    return response, [
        sql for sql in sent if WRITES.match(sql) and '"accounts_browsersession"' not in sql
    ]


def test_every_address_is_in_the_table_and_every_row_has_an_address() -> None:
    expected = {name for name in ADDRESSES if not name.startswith(COLLAPSED)}

    assert expected - IN_TABLE == set(), "addresses without a row in tests/routes.py"
    assert IN_TABLE - set(ADDRESSES) == set(), "rows in tests/routes.py without an address"


def test_every_address_says_whose_data_it_shows() -> None:
    assert {*PERSONAL} == {name for name in ADDRESSES if not name.startswith(COLLAPSED)}


def test_every_row_says_what_every_persona_gets() -> None:
    for route in ROUTES:
        assert set(route.expected) == {*PERSONAS, ANONYMOUS}, route


def test_a_verb_without_a_row_is_refused(world: World, client_of: ClientOf) -> None:
    client = client_of("department_admin")
    listed = {
        name: {route.verb for route in ROUTES if route.name == name}
        for name in IN_TABLE
        if not name.startswith(COLLAPSED)
    }
    answered = {name: verbs_answered(name, listed[name], world, client) for name in listed}

    assert answered == listed


def verbs_answered(name: str, listed: set[str], world: World, client: Client) -> set[str]:
    allowed = allowed_verbs(ADDRESSES[name])
    if allowed is not None:
        return allowed
    # A page of another tier is not there, whatever is asked of it.
    if not is_offered(name):
        return listed
    row = next(route for route in ROUTES if route.name == name)
    plain = replace(row, form=None, json=None)
    view = ADDRESSES[name].callback
    others = [
        replace(plain, verb=verb)
        for verb in VERBS
        if verb not in listed and not is_refused_by(view, verb)
    ]
    return listed | {other.verb for other in others if status_of(other, world, client) != 405}


def is_refused_by(view: Callable[..., HttpResponse], verb: str) -> bool:
    """Whether a view refuses a verb before it looks at anything else of a request.

    To send it through the whole portal costs a hundred times as much.
    """
    request = HttpRequest()
    request.method = verb
    try:
        return view(request).status_code == 405
    except Exception:
        return False


def status_of(route: Route, world: World, client: Client) -> int:
    with undone():
        return request_of(route, world)(client).status_code


@pytest.fixture(scope="module")
def sessions() -> dict[str, BrowserSession]:
    """The personas' sessions, once one row has signed them in."""
    return {}


@pytest.fixture(scope="module")
def handler() -> ClientHandler:
    """What answers all visitors: each would load the middleware again."""
    return ClientHandler(enforce_csrf_checks=False)


@pytest.fixture
def without_contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's client copies what each template was given: nobody asks here."""
    name = "django.test.client.store_rendered_templates"
    monkeypatch.setattr(name, lambda *_args, **_more: None)


@pytest.fixture
def short_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused page is the same page whatever was asked for: one test looks at it for all rows."""
    name = "eduportal.core.answers.page_not_found"
    monkeypatch.setattr(name, lambda *_asked: HttpResponseNotFound())


@pytest.fixture
def visitor_of(
    world: World,
    client_of: ClientOf,
    sessions: dict[str, BrowserSession],
    handler: ClientHandler,
) -> ClientOf:
    """As `client_of`, but everybody signs in once for all rows: it costs as much as an answer."""
    for session in sessions.values():
        session.last_used_at = timezone.now()
    BrowserSession.objects.bulk_create(sessions.values())

    def visitor_of(persona: str) -> Client:
        if persona in (MACHINE, ANONYMOUS):
            return client_of(persona)
        if persona not in sessions:
            key = client_of(persona).session.session_key
            sessions[persona] = BrowserSession.objects.get(pk=key)
        visitor = Client()
        visitor.handler = handler
        visitor.cookies[settings.SESSION_COOKIE_NAME] = sessions[persona].pk
        return visitor

    return visitor_of


@pytest.mark.usefixtures("without_contexts", "short_refusals")
@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_each_persona_gets_its_answer(route: Route, world: World, visitor_of: ClientOf) -> None:
    answers, written = {}, {}
    # Whom the page is open to, if anybody.
    seen = min(route.expected, key=route.expected.__getitem__)
    # Noticed once, by whoever asks first: that this database is a copy of another one.
    ledger_id()
    with undone():
        send = telling_apart(route, world)
        for persona in route.expected:
            with awake() if persona == seen else nullcontext():
                response, statements = answer_of(send, visitor_of(persona))
            answers[persona] = response.status_code
            written[persona] = statements
            assert "no-store" in response.headers["Cache-Control"], (route, persona)
            reader = world.users.get(persona)
            assert wrong_entries(response, personal_of(route), reader) == [], (route, persona)

    assert answers == route.expected
    if not route.is_unsafe:
        assert written == dict.fromkeys(route.expected, []), "looking at a page changes nothing"


@pytest.mark.parametrize("persona", [each for each in PERSONAS if each != MACHINE])
def test_a_refused_page_shows_nobody(persona: str, world: World, visitor_of: ClientOf) -> None:
    tell_apart()
    nobodys = reverse("grades:marksheet-edit", args=[uuid.uuid4()])
    response, written = answer_of(lambda client: client.get(nobodys), visitor_of(persona))
    assert (response.status_code, written) == (404, [])
    assert b"<title>" in response.content
    assert wrong_entries(response, frozenset(), world.users[persona]) == []


def test_the_administration_is_for_superusers(world: World, client_of: ClientOf) -> None:
    root = UserFactory(username="superuser", superuser=True)
    MembershipFactory(user=root, role="department_admin", school=None)
    world.users["superuser"] = root
    personas = ["department_admin", "head", "auditor", "teacher", ANONYMOUS]
    visitors = {each: client_of(each) for each in personas}
    superuser = client_of("superuser")
    assert ADMIN_ROUTES
    for route in ADMIN_ROUTES:
        send = telling_apart(route, world)
        response = answer_of(send, superuser)[0]
        assert response.status_code == 200, route
        assert wrong_entries(response, personal_of(route), root) == [], route
        for persona, client in visitors.items():
            status = answer_of(send, client)[0].status_code
            assert status == route.expected[persona], (route, persona)


def test_an_unsafe_verb_without_token_or_signature_changes_nothing(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["department_admin"], SIGNED_IN_BY)
    unsafe = [route for route in ROUTES if route.is_unsafe]
    answers, expected = {}, {}
    for route in unsafe:
        with undone():
            response, statements = answer_of(request_of(route, world), client)
        answers[str(route)] = (response.status_code, statements)
        expected[str(route)] = (403 if route.csrf == "token" else 401, [])

    assert answers == expected


def test_only_listed_pages_answer_an_anonymous_visitor() -> None:
    answering = {route.name for route in ROUTES if route.expected[ANONYMOUS] not in (302, 401)}

    assert answering <= OPEN_PAGES | OPEN_TO_NODES
