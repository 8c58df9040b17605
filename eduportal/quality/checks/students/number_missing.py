"""ST01: a student has no personal number."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import LEARNING_RECORD
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import students_with
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "ST01",
    area=Area.STUDENTS,
    kind=Kind.COMPLETE,
    about=About.STUDENT,
    title=_("Student without a personal number"),
    sentence=_("Class %(class)s: no personal number"),
    why=_("The learning record of a person hangs on this number; without it nothing can follow."),
    mend=_("Take the 12 digits from the birth certificate or VNeID and enter them."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=10,
    page="students:student-correct",
    basis=LEARNING_RECORD,
)
def number_missing(checked: Checked) -> Iterator[Found]:
    return students_with(checked, Q(student__personal_number=None))
