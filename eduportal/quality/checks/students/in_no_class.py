"""ST08: a student studies here and is in no class of the year."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from students.choices import StudentStatus
from students.models import Enrolment, Student

# Classes are made up in the first days of a year.
SETTLED_DAYS = 14


@rule(
    "ST08",
    area=Area.STUDENTS,
    kind=Kind.CONSISTENT,
    about=About.STUDENT,
    title=_("Student in no class"),
    sentence=_("Recorded as studying, in no class of the school year"),
    why=_("The student has no mark sheet and is missing from every figure of the year."),
    mend=_("Put the student into a class, or record how the student left."),
    effect=Effect.ENTRY,
    owner=Role.CLERK,
    days=5,
    page="grades:student",
)
def in_no_class(checked: Checked) -> Iterator[Found]:
    if checked.begun < SETTLED_DAYS:
        return
    stays = Enrolment.objects.filter(student=OuterRef("pk"), school_year=checked.year)
    here = Student.objects.filter(
        school__in=checked.schools, is_current=True, status__in=StudentStatus.present()
    )
    for school, key in here.filter(~Exists(stays)).values_list("school", "pk"):
        yield Found(school, key)
