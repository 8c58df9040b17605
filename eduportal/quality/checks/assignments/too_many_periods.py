"""AS03: a teacher gives more than half again the norm."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.assignments.lessons import lessons
from eduportal.quality.checks.laws import WORKING_TIME
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from staffing.choices import PostKind
from staffing.models import Post
from staffing.rules.load import Load, norm_of


@rule(
    "AS03",
    area=Area.ASSIGNMENTS,
    kind=Kind.OUTLIER,
    about=About.STAFF,
    title=_("Teacher with more than half again the norm"),
    sentence=_("%(periods)s periods a week of lessons alone; the norm is %(norm)s"),
    why=_("Extra periods are half of the norm at most; often a class was given to two people."),
    mend=_("Look at the lessons of the teacher, and give some to somebody else."),
    effect=Effect.WARNS,
    owner=Role.HEAD,
    days=10,
    page="staffing:staff",
    basis=WORKING_TIME,
)
def too_many_periods(checked: Checked) -> Iterator[Found]:
    given: defaultdict[tuple[int, int], dict[str, Decimal]] = defaultdict(dict)
    rows = lessons(checked).values_list("school", "staff", "class_group__grade_level__stage")
    for school, staff, stage, periods in rows.annotate(Sum("weekly_periods")).order_by():
        given[school, staff][stage] = periods
    shares: defaultdict[int, Decimal] = defaultdict(Decimal)
    posts = Post.objects.in_force(checked.today).filter(
        school__in=checked.schools, kind=PostKind.TEACHER
    )
    for staff, share in posts.values_list("staff", "fte"):
        shares[staff] += share
    for (school, staff), stages in given.items():
        most = max(stages, key=lambda each: (stages[each], each))
        norm = norm_of({"teacher"}, shares[staff], most) if shares[staff] else None
        load = Load(sum(stages.values(), Decimal(0)), Decimal(0), norm)
        if load.state == "cap":
            facts = {"periods": str(load.taught), "norm": str(norm)}
            yield Found(school, staff, facts=facts)
