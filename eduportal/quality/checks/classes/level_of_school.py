"""CL07: a class is of a level of education that its school does not have."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import classes
from eduportal.quality.choices import About, Area, Effect, Kind
from schools.choices import Stage


@rule(
    "CL07",
    area=Area.CLASSES,
    kind=Kind.CONSISTENT,
    about=About.CLASS,
    title=_("Class of a level the school does not have"),
    sentence=_("Class %(class)s is of a level of education that the school does not have"),
    why=_("Figures of the school by level of education leave the class out."),
    mend=_("Correct the grade of the class, or ask the Department to add the level to the school."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=10,
    page="grades:class-edit",
)
def level_of_school(checked: Checked) -> Iterator[Found]:
    rows = classes(checked).values_list(
        "school", "pk", "name", "grade_level__stage", "school__stages"
    )
    for school, key, name, stage, stages in rows:
        # A centre of continuing education teaches the levels of general schools.
        if stage not in stages and Stage.CONTINUING not in stages:
            yield Found(school, key, facts={"class": name})
