"""ST02: a student has no code of the Ministry."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import students_with
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "ST02",
    area=Area.STUDENTS,
    kind=Kind.COMPLETE,
    about=About.STUDENT,
    title=_("Student without a Ministry code"),
    sentence=_("Class %(class)s: no Ministry code"),
    why=_("The Ministry finds the student by this code; without it its list has a second student."),
    mend=_("Take the code from the Ministry's list, or bring that list in by file."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=20,
    page="students:student-correct",
)
def code_missing(checked: Checked) -> Iterator[Found]:
    return students_with(checked, Q(student__ministry_code=None))
