"""ST04: a student's ethnicity is not recorded."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import students_with
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "ST04",
    area=Area.STUDENTS,
    kind=Kind.COMPLETE,
    about=About.STUDENT,
    title=_("Student whose ethnicity is not recorded"),
    sentence=_("Class %(class)s: ethnicity not recorded"),
    why=_("The returns of the year ask for it, and policies for students rest on it."),
    mend=_("Enter it from the birth certificate."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=20,
    page="students:student-correct",
)
def ethnicity_missing(checked: Checked) -> Iterator[Found]:
    return students_with(checked, Q(student__ethnicity=""))
