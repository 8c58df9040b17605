"""ST10: a student's name is no name of a person."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import students_with
from eduportal.quality.choices import About, Area, Effect, Kind

# A single word, or one with a digit or a sign that no name has.
NO_NAME = r"^\S+$|[0-9_@#/\\*]"


@rule(
    "ST10",
    area=Area.STUDENTS,
    kind=Kind.IMPLAUSIBLE,
    about=About.STUDENT,
    title=_("Name that is hardly a name"),
    sentence=_("Class %(class)s: the name is one word, or has a digit or a sign in it"),
    why=_("A name is compared with the population database letter by letter."),
    mend=_("Write the name as on the birth certificate. If it is so, answer that it is right."),
    effect=Effect.LOOK,
    owner=Role.CLERK,
    days=10,
    page="students:student-correct",
)
def odd_name(checked: Checked) -> Iterator[Found]:
    return students_with(checked, Q(student__full_name__regex=NO_NAME))
