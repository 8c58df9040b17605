"""CL08: a school has no class in the school year."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from schools.models import ClassGroup, School

SETTLED_DAYS = 7


@rule(
    "CL08",
    area=Area.CLASSES,
    kind=Kind.COMPLETE,
    about=About.SCHOOL,
    title=_("School without classes"),
    sentence=_("No class is recorded in the school year %(year)s"),
    why=_("The school is missing from every figure of the year."),
    mend=_("Take the classes over from last year, or bring them in by file."),
    effect=Effect.ENTRY,
    owner=Role.CLERK,
    days=3,
    page="grades:register",
    place="",
)
def school_without_classes(checked: Checked) -> Iterator[Found]:
    if checked.begun < SETTLED_DAYS:
        return
    of_year = ClassGroup.objects.filter(school=OuterRef("pk"), school_year=checked.year)
    empty = School.objects.filter(~Exists(of_year), pk__in=checked.schools, closed_on=None)
    for key in empty.values_list("pk", flat=True):
        yield Found(key, key, facts={"year": str(checked.year)})
