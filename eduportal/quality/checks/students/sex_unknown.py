"""ST03: a student's sex is not recorded."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import students_with
from eduportal.quality.choices import About, Area, Effect, Kind
from schools.choices import Sex


@rule(
    "ST03",
    area=Area.STUDENTS,
    kind=Kind.COMPLETE,
    about=About.STUDENT,
    title=_("Student whose sex is not recorded"),
    sentence=_("Class %(class)s: sex not recorded"),
    why=_("Results by sex and the returns of the year leave this student out."),
    mend=_("Enter it from the birth certificate."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=10,
    page="students:student-correct",
)
def sex_unknown(checked: Checked) -> Iterator[Found]:
    return students_with(checked, Q(student__sex=Sex.UNKNOWN))
