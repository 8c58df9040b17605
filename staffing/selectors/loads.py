"""Loads of teachers on a day: what they give, what lowers it, and the norm."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from schools.models import ClassGroup, School, SchoolYear
from staffing.choices import PostKind, StaffStatus
from staffing.models import Duty, HomeroomAssignment, Post, StaffMember, TeachingAssignment
from staffing.rules.load import (
    HOMEROOM,
    MANAGER_NORM,
    Load,
    has_too_many_duties,
    is_large_school,
    norm_of,
)

# Posts whose holders give no lessons.
WITHOUT_LESSONS = {PostKind.CLERK.value, PostKind.SUPPORT.value}


@dataclass
class StaffLoad:
    """One member of staff: lessons by subject, homerooms, duties, and what they come to.

    `stand_in` is the part of the lessons given for absent colleagues, in periods a week.
    """

    staff: StaffMember
    default_stage: str
    posts: list[Post] = field(default_factory=list)
    lessons: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    stages: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    homerooms: list[str] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    stand_in: Decimal = Decimal(0)

    @property
    def stage(self) -> str:
        """The level of education taught most; without lessons the school's highest."""
        return max(self.stages, key=lambda each: (self.stages[each], each), default="") or (
            self.default_stage
        )

    @property
    def load(self) -> Load:
        kinds = {post.kind for post in self.posts}
        share = sum((post.fte for post in self.posts if post.kind == PostKind.TEACHER), Decimal(0))
        duties = sum((each.weekly_periods for each in self.duties), Decimal(0))
        reduced = duties + HOMEROOM * len(self.homerooms)
        return Load(
            taught=sum(self.lessons.values(), Decimal(0)),
            reduced=Decimal(0) if kinds & MANAGER_NORM.keys() else reduced,
            norm=norm_of(kinds, share, self.stage),
        )

    @property
    def has_too_many_duties(self) -> bool:
        return has_too_many_duties([each.kind for each in self.duties], len(self.homerooms))

    @property
    def gives_lessons(self) -> bool:
        """Whether the person may stand in the table: all but those of other posts alone."""
        kinds = {post.kind for post in self.posts}
        return bool(self.lessons) or not kinds or not kinds <= WITHOUT_LESSONS


def loads_of(
    school: School,
    year: SchoolYear,
    day: datetime.date,
    staff_ids: Collection[int] | None = None,
) -> list[StaffLoad]:
    """The loads on the day of those who have not left, by name: five queries.

    `staff_ids` names some; None stands for all. Lessons of classes of the year count.
    """
    staff = StaffMember.objects.filter(school=school).exclude(status=StaffStatus.LEFT)
    if staff_ids is not None:
        staff = staff.filter(pk__in=staff_ids)
    people = staff.select_related("main_subject").order_by("sort_key", "pk")
    stage = max(school.stages, default="")
    loads = {each.pk: StaffLoad(each, stage) for each in people}
    _add_posts(loads, day)
    _add_lessons(loads, year, day)
    return list(loads.values())


def _add_posts(loads: dict[int, StaffLoad], day: datetime.date) -> None:
    for post in Post.objects.in_force(day).filter(staff__in=loads).order_by("starts_on"):
        loads[post.staff_id].posts.append(post)
    for duty in Duty.objects.in_force(day).filter(staff__in=loads).order_by("starts_on"):
        loads[duty.staff_id].duties.append(duty)


def _add_lessons(loads: dict[int, StaffLoad], year: SchoolYear, day: datetime.date) -> None:
    of_year = {"staff__in": loads, "class_group__school_year": year}
    lessons = TeachingAssignment.objects.in_force(day).filter(**of_year)
    related = ("subject", "class_group__grade_level", "substitution")
    for row in lessons.select_related(*related).order_by("subject__position"):
        load = loads[row.staff_id]
        load.lessons[row.subject.short_name] += row.weekly_periods
        load.stages[row.class_group.grade_level.stage] += row.weekly_periods
        if hasattr(row, "substitution"):
            load.stand_in += row.weekly_periods
    leads = HomeroomAssignment.objects.in_force(day).filter(**of_year)
    for row in leads.select_related("class_group"):
        loads[row.staff_id].homerooms.append(row.class_group.name)


def has_many_classes(school: School, year: SchoolYear) -> bool:
    """Whether the school has the size at which TT 05/2025 Art. 9 to 11 give more: one query."""
    classes = ClassGroup.objects.filter(school=school, school_year=year).count()
    return is_large_school(classes, school.zone)
