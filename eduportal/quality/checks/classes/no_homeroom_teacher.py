"""CL04: a class has no homeroom teacher."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import MARK_BOOK
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import classes, classes_with
from eduportal.quality.choices import About, Area, Effect, Kind
from staffing.models import HomeroomAssignment

SETTLED_DAYS = 7


@rule(
    "CL04",
    area=Area.CLASSES,
    kind=Kind.COMPLETE,
    about=About.CLASS,
    title=_("Class without a homeroom teacher"),
    sentence=_("Class %(class)s has no homeroom teacher"),
    why=_("Nobody calls its roll, and nobody enters its conduct at the end of the term."),
    mend=_("Give the class a homeroom teacher."),
    effect=Effect.ENTRY,
    owner=Role.HEAD,
    days=3,
    page="grades:class-edit",
    basis=MARK_BOOK,
)
def no_homeroom_teacher(checked: Checked) -> Iterator[Found]:
    if checked.begun < SETTLED_DAYS:
        return iter(())
    leads = HomeroomAssignment.objects.in_force(checked.day).filter(class_group=OuterRef("pk"))
    return classes_with(classes(checked).filter(~Exists(leads)).values_list("school", "pk", "name"))
