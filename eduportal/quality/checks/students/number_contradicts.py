"""ST09: a student's personal number says another sex or year of birth."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import LEARNING_RECORD
from eduportal.quality.checks.numbers import contradicts, shortened
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import seats
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "ST09",
    area=Area.STUDENTS,
    kind=Kind.CONSISTENT,
    about=About.STUDENT,
    title=_("Student's personal number that does not fit"),
    sentence=_("Class %(class)s: the number %(number)s says another sex or year of birth"),
    why=_("Its fourth to sixth digits are century, sex and year of birth: something is mistyped."),
    mend=_("Compare number, birthday and sex with the birth certificate; correct the wrong one."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=10,
    page="students:student-correct",
    basis=LEARNING_RECORD,
)
def number_contradicts(checked: Checked) -> Iterator[Found]:
    rows = (
        seats(checked)
        .exclude(student__personal_number=None)
        .values_list(
            "school",
            "student",
            "class_group__name",
            "student__personal_number",
            "student__birth_date",
            "student__sex",
        )
    )
    for school, key, name, number, born, sex in rows.iterator():
        if contradicts(number, born, sex):
            yield Found(school, key, facts={"class": name, "number": shortened(number)})
