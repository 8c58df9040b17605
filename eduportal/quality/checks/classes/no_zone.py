"""CL09: nobody has recorded the zone of a school."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import STAFF_NORM
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from schools.models import School


@rule(
    "CL09",
    area=Area.CLASSES,
    kind=Kind.COMPLETE,
    about=About.SCHOOL,
    title=_("School without a zone"),
    sentence=_("The zone of the school is not recorded"),
    why=_("No norm of staff follows without it: the school has no balance of teachers."),
    mend=_("Record the zone by its decision."),
    effect=Effect.WARNS,
    owner=Role.DEPARTMENT_ADMIN,
    days=20,
    page="schools:kept-school",
    basis=STAFF_NORM,
)
def no_zone(checked: Checked) -> Iterator[Found]:
    rows = School.objects.filter(pk__in=checked.schools, zone=None, closed_on=None)
    return (Found(key, key) for key in rows.values_list("pk", flat=True))
