"""Who gets which answer from which address: every route, every verb, every persona.

tests/test_routes.py fails for an address or a verb that is not here, and for a row whose address
no longer exists. To add a page:

    Route("grades:marksheet-edit", only(200, "teacher", HEADS), kwargs=own_sheet),
    Route("grades:marksheet-edit", only(200, EVERYWHERE_READERS), kwargs=foreign_sheet),
    Route("grades:marksheet-save", only(200, "teacher", anonymous=401), "POST", kwargs=own_sheet,
          json=lambda world: {"ops": []}),

`kwargs`, `form` and `json` are functions of the World (tests/world.py), called where every row is
visible; they may create what the world lacks with a factory. A row out of reach is 404, never 403:
write one row for the persona's own object and one for a foreign one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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


def first_term(world: World) -> dict[str, Any]:
    return {"data": {"term": world.term.pk}}


def broken_link(world: World) -> dict[str, Any]:
    return {"uidb64": "MQ", "token": "none"}


ROUTES = [
    # Everybody's first page leads on to the page of the daily work.
    Route("home", signed_in(302)),
    Route("set_language", everybody(302), "POST", form=lambda world: {"language": "en"}),
    Route("styleguide", everybody(200)),
    Route("schools:period", signed_in(404), query="term=0"),
    # Signing in and the own account.
    Route("accounts:sign-in", visitors(200, signed_in=302)),
    Route("accounts:sign-in", visitors(200, signed_in=302), "POST", form=nothing),
    Route("accounts:sign-in-json", everybody(400), "POST", json=lambda world: []),
    Route("accounts:sign-out", signed_in(302), "POST", form=nothing),
    Route("accounts:profile", signed_in(200)),
    Route("accounts:password-change", signed_in(200)),
    Route("accounts:password-change", signed_in(200), "POST", form=nothing),
    Route("accounts:password-reset", everybody(200)),
    Route("accounts:password-reset", everybody(200), "POST", form=nothing),
    Route("accounts:password-reset-done", everybody(200)),
    Route("accounts:password-reset-confirm", everybody(200), kwargs=broken_link),
    Route(
        "accounts:password-reset-confirm",
        everybody(200),
        "POST",
        kwargs=broken_link,
        form=nothing,
    ),
    Route("accounts:password-reset-complete", everybody(200)),
    # Nobody in the world has a second factor: these pages lead elsewhere.
    Route("accounts:second-factor", signed_in(302)),
    Route("accounts:second-factor", signed_in(302), "POST", form=nothing),
    Route("accounts:second-factor-setup", signed_in(200)),
    Route("accounts:second-factor-setup", signed_in(200), "POST", form=nothing),
    Route("accounts:second-factor-disable", signed_in(302)),
    Route("accounts:second-factor-disable", signed_in(302), "POST", form=nothing),
    Route("accounts:recovery-codes", signed_in(302)),
    Route("accounts:recovery-codes", signed_in(302), "POST", form=nothing),
    # Django's administration: test_routes.py adds a row for each of its lists and forms.
    Route("admin:index", only(200, "department_admin")),
    Route("admin:login", signed_in(302)),
    Route("admin:logout", only(302, "department_admin"), "POST", form=nothing),
    Route("admin:password_change", only(302, "department_admin")),
]
# Names under these prefixes need no row of their own.
COLLAPSED = ("admin:",)
