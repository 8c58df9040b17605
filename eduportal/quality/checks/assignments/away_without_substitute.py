"""AS05: a teacher is away and nobody stands in."""

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.assignments.lessons import lessons
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from staffing.models import Leave, Substitution

WHOLE = 1


@rule(
    "AS05",
    area=Area.ASSIGNMENTS,
    kind=Kind.TIMELY,
    about=About.STAFF,
    title=_("Teacher away without a substitute"),
    sentence=_("On leave, nobody stands in; assignments in force: %(count)s"),
    why=_("The lessons are not given, or somebody gives them who cannot enter marks."),
    mend=_("Name who stands in, or end the assignments."),
    effect=Effect.ENTRY,
    owner=Role.HEAD,
    days=3,
    page="staffing:substitutes",
    place="",
)
def away_without_substitute(checked: Checked) -> Iterator[Found]:
    away = Leave.objects.in_force(checked.today).filter(staff=OuterRef("staff"), share=WHOLE)
    stands_in = Substitution.objects.filter(
        Q(assignment__ends_on=None) | Q(assignment__ends_on__gte=checked.today),
        absent=OuterRef("staff"),
        assignment__class_group=OuterRef("class_group"),
        assignment__subject=OuterRef("subject"),
    )
    rows = lessons(checked).filter(Exists(away), ~Exists(stands_in))
    counted = rows.values_list("school", "staff").annotate(count=Count("pk")).order_by()
    for school, key, count in counted:
        yield Found(school, key, facts={"count": count})
