"""One row of the table of routes: an address, a verb, and what each persona gets."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from eduportal import scoping
from tests.world import MACHINE, OTHER_TEACHER, PERSONAS, World

ANONYMOUS = "anonymous"
TEACHERS = ("teacher", "homeroom", OTHER_TEACHER)
HEADS = ("head", "vice_head")
SCHOOL_STAFF = ("teacher", "homeroom", *HEADS, "clerk")
OFFICERS = ("commune_officer", "department_officer", "department_admin", "ministry_officer")
SIGNED_IN = tuple(persona for persona in PERSONAS if persona != MACHINE)
SEES_EVERY_SCHOOL = ("department_officer", "department_admin", "ministry_officer", "auditor")

Expected = Mapping[str, int]


def nothing(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Route:
    """One verb of one address, sent with one body, and the status each persona gets.

    `csrf` says what protects an unsafe verb: the page's token, or a signature over the request.
    """

    name: str
    expected: Expected
    verb: str = "GET"
    kwargs: Callable[[World], dict[str, Any]] = nothing
    query: str = ""
    form: Callable[[World], dict[str, Any]] | None = None
    json: Callable[[World], Any] | None = None
    accept: str = ""
    csrf: str = "token"

    def __str__(self) -> str:
        return f"{self.verb} {self.name}{self.query and '?' + self.query}"

    @property
    def is_unsafe(self) -> bool:
        return self.verb not in ("GET", "HEAD", "OPTIONS")


def only(
    status: int, *who: str | tuple[str, ...], others: int = 404, anonymous: int = 302
) -> Expected:
    """`status` for some, `others` for the other people, `anonymous` for whoever is not signed in.

    A machine's token opens the REST interface only: elsewhere it is nobody.
    """
    named = {each for group in who for each in ([group] if isinstance(group, str) else group)}
    people = {persona: status if persona in named else others for persona in SIGNED_IN}
    outside = {MACHINE: status if MACHINE in named else anonymous, ANONYMOUS: anonymous}
    return people | outside


def signed_in(status: int, anonymous: int = 302) -> Expected:
    """The same for everybody who has signed in."""
    return only(status, SIGNED_IN, anonymous=anonymous)


def everybody(status: int) -> Expected:
    """Open to the world."""
    return dict.fromkeys([*PERSONAS, ANONYMOUS], status)


def visitors(status: int, signed_in: int) -> Expected:
    """Pages for people who are not signed in; the others are sent on."""
    return dict.fromkeys(SIGNED_IN, signed_in) | {MACHINE: status, ANONYMOUS: status}


def mixed(first: Expected, *others: tuple[int, str | tuple[str, ...]]) -> Expected:
    """`first`, except that some personas get another status."""
    answers = dict(first)
    for status, who in others:
        answers |= dict.fromkeys([who] if isinstance(who, str) else who, status)
    return answers


def request_of(route: Route, world: World) -> Callable[[Client], HttpResponse]:
    """The request of one row, its objects named, ready to be sent."""
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


@contextmanager
def undone() -> Iterator[None]:
    """What the block changes in the database is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
