"""CL11: nobody has counted the rooms of a school."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from schools.models import School, Site


@rule(
    "CL11",
    area=Area.CLASSES,
    kind=Kind.COMPLETE,
    about=About.SCHOOL,
    title=_("School whose rooms are not counted"),
    sentence=_("No site of the school has its rooms counted"),
    why=_("How many places a school has is not known without them."),
    mend=_("Enter the rooms of each site with the day on which they were counted."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=30,
    page="schools:rooms",
    place="",
)
def rooms_not_counted(checked: Checked) -> Iterator[Found]:
    counted = Site.objects.filter(school=OuterRef("pk"), closed_on=None, counted_on__isnull=False)
    rows = School.objects.filter(~Exists(counted), pk__in=checked.schools, closed_on=None)
    return (Found(key, key) for key in rows.values_list("pk", flat=True))
