"""AS01: nobody gives a compulsory subject to a class."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.assignments.lessons import compulsory, lessons
from eduportal.quality.checks.laws import PROGRAMME
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind

SETTLED_DAYS = 7


@rule(
    "AS01",
    area=Area.ASSIGNMENTS,
    kind=Kind.COMPLETE,
    about=About.CLASS,
    title=_("Compulsory subject without a teacher"),
    sentence=_("Class %(class)s: nobody gives %(subject)s"),
    why=_("The sheet of the subject has nobody who may fill it."),
    mend=_("Assign a teacher."),
    effect=Effect.ENTRY,
    owner=Role.HEAD,
    days=3,
    page="staffing:class-assignments",
    basis=PROGRAMME,
)
def nobody_assigned(checked: Checked) -> Iterator[Found]:
    if checked.begun < SETTLED_DAYS:
        return
    given = set(lessons(checked).values_list("class_group", "subject"))
    for group, line in compulsory(checked):
        if (group.pk, line.subject_id) not in given:
            facts = {"class": group.name, "subject": line.subject.name}
            yield Found(group.school_id, group.pk, line.subject_id, facts)
