"""Writes what makes the balance of teachers visible: second subjects, duties, leave, degrees,
training towards the standard, quotas; and how teachers were rated.

Drawn beside the province's own dice, so that everything else stays what it was without it.
"""

import datetime
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from django.db.backends.utils import CursorWrapper

from eduportal.core.bulk import Row
from eduportal.operations.demo.bulk import insert_rows
from eduportal.operations.demo.staff import StaffPlan
from schools.choices import Stage
from schools.models import SchoolYear
from staffing.choices import Basis, Degree, DutyKind, LeaveKind, PostKind, Rating

# What a teacher of a subject often may give besides.
SECOND = {
    "toan": "tin-hoc", "tin-hoc": "toan", "tin-hoc-cong-nghe": "ngoai-ngu-1", "gdtc": "gdqpan",
    "ngu-van": "gdcd", "lich-su-dia-li": "gdcd", "khtn": "cong-nghe", "vat-li": "cong-nghe",
    "hoa-hoc": "sinh-hoc", "sinh-hoc": "hoa-hoc", "lich-su": "dia-li", "dia-li": "lich-su",
    "mi-thuat": "am-nhac", "gdktpl": "lich-su",
}  # fmt: skip
WITH_SECOND, WITH_LEAVE, AWAY_WHERE_HARD = 0.4, 0.03, 0.12
# Of those below the standard: who studies, is planned, should have begun; cumulated.
STUDYING = (0.3, 0.45, 0.5)
# One school in so many has begun to rate this year; of a hundred ratings so many are each.
RATES_EARLY, WEEK = 3, datetime.timedelta(days=7)
RATINGS = {Rating.GOOD: 45, Rating.FAIR: 47, Rating.REACHED: 7, Rating.NOT_REACHED: 1}
# Teachers for each head of a subject group.
GROUP = 7
# By how many posts a quota differs from those who are there.
QUOTA_LESS, QUOTA_MORE = 2, 5

RATING = ["school_id", "staff_id", "school_year_id", "own", "peers", "result", "assessed_on"]
RATING += ["assessor"]
DAYS = ["school_id", "staff_id", "starts_on", "ends_on", "decision"]
Held = tuple[int, int, StaffPlan]


def write_staff_records(
    cursor: CursorWrapper,
    people: Sequence[Held],
    year: SchoolYear,
    subjects: Mapping[str, int],
    hard: frozenset[int],
) -> int:
    """Insert the records of these people, (key, school, plan); how many rows. `hard` are schools
    of hard communes, where more people are away."""
    start = year.starts_on
    teachers = [each for each in people if each[2].post is PostKind.TEACHER]
    duty = ["school_id", "staff_id", "kind", "weekly_periods", "starts_on"]
    second, leave = [*DAYS, "subject_id", "level", "basis"], [*DAYS, "kind", "share"]
    degree = [*DAYS, "degree", "major", "is_teacher_training"]
    degrees = list(_degrees(teachers, start))
    training = [*DAYS, "goal", "major", "place", "share", "cost", "outcome"]
    quota = ["school_id", "school_year_id", "kind", "posts", "decision", "decided_on"]
    quota += ["approved", "filled", "plan"]
    # Rows are drawn while they are copied: nothing can be asked of the database then.
    before = SchoolYear.objects.filter(starts_on__lt=start).order_by("-starts_on").first()
    return (
        insert_rows(cursor, "staffing_duty", duty, _duties(teachers, start))
        + insert_rows(cursor, "staffing_staffsubject", second, _second(teachers, start, subjects))
        + insert_rows(cursor, "staffing_leave", leave, _leave(teachers, year, hard))
        + insert_rows(cursor, "staffing_qualification", degree, degrees)
        + insert_rows(cursor, "staffing_training", training, _training(degrees, start))
        + insert_rows(cursor, "staffing_quota", quota, _quotas(teachers, year))
        + insert_rows(cursor, "staffing_standardrating", RATING, _ratings(teachers, year, before))
    )


def _by_school(people: Iterable[Held]) -> Iterator[tuple[int, list[Held], random.Random]]:
    for number, (school, held) in enumerate(groupby(people, key=lambda each: each[1])):
        found = list(held)
        yield school, found, random.Random(f"records {number} {len(found)}")


