"""SF09: somebody has left and still gives lessons."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from staffing.choices import StaffStatus
from staffing.models import TeachingAssignment


@rule(
    "SF09",
    area=Area.STAFF,
    kind=Kind.CONSISTENT,
    about=About.STAFF,
    title=_("Person who has left and still has lessons"),
    sentence=_("Recorded as having left; assignments in force: %(count)s"),
    why=_("Nobody enters the marks of these classes, though each has a teacher on paper."),
    mend=_("Give the lessons to somebody else from the day after the last."),
    effect=Effect.ENTRY,
    owner=Role.HEAD,
    days=3,
    page="staffing:staff",
)
def left_with_lessons(checked: Checked) -> Iterator[Found]:
    rows = TeachingAssignment.objects.in_force(checked.today).filter(
        school__in=checked.schools,
        class_group__school_year=checked.year,
        staff__status=StaffStatus.LEFT,
    )
    counted = rows.values_list("school", "staff").annotate(count=Count("pk")).order_by()
    for school, key, count in counted:
        yield Found(school, key, facts={"count": count})
