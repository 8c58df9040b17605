"""RS07: a student sits in another grade than the year before says."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import PROMOTION
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import seats
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.choices import Promotion
from grades.models import YearResult


@rule(
    "RS07",
    area=Area.RESULTS,
    kind=Kind.CONSISTENT,
    about=About.STUDENT,
    title=_("Student in another grade than the year before says"),
    sentence=_("Class %(class)s: the result of the year before leads to another grade"),
    why=_("Either a result was sealed wrongly, or the student was put into the wrong class."),
    mend=_("Move the student to a class of the right grade, or correct the sealed year."),
    effect=Effect.WARNS,
    owner=Role.HEAD,
    days=10,
    page="grades:student",
    basis=PROMOTION,
)
def moved_up_or_not(checked: Checked) -> Iterator[Found]:
    last = YearResult.objects.filter(
        enrolment__student=OuterRef("student"),
        enrolment__school_year__starts_on__lt=checked.year.starts_on,
    ).order_by("-enrolment__school_year__starts_on")
    rows = seats(checked).annotate(
        first=Subquery(last.values("promotion")[:1]),
        again=Subquery(last.values("promotion_again")[:1]),
        grade=Subquery(last.values("enrolment__class_group__grade_level")[:1]),
    )
    up, stays = Promotion.PROMOTED.value, Promotion.RETAINED.value
    moved = Q(first=up) | Q(again=up)
    stayed = Q(first=stays) | Q(again=stays)
    wrong = moved & Q(class_group__grade_level__lte=F("grade")) | stayed & Q(
        class_group__grade_level__gt=F("grade")
    )
    for school, key, name in rows.filter(wrong).values_list(
        "school", "student", "class_group__name"
    ):
        yield Found(school, key, facts={"class": name})