def _duties(people: Iterable[Held], start: datetime.date) -> Iterator[Row]:
    """A head and a deputy for each group of teachers."""
    for school, held, _draw in _by_school(people):
        for person, _school, _plan in held[::GROUP]:
            yield school, person, DutyKind.GROUP_HEAD, 3, start
        for person, _school, _plan in held[1::GROUP]:
            yield school, person, DutyKind.GROUP_DEPUTY, 1, start


def _second(
    people: Iterable[Held], start: datetime.date, subjects: Mapping[str, int]
) -> Iterator[Row]:
    for school, held, draw in _by_school(people):
        for person, _school, plan in held:
            code = SECOND.get(plan.subject, "")
            if code in subjects and draw.random() < WITH_SECOND:
                level = _level(plan)
                yield school, person, start, None, "", subjects[code], level, Basis.CERTIFICATE


def _level(plan: StaffPlan) -> str:
    stages = [lesson.group.stage for lesson in plan.lessons]
    return (max(stages) if stages else Stage.LOWER_SECONDARY).value


def _leave(people: Iterable[Held], year: SchoolYear, hard: frozenset[int]) -> Iterator[Row]:
    start = year.starts_on
    for school, held, draw in _by_school(people):
        for person, _school, _plan in held:
            if school in hard and draw.random() < AWAY_WHERE_HARD:
                yield school, person, start, year.ends_on, "", LeaveKind.UNPAID, 1
            elif draw.random() < WITH_LEAVE:
                first = start + datetime.timedelta(days=draw.randrange(120))
                last = first + datetime.timedelta(days=181)
                yield school, person, first, last, "", LeaveKind.MATERNITY, 1


def _degrees(people: Iterable[Held], start: datetime.date) -> Iterator[Row]:
    for school, held, draw in _by_school(people):
        for person, _school, _plan in held:
            degree = draw.choices([Degree.BACHELOR, Degree.COLLEGE, Degree.MASTER], [85, 10, 5])[0]
            since = start.replace(year=start.year - draw.randint(1, 20))
            yield school, person, since, None, "", degree, "Sư phạm", True


def _training(degrees: Iterable[Row], start: datetime.date) -> Iterator[Row]:
    """Of those with a college diploma some study, some are planned for next year, one in twenty
    should have begun."""
    draw, year = random.Random("training"), datetime.timedelta(days=365)
    for school, person, _since, _until, _paper, degree, *_rest in degrees:
        chance = draw.random()
        if degree != Degree.COLLEGE or chance > STUDYING[-1]:
            continue
        step = sum(chance > each for each in STUDYING)
        first = start + year if step == 1 else start
        paper = f"{draw.randint(10, 400)}/QĐ-SGDĐT" if step == 0 else ""
        yield (
            school, person, first, first + 2 * year, paper, Degree.BACHELOR, "Sư phạm",
            "Trường Đại học Sư phạm", "0.2", 20_000_000, "",
        )  # fmt: skip


def _quotas(people: Iterable[Held], year: SchoolYear) -> Iterator[Row]:
    """A quota near those who are there; what is missing was to be recruited, some of it was."""
    for school, held, draw in _by_school(people):
        open_posts = draw.randint(-QUOTA_LESS, QUOTA_MORE)
        posts = max(0, len(held) + open_posts)
        filled = draw.randint(0, 2)
        approved = max(0, open_posts) + filled
        yield (
            school, year.pk, PostKind.TEACHER, posts, f"QĐ-BC/{year.code}", year.starts_on,
            approved, filled, f"KH-TD/{year.code}",
        )  # fmt: skip


def _ratings(people: Iterable[Held], year: SchoolYear, before: SchoolYear | None) -> Iterator[Row]:
    """Half of the teachers were rated at the end of the year before; some schools have begun with
    the others. Head and colleagues mostly say what the teacher says."""
    levels, weights = list(RATINGS), list(RATINGS.values())
    for number, (school, held, draw) in enumerate(_by_school(people)):
        for place, (person, _school, _plan) in enumerate(held):
            own, peers, result = draw.choices(levels, weights, k=3)
            rates_now = place % 2 and number % RATES_EARLY == 0
            when = year if rates_now else None if place % 2 else before
            if when is None:
                continue
            day = when.starts_on + WEEK if rates_now else when.ends_on
            if draw.random() < 0.8:
                peers = result = own
            yield school, person, when.pk, own, peers, result, day, "Hiệu trưởng"
