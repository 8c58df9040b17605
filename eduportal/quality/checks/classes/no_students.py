"""CL01: a class has no student."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import classes, classes_with, seats
from eduportal.quality.choices import About, Area, Effect, Kind

SETTLED_DAYS = 7


@rule(
    "CL01",
    area=Area.CLASSES,
    kind=Kind.COMPLETE,
    about=About.CLASS,
    title=_("Class without students"),
    sentence=_("Class %(class)s has no student"),
    why=_("It counts as a class in every figure and asks for a teacher in every subject."),
    mend=_("Bring in its list, or remove the class."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=5,
    page="grades:roster",
)
def no_students(checked: Checked) -> Iterator[Found]:
    if checked.begun < SETTLED_DAYS:
        return iter(())
    empty = classes(checked).filter(~Exists(seats(checked).filter(class_group=OuterRef("pk"))))
    return classes_with(empty.values_list("school", "pk", "name"))
