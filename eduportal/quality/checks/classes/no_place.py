"""CL10: the place of a school on the map is not known."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from schools.models import School


@rule(
    "CL10",
    area=Area.CLASSES,
    kind=Kind.COMPLETE,
    about=About.SCHOOL,
    title=_("School without a place on the map"),
    sentence=_("Latitude and longitude of the school are not recorded"),
    why=_("Ways to school and distances between schools leave it out."),
    mend=_("Enter where the school stands."),
    effect=Effect.WARNS,
    owner=Role.DEPARTMENT_ADMIN,
    days=30,
    page="schools:kept-school",
)
def no_place(checked: Checked) -> Iterator[Found]:
    unknown = Q(latitude=None) | Q(longitude=None)
    rows = School.objects.filter(unknown, pk__in=checked.schools, closed_on=None)
    return (Found(key, key) for key in rows.values_list("pk", flat=True))
