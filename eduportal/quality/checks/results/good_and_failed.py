"""RS03: a student has the best learning result and the lowest conduct."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.results.sealed import about_students, sealed
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.choices import Level

APART = Q(learning=Level.GOOD, conduct=Level.FAILED) | Q(learning=Level.FAILED, conduct=Level.GOOD)


@rule(
    "RS03",
    area=Area.RESULTS,
    kind=Kind.IMPLAUSIBLE,
    about=About.STUDENT,
    title=_("Learning and conduct at opposite ends"),
    sentence=_("Class %(class)s, term %(number)s, %(year)s: one Good, the other Not passed"),
    why=_("It happens, and more often the line of a neighbour was filled."),
    mend=_("Ask the homeroom teacher. If it is so, answer that it is right."),
    effect=Effect.LOOK,
    owner=Role.HEAD,
    days=10,
    page="grades:student",
)
def good_and_failed(checked: Checked) -> Iterator[Found]:
    return about_students(sealed(checked).filter(APART))
