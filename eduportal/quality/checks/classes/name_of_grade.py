"""CL06: the name of a class begins with another grade."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import classes
from eduportal.quality.choices import About, Area, Effect, Kind
from schools.rules.class_names import grade_in


@rule(
    "CL06",
    area=Area.CLASSES,
    kind=Kind.CONSISTENT,
    about=About.CLASS,
    title=_("Class whose name says another grade"),
    sentence=_("Class %(class)s is recorded in grade %(grade)s"),
    why=_("A class in the wrong grade is given the wrong subjects and the wrong circular."),
    mend=_("Correct the grade or the name of the class."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=5,
    page="grades:class-edit",
)
def name_of_grade(checked: Checked) -> Iterator[Found]:
    for school, key, name, grade in classes(checked).values_list(
        "school", "pk", "name", "grade_level"
    ):
        if grade_in(name) not in (None, grade):
            yield Found(school, key, facts={"class": name, "grade": grade})
