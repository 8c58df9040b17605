"""RS01: a class was sealed and a student has no learning result."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import MARKS
from eduportal.quality.checks.results.sealed import about_students, sealed
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "RS01",
    area=Area.RESULTS,
    kind=Kind.COMPLETE,
    about=About.STUDENT,
    title=_("Sealed without a learning result and without a decision"),
    sentence=_("Class %(class)s, term %(number)s, %(year)s: no learning result, no decision"),
    why=_("The year of the student cannot be computed from this term."),
    mend=_("Ask for an amendment of the marks, or decide on the student at the end of the year."),
    effect=Effect.WARNS,
    owner=Role.HEAD,
    days=10,
    page="grades:student",
    basis=MARKS,
)
def no_level(checked: Checked) -> Iterator[Found]:
    return about_students(sealed(checked).filter(learning=None, decision=None))
