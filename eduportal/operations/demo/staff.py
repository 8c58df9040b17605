"""Invented staff of one school: who holds which post and who teaches what to whom."""

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from eduportal.operations.demo.classes import ClassPlan
from eduportal.operations.demo.programme import Curriculum, Line
from schools.choices import Stage
from staffing.choices import PostKind

# Teaching load in periods a week, TT 05/2025 Art. 7, in centres TT 04/2026; a homeroom class takes
# 4 of them.
WEEKLY_NORM = {
    Stage.PRIMARY: 23,
    Stage.LOWER_SECONDARY: 19,
    Stage.UPPER_SECONDARY: 17,
    Stage.CONTINUING: 17,
}
HOMEROOM_PERIODS = 4
# What the homeroom teacher gives: in primary school everything but the specialists' subjects.
BY_HOMEROOM = {
    "tieng-viet", "toan", "dao-duc", "tnxh", "khoa-hoc", "lich-su-dia-li", "hdtn-th"
}  # fmt: skip
# Given by teachers of another subject.
TAUGHT_WITH = {"gddp": "ngu-van", "gdqpan": "gdtc", "am-nhac": "mi-thuat"}
# Teachers a school has for each it needs, where the two differ: a local surplus and shortages.
RECRUITED = {
    "ngoai-ngu-1": 0.85, "tin-hoc": 0.8, "tin-hoc-cong-nghe": 0.8, "nghe-thuat": 0.8,
    "mi-thuat": 0.8, "ngu-van": 1.08,
}  # fmt: skip
# Teachers per class where periods are not counted: TT 19/2023 for preschools.
TEACHERS_PER_CLASS = {Stage.PRESCHOOL: 2.0, Stage.PRIMARY: 1.03}


class Lesson(NamedTuple):
    """One subject of one class, with its periods a week."""

    group: ClassPlan
    line: Line


@dataclass(eq=False)
class StaffPlan:
    """One person to invent. `load` is in periods a week; a subject of "" is a class teacher's."""

    post: PostKind
    subject: str = ""
    load: float = 0.0
    homeroom: ClassPlan | None = None
    lessons: list[Lesson] = field(default_factory=list)

    def take(self, lesson: Lesson) -> None:
        self.lessons.append(lesson)
        self.load += lesson.line.weekly


def plan_staff(
    classes: Sequence[ClassPlan], curriculum: Curriculum, draw: random.Random
) -> list[StaffPlan]:
    """The staff of one school for its classes of the current year."""
    by_stage: defaultdict[Stage, list[ClassPlan]] = defaultdict(list)
    for group in classes:
        by_stage[group.stage].append(group)
    staff = _managers(by_stage, len(classes))
    for stage, groups in by_stage.items():
        staff += _teachers_of_stage(stage, groups, curriculum, draw)
    return staff


def _managers(stages: Iterable[Stage], classes: int) -> list[StaffPlan]:
    """Head, vice-heads and the staff beside the teachers (TT 20/2023 in outline)."""
    posts = [PostKind.HEAD, PostKind.VICE_HEAD]
    posts += [PostKind.VICE_HEAD] * (classes >= 20) + [PostKind.CLERK]
    if {Stage.PRIMARY, Stage.LOWER_SECONDARY} & set(stages):
        posts.append(PostKind.YOUTH_LEADER)
    posts += [PostKind.SUPPORT] * (2 if classes >= 20 else 1)
    return [StaffPlan(post) for post in posts]


def _teachers_of_stage(
    stage: Stage, groups: Sequence[ClassPlan], curriculum: Curriculum, draw: random.Random
) -> list[StaffPlan]:
    """Teachers with their classes: specialists' lessons first, then homerooms and theirs."""
    homeroom_subjects = BY_HOMEROOM if stage is Stage.PRIMARY else {"hdtn"}
    lessons = [Lesson(group, line) for group in groups for line in curriculum.lines_of(group)]
    specialist = [lesson for lesson in lessons if lesson.line.subject not in homeroom_subjects]
    class_teachers = _class_teachers(stage, len(groups))
    specialists = _specialists(stage, specialist, len(groups), draw)
    for lesson in specialist:
        colleagues = specialists[_department(lesson)]
        min(colleagues, key=lambda teacher: teacher.load).take(lesson)
    teachers = class_teachers + [person for group in specialists.values() for person in group]
    _give_homerooms(groups, class_teachers or teachers)
    homeroom_of = {person.homeroom: person for person in teachers if person.homeroom}
    for lesson in lessons:
        if lesson.line.subject in homeroom_subjects and lesson.group in homeroom_of:
            homeroom_of[lesson.group].take(lesson)
    return teachers


def _class_teachers(stage: Stage, classes: int) -> list[StaffPlan]:
    """Teachers hired by the number of classes."""
    return [
        StaffPlan(PostKind.TEACHER)
        for _ in range(math.ceil(TEACHERS_PER_CLASS.get(stage, 0) * classes))
    ]


def _specialists(
    stage: Stage, lessons: Sequence[Lesson], classes: int, draw: random.Random
) -> dict[str, list[StaffPlan]]:
    """Teachers of each department by its periods, room for their homerooms included."""
    periods: defaultdict[str, float] = defaultdict(float)
    for lesson in lessons:
        periods[_department(lesson)] += lesson.line.weekly
    homerooms = 0 if stage is Stage.PRIMARY else HOMEROOM_PERIODS * classes
    extra = 1 + homerooms / (sum(periods.values()) or 1)
    return {
        subject: [
            StaffPlan(PostKind.TEACHER, subject)
            for _ in range(
                max(1, round(demand * extra / WEEKLY_NORM[stage] * _recruited(subject, draw)))
            )
        ]
        for subject, demand in periods.items()
    }


def _recruited(subject: str, draw: random.Random) -> float:
    return RECRUITED.get(subject, 1.0) * draw.uniform(0.95, 1.05)


def _department(lesson: Lesson) -> str:
    return TAUGHT_WITH.get(lesson.line.subject, lesson.line.subject)


def _give_homerooms(groups: Sequence[ClassPlan], teachers: Sequence[StaffPlan]) -> None:
    """A homeroom teacher for each class, of those who teach it while there are any free."""
    for group in groups:
        free = [person for person in teachers if person.homeroom is None]
        if not free:
            return
        knows = {person for person in free if any(each.group is group for each in person.lessons)}
        chosen = min(knows or free, key=lambda person: (person.load, teachers.index(person)))
        chosen.homeroom = group
        chosen.load += HOMEROOM_PERIODS
