"""RS02: a class was sealed and a student has no conduct."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import MARKS
from eduportal.quality.checks.results.sealed import about_students, sealed
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "RS02",
    area=Area.RESULTS,
    kind=Kind.COMPLETE,
    about=About.STUDENT,
    title=_("Sealed without a conduct result"),
    sentence=_("Class %(class)s, term %(number)s, %(year)s: no conduct result"),
    why=_("At the end of the year the head has to decide on each such student."),
    mend=_("Ask for an amendment, or decide on the conduct of the year."),
    effect=Effect.WARNS,
    owner=Role.HEAD,
    days=10,
    page="grades:student",
    basis=MARKS,
)
def no_conduct(checked: Checked) -> Iterator[Found]:
    return about_students(sealed(checked).filter(conduct=None))
