"""Two ways to every result, the rules in Python and in SQL, judge the same random sheets."""

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from grades.rules.cells import AssessmentForm
from grades.rules.settings import Value
from grades.rules.sheets import Marks, Moment, SheetLayout, SubjectResult
from grades.rules.tt22 import in_sql
from grades.rules.tt22.readings import Readings, from_settings
from grades.rules.tt22.scheme import Secondary

pytestmark = pytest.mark.usefixtures("uncounted")
SEED = int(os.environ.get("SHEETS_SEED", "20261130"))
SHEETS = 10_000_000
SHEETS_A_ROUND = 20_000
STUDENTS_A_ROUND = SHEETS_A_ROUND // 12
READINGS: list[dict[str, Value]] = [
    {},
    {"rounding": "half_even", "missing_regular_blocks": False, "make_up_within": "year"},
    {"exempt_cell": "leave_out", "missing_regular_fails": False, "missing_topic_blocks": True},
    {"absence_settles": False, "regular_weight": 2, "final_weight": 4},
    {"one_subject_reading": "replace", "optional_subjects_count": False},
    {"one_subject_may_be_commented": False, "level_count": 5, "classifiable_count": 5},
]

# Some cells are empty, absent or exempt. Each names its line, or one draw would do for all lines.
CELL = """select case
    when luck < 0.06 then null when luck < 0.09 then 210 when luck < 0.12 then 211
    when form = 'commented' then case when luck < 0.17 then 200 else 201 end
    else (random() * 100)::int end::smallint
from (select random() as luck, i from generate_series(1, {number})) draw"""
ONE, EACH_SLOT = CELL.format(number=1), CELL.format(number="slots")
LINES = f"""
create temporary table line on commit drop as
select i as id, form, array({EACH_SLOT}) as regular,
    slots - has_topic::int as regular_count, has_topic, random() < 0.8 as studies_topics,
    ({ONE}) as midterm, ({ONE}) as final, random() < 0.02 as exempt,
    random() < 0.3 as undue_regular, random() < 0.3 as undue_midterm,
    random() < 0.3 as undue_final
from (
    select i, case when random() < 0.7 then 'scored' else 'commented' end as form,
        2 + (random() * 4)::int as slots, random() < 0.3 as has_topic
    from generate_series(1, %s) i
) shape
"""
COLUMNS = "form, regular, regular_count, has_topic, studies_topics, midterm, final, exempt"
UNDUE = ("regular", "midterm", "final")


def python_average(scheme: Secondary, moment: Moment, row: tuple[Any, ...]) -> int | None:
    form, regular, count, has_topic, studies, midterm, final, exempt, *undue = row
    sheet = SheetLayout(AssessmentForm(form), count, has_topic)
    line = Marks(regular, midterm, final, exempt, studies)
    kinds = [kind for kind, is_undue in zip(UNDUE, undue, strict=True) if is_undue]
    return scheme.average(sheet, line, moment, kinds)


def compared_lines(sheets: int, seed: float, readings: Readings, moment: Moment) -> Iterator[Any]:
    """Each random line with its average by SQL and by Python, where the two differ."""
    scheme = Secondary(readings)
    with connection.cursor() as cursor:
        cursor.execute("select setseed(%s)", [seed])
        cursor.execute(LINES, [sheets])
        lines = f"(select *, {moment.value} as moment from line)"
        query = in_sql.averages(lines, readings)
        undue = ", ".join(f"undue_{kind}" for kind in UNDUE)
        cursor.execute(f"select result, {COLUMNS}, {undue} from ({query}) judged")
        for average, *row in cursor:
            if python_average(scheme, moment, tuple(row)) != average:
                yield average, row
        cursor.execute("drop table line")


def compared_levels(students: int, seed: int, readings: Readings) -> Iterator[Any]:
    chance, readings = random.Random(seed), replace(readings, level_needs_own_list=False)
    scheme = Secondary(readings)
    results: dict[int, list[SubjectResult]] = {}
    for student in range(students):
        results[student] = list(random_results(chance))
    optional = {6, 13}
    rows = [
        (student, each.subject, str(each.form), each.result, each.subject in optional)
        for student, subjects in results.items()
        for each in subjects
    ]
    columns = [list(each) for each in zip(*rows, strict=True)]
    given = """(select * from unnest(%s::int[], %s::int[], %s::text[], %s::smallint[], %s::bool[])
        as r(student, subject, form, value, is_optional))"""
    who = f"(select i as student from generate_series(0, {students - 1}) i)"
    with connection.cursor() as cursor:
        cursor.execute(in_sql.levels(given, who, readings), columns)
        for student, before, learning, because_of, needs_decision in cursor:
            outcome = scheme.learning(results[student], own_list=None, optional=optional)
            cause = outcome and outcome.because_of
            expected = (
                (outcome.before, outcome.final, cause and cause.key, outcome.needs_decision)
                if outcome
                else (None, None, None, False)
            )
            if expected != (before, learning, because_of, needs_decision):
                yield results[student], expected, (before, learning, because_of, needs_decision)


def random_results(chance: random.Random) -> Iterator[SubjectResult]:
    """Most subjects of a student are alike, one or two are not."""
    usual = chance.choice([34, 35, 50, 51, 65, 66, 80, 81, 90])
    for subject in range(chance.choice([5, 6, 7, 8, 9])):
        mark = usual + chance.choice([0, 0, 0, 1, 5, -1]) if chance.random() < 0.8 else None
        odd = chance.choice([33, 34, 35, 49, 50, 64, 65, 79, 80, 100, 0])
        value = odd if mark is None else mark
        if chance.random() < 0.01:
            value = chance.choice([None, 211, 210])
        yield SubjectResult(subject, AssessmentForm.SCORED, value)
    for subject in range(10, 14):
        value = 200 if chance.random() < 0.1 else 201
        if chance.random() < 0.01:
            value = chance.choice([None, 211])
        yield SubjectResult(subject, AssessmentForm.COMMENTED, value)


@pytest.mark.django_db
@pytest.mark.parametrize("settings", READINGS, ids=str)
def test_both_ways_agree(settings: dict[str, Value]) -> None:
    readings = from_settings(settings)
    for moment in Moment:
        assert list(compared_lines(1500, SEED % 1000 / 1000, readings, moment))[:3] == []
    assert list(compared_levels(800, SEED, readings))[:3] == []


@pytest.mark.long
@pytest.mark.django_db
def test_both_ways_agree_on_ten_million_sheets(
    record_property: Callable[[str, object], None],
) -> None:
    chance = random.Random(SEED)
    started = time.monotonic()
    for number in range(SHEETS // SHEETS_A_ROUND):
        readings = from_settings(READINGS[number % len(READINGS)])
        moment = chance.choice(list(Moment))
        seed = chance.uniform(-1, 1)
        lines = list(compared_lines(SHEETS_A_ROUND, seed, readings, moment))
        levels = list(compared_levels(STUDENTS_A_ROUND, chance.randrange(2**32), readings))
        assert (lines[:3], levels[:3]) == ([], []), (SEED, number)
    students = SHEETS // SHEETS_A_ROUND * STUDENTS_A_ROUND
    seconds = time.monotonic() - started
    said = f"rules twice: seed {SEED}, {SHEETS:,} sheets, {students:,} students, {seconds:.0f} s"
    record_property("attack", said)
