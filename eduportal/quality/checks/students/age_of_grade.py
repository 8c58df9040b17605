"""ST05: a student is much younger or older than the grade."""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import LAST_GRADE, seats
from eduportal.quality.choices import About, Area, Effect, Kind

# A child of grade 1 is 6 years old in the year in which the school year begins.
BEFORE_GRADE_ONE = 5
YOUNGER, OLDER = 1, 3


@rule(
    "ST05",
    area=Area.STUDENTS,
    kind=Kind.IMPLAUSIBLE,
    about=About.STUDENT,
    title=_("Date of birth that does not fit the grade"),
    sentence=_("Class %(class)s: born in %(born)s"),
    why=_("Mostly a year of birth that was mistyped; a few students are really that old or young."),
    mend=_("Compare with the birth certificate. If it is so, answer that it is right."),
    effect=Effect.LOOK,
    owner=Role.CLERK,
    days=10,
    page="students:student-correct",
)
def age_of_grade(checked: Checked) -> Iterator[Found]:
    usual = checked.year.starts_on.year - BEFORE_GRADE_ONE
    rows = seats(checked).filter(class_group__grade_level__lte=LAST_GRADE)
    rows = rows.annotate(
        late=F("student__birth_date__year") + F("class_group__grade_level") - usual
    )
    rows = rows.filter(Q(late__gt=YOUNGER) | Q(late__lt=-OLDER))
    found = rows.values_list("school", "student", "class_group__name", "student__birth_date__year")
    for school, student, name, year in found:
        yield Found(school, student, facts={"class": name, "born": str(year)})
