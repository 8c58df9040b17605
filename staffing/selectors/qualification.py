"""Where teachers stand towards the standard of training, one school or many at once."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from schools.choices import Stage
from schools.models import CurriculumLine, School
from staffing.choices import PostKind, StaffStatus, TitleKind, TrainingOutcome
from staffing.models import Post, Qualification, StaffMember, Title, Training
from staffing.rules.qualification import Award, Person, Stand, Standing, Study, stand_of
from staffing.selectors.records import retirement_of

# The level a teacher is a teacher of, by the title.
STAGE_OF_TITLE = {
    TitleKind.PRESCHOOL.value: Stage.PRESCHOOL.value,
    TitleKind.PRIMARY.value: Stage.PRIMARY.value,
    TitleKind.LOWER.value: Stage.LOWER_SECONDARY.value,
    TitleKind.UPPER.value: Stage.UPPER_SECONDARY.value,
    TitleKind.CONTINUING.value: Stage.CONTINUING.value,
}


OF_A_PERSON = ("pk", "school_id", "main_subject__code", "birth_date", "sex")


@dataclass(frozen=True)
class Placed:
    """A person of a school with what decides where they stand, and where that is."""

    key: int
    school_id: int
    person: Person
    stand: Stand


def placed_at(schools: Sequence[School], day: datetime.date) -> list[Placed]:
    """The teachers of the day, and those with other duties since they were below the standard:
    six queries.

    The level is that of the title; without one the highest of the school at which the person's
    subject is taught.
    """
    by_key = {school.pk: school for school in schools}
    teaching, moved = _posts(list(by_key), day)
    people: dict[int, datetime.date | None] = {**dict.fromkeys(teaching), **moved}
    titles = Title.objects.in_force(day).filter(school__in=by_key)
    stages = {key: STAGE_OF_TITLE.get(kind) for key, kind in titles.values_list("staff", "kind")}
    awards, studies = _awards(list(by_key)), _studies(list(by_key))
    taught = set(CurriculumLine.objects.values_list("subject__code", "grade_level__stage"))
    rows = StaffMember.objects.filter(pk__in=people).exclude(status=StaffStatus.LEFT)
    rows = rows.order_by("sort_key", "pk")
    found = []
    for key, school, code, born, sex in rows.values_list(*OF_A_PERSON):
        person = Person(
            stages.get(key) or _stage(by_key[school], code, taught),
            code or "",
            retirement_of(born, sex),
            tuple(awards[key]),
            tuple(studies[key]),
            people[key],
        )
        stand = stand_of(person, day)
        if stand.standing is not Standing.AT_STANDARD or not person.moved_on:
            found.append(Placed(key, school, person, stand))
    return found


def _stage(school: School, subject: str | None, taught: Collection[tuple[str, str]]) -> str:
    own = [stage for stage in school.stages if (subject, stage) in taught]
    return max(own or school.stages, default="")


def stands_by_school(placed: Iterable[Placed]) -> defaultdict[int, list[Stand]]:
    """By the school's key."""
    found: defaultdict[int, list[Stand]] = defaultdict(list)
    for each in placed:
        found[each.school_id].append(each.stand)
    return found


def _posts(
    ids: Sequence[int], day: datetime.date
) -> tuple[set[int], dict[int, datetime.date | None]]:
    """Who teaches on the day; and who has taught, has another post now, and since when."""
    teaching: set[int] = set()
    taught: set[int] = set()
    other: dict[int, datetime.date] = {}
    rows = Post.objects.filter(school__in=ids, starts_on__lte=day).order_by("starts_on", "pk")
    for key, kind, first, last in rows.values_list("staff_id", "kind", "starts_on", "ends_on"):
        holds = last is None or last >= day
        if kind == PostKind.TEACHER:
            (teaching if holds else taught).add(key)
        elif holds and kind in (PostKind.CLERK, PostKind.SUPPORT):
            other[key] = first
    return teaching, {key: other[key] for key in taught & other.keys() - teaching}


def _awards(ids: Sequence[int]) -> defaultdict[int, list[Award]]:
    found: defaultdict[int, list[Award]] = defaultdict(list)
    rows = Qualification.objects.filter(school__in=ids).values_list(
        "staff_id", "degree", "starts_on", "is_teacher_training", "fits_subject", "ends_on"
    )
    for key, degree, since, is_training, fits, until in rows:
        found[key].append(Award(degree, since, is_training, fits, until))
    return found


def _studies(ids: Sequence[int]) -> defaultdict[int, list[Study]]:
    found: defaultdict[int, list[Study]] = defaultdict(list)
    for each in Training.objects.filter(school__in=ids).order_by("starts_on"):
        found[each.staff_id].append(each.study)
    return found


def trainings_of(schools: Sequence[School]) -> list[Training]:
    """Every training of these schools with its person, the first to begin first: one query."""
    rows = Training.objects.filter(school__in=schools).select_related("staff", "school")
    return list(rows.order_by("starts_on", "staff__sort_key"))


def obligations(schools: Sequence[School] | None, until: datetime.date) -> list[Training]:
    """Trainings finished whose service is owed up to a day after today and not after `until`, the
    first to lapse first; None is every school of the scope: one query."""
    rows = Training.objects.filter(outcome=TrainingOutcome.FINISHED)
    if schools is not None:
        rows = rows.filter(school__in=schools)
    found = [(each.study.serves_until, each) for each in rows.select_related("staff", "school")]
    today = timezone.localdate()
    owed = [(day, each.pk, each) for day, each in found if day and today <= day <= until]
    return [each for _day, _pk, each in sorted(owed, key=lambda row: row[:2])]
