"""For how many classes of a level each site of a school has room."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from eduportal.planning.models import ForecastRun, StudentCount
from eduportal.planning.rules.accuracy import STAGES as GRADES_OF
from eduportal.planning.rules.assumptions import usable_rooms
from eduportal.planning.selectors.assuming import in_use, settings_of
from eduportal.planning.selectors.facts import usual_sessions
from eduportal.planning.selectors.places import Located


@dataclass(frozen=True)
class Capacity:
    """Classes by key of a place; `guessed` are the keys of those whose rooms nobody has entered:
    they have as many classes as today. `most` students go into a class."""

    classes: Mapping[str, int]
    guessed: Collection[str]
    most: int


def capacity_of(located: Sequence[Located], stage: str, run: ForecastRun | None) -> Capacity:
    """Rooms times sessions, shared among the levels of a school by its students of today."""
    settings = run.settings if run else settings_of(in_use())
    most = int(settings[f"most_{stage}"])
    students, classes = _counts(located, run)
    first, last = GRADES_OF[stage]
    found: dict[str, int] = {}
    guessed = set()
    for each in located:
        own = {grade: students[each.school.pk, grade] for grade in range(1, 13)}
        of_stage = sum(own[grade] for grade in range(first, last + 1))
        rooms = usable_rooms(settings, each.site.classrooms) if each.site else None
        if rooms is None:
            guessed.add(each.key)
            counted = sum(classes[each.school.pk, grade] for grade in range(first, last + 1))
            found[each.key] = (counted or -(-of_stage // most)) if each.is_main else 0
            continue
        sessions = each.school.sessions_per_day or usual_sessions(each.school)
        everybody = sum(own.values())
        share = of_stage / everybody if everybody else 1 / len(each.school.stages)
        found[each.key] = int(rooms * (1 if sessions == 2 else 2) * share)
    return Capacity(found, guessed, most)


def _counts(
    located: Sequence[Located], run: ForecastRun | None
) -> tuple[Counter[tuple[int, int]], Counter[tuple[int, int]]]:
    """Students and classes by school and grade in the year counted last: one query."""
    students: Counter[tuple[int, int]] = Counter()
    classes: Counter[tuple[int, int]] = Counter()
    if run is not None:
        rows = StudentCount.objects.filter(
            school__in={each.school.pk for each in located}, year=run.origin
        )
        for row in rows:
            students[row.school_id, row.grade] = row.students
            classes[row.school_id, row.grade] = row.classes or 0
    return students, classes
