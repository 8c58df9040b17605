"""Cohorts that go up: golden vectors, properties, and nothing known before its time."""

import math
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from eduportal.planning.rules.accuracy import (
    STAGES,
    Outcome,
    band_of,
    bands,
    by_method,
    mean_error,
    outcomes,
    recent,
    same_as_today,
    ways,
)
from eduportal.planning.rules.forecasting import HIGH, LOW, MIDDLE, Declared, History, forecast
from eduportal.planning.rules.ladder import Climb, Ladder, Method, project, ratios_of, shrunk

COMMUNES, AREAS = [f"c{n}" for n in range(9)], ["a1", "a2"]


def a_province(seed: int = 7, years: int = 7) -> History:
    """Invented counts that move: each cohort with a ratio of its own."""
    draw, last = random.Random(seed), 2026
    first = last - years + 1
    students = {}
    for place in COMMUNES + AREAS:
        grades = range(1, 10) if place in COMMUNES else range(10, 13)
        for year in range(first, last + 1):
            for grade in grades:
                before = students.get((place, grade - 1, year - 1))
                size = before * draw.uniform(0.95, 1.06) if before else draw.randint(80, 400)
                students[place, grade, year] = round(size)
    children = {
        (place, year): (draw.randint(80, 400), year - 5)
        for place in COMMUNES
        for year in range(first, last + 6)
    }
    area_of = {place: AREAS[at % 2] for at, place in enumerate(COMMUNES)}
    return History(students, children, area_of)


def test_the_ratio_of_the_golden_vector() -> None:
    assert shrunk((104, 100), 0.98, 150) == pytest.approx(251 / 250)


@pytest.mark.parametrize("seed", range(5))
def test_ratios_are_those_of_an_independent_reckoning_in_fractions(seed: int) -> None:
    history, method = a_province(seed), Method(k=400, decay=7, window=4)
    students = {cell: n for cell, n in history.students.items() if cell[1] <= 9}
    climb = Climb(2026, students, {at: n for at, (n, _known) in history.children.items()})
    found, whole = ratios_of(climb, Ladder(1, 9, 7), method)
    for grade in range(1, 9):
        sums = {place: [Fraction(0), Fraction(0)] for place in COMMUNES}
        for place in COMMUNES:
            for age in range(4):
                weight, year = Fraction(7, 10) ** age, 2026 - age
                sums[place][0] += weight * students[place, grade + 1, year]
                sums[place][1] += weight * students[place, grade, year - 1]
        all_after, all_before = (sum(each[at] for each in sums.values()) for at in (0, 1))
        of_province = all_after / all_before
        assert whole[grade] == pytest.approx(float(of_province))
        for place in COMMUNES:
            after, before = sums[place]
            exact = (after + 400 * of_province) / (before + 400)
            assert found[place, grade] == pytest.approx(float(exact))


def test_cohorts_with_ratio_one_move_up_unchanged_and_none_is_lost() -> None:
    students = {("c1", grade, year): 100 for grade in range(1, 10) for year in (2025, 2026)}
    students |= {("c1", grade, 2026): 90 + grade for grade in range(1, 10)}
    students |= {("c1", grade - 1, 2025): 90 + grade for grade in range(2, 10)}
    found = project(Climb(2026, students), Ladder(1, 9, 5), Method(k=0, window=1))
    for grade in range(2, 10):
        assert found.cells["c1", grade, 2027] == pytest.approx(students["c1", grade - 1, 2026])


@pytest.mark.parametrize("seed", range(3))
def test_k_without_bound_is_the_province_and_k_zero_the_place_itself(seed: int) -> None:
    history = a_province(seed)
    climb, ladder = Climb(2026, history.students), Ladder(1, 9, 1)
    found, whole = ratios_of(climb, ladder, Method(k=math.inf))
    assert all(found[place, grade] == whole[grade] for place, grade in found)
    own, _whole = ratios_of(climb, ladder, Method(k=0, window=1))
    for place in COMMUNES:
        now, before = history.students[place, 3, 2026], history.students[place, 2, 2025]
        assert own[place, 2] == pytest.approx(now / before)
    near, _whole = ratios_of(climb, ladder, Method(k=1e12))
    assert near == pytest.approx(found, rel=1e-6)


def test_ten_times_the_students_are_ten_times_the_forecast() -> None:
    history = a_province()
    larger = replace(
        history,
        students={cell: 10 * n for cell, n in history.students.items()},
        children={at: (10 * n, known) for at, (n, known) in history.children.items()},
    )
    one = forecast(history, 2026, Method(k=40)).cells
    ten = forecast(larger, 2026, Method(k=400)).cells
    assert ten == pytest.approx({cell: 10 * n for cell, n in one.items()})


@pytest.mark.parametrize("origin", range(2021, 2026))
def test_nothing_younger_than_the_origin_is_seen(origin: int) -> None:
    history = a_province()
    later = Declared("c1", (origin + 1, 2030), (1, 9), (10, 20, 30), origin + 1)
    poisoned = replace(
        history,
        students={
            cell: math.nan if cell[2] > origin else n for cell, n in history.students.items()
        },
        children={
            at: (math.nan if known > origin else n, known)
            for at, (n, known) in history.children.items()
        },
        declared=[later],
    )
    for name, way in ways(Method()).items():
        assert way(poisoned, origin, 5) == way(history, origin, 5), name


def test_what_is_declared_comes_on_top_and_only_from_when_it_was_said() -> None:
    history = a_province()
    line = Declared("c1", (2027, 2028), (6, 9), (40, 80, 160), 2026)
    told = replace(history, declared=[line])
    plain = forecast(history, 2026, Method()).cells
    for which, number in ((LOW, 10), (MIDDLE, 20), (HIGH, 40)):
        more = forecast(told, 2026, Method(), which=which).cells
        assert more["c1", 6, 2027] - plain["c1", 6, 2027] == pytest.approx(number)
        assert more["c1", 5, 2027] == plain["c1", 5, 2027]
        assert more["c2", 6, 2027] == plain["c2", 6, 2027]
    assert forecast(told, 2025, Method()).cells == forecast(history, 2025, Method()).cells


def test_who_came_as_declared_does_not_count_twice() -> None:
    """A zone that opened in the year counted last is in the counts, and its line goes on."""
    students = {("c1", grade, year): 100 for grade in range(1, 10) for year in (2025, 2026)}
    students |= {("c1", grade, 2026): 120 for grade in range(1, 10)}
    line = Declared("c1", (2026, 2026), (1, 9), (180, 180, 180), 2025)
    history = History(students, {}, {"c1": "a1"}, [line])
    assert forecast(history, 2026, Method(k=0, window=1)).ratios["c1", 4] == pytest.approx(1)


def test_grade_ten_follows_the_grade_nine_of_its_area() -> None:
    history = a_province()
    more = {cell: n * 2 if cell == ("c1", 9, 2026) else n for cell, n in history.students.items()}
    before = forecast(history, 2026, Method()).cells
    after = forecast(replace(history, students=more), 2026, Method()).cells
    assert after["a2", 10, 2027] > before["a2", 10, 2027]
    assert after["a1", 10, 2027] == before["a1", 10, 2027]


def test_children_not_born_yet_are_a_mean_and_said_to_be_assumed() -> None:
    found = forecast(a_province(), 2026, Method())
    assert ("c1", 1, 2031) not in found.assumed
    assert {("c1", 1, 2032), ("c1", 2, 2033)} <= found.assumed


def test_a_grade_nobody_counted_is_not_taken_for_empty() -> None:
    history = a_province()
    less = {cell: n for cell, n in history.students.items() if cell != ("c1", 4, 2026)}
    found = forecast(replace(history, students=less), 2026, Method())
    last = [history.students["c1", 5, year] for year in (2024, 2025, 2026)]
    assert found.cells["c1", 5, 2027] == pytest.approx(sum(last) / 3)
    assert ("c1", 5, 2027) in found.assumed and ("c1", 6, 2027) not in found.assumed


def test_a_forecast_is_checked_against_a_table_reckoned_by_hand() -> None:
    """Two places, grade 9 entered from nobody: 2024 to 2026, forecast from 2025 by ratio."""
    students = {("c1", grade, year): 100 for grade in range(1, 10) for year in range(2024, 2027)}
    students |= {("c1", grade, 2025): 110 for grade in range(1, 10)}
    history = History(students, {}, {"c1": "a1"})
    found = outcomes(history, by_method(Method(k=0, window=1)))
    # Grades 6 to 9 in 2026: 110 · 110/100 each, 484 against 400. Grade 1 and so primary school:
    # the mean of 100 and 110 in place of births, 105 · 1, then four grades of 121.
    by_stage = {each.stage: each for each in found}
    assert by_stage["03"].forecast == pytest.approx(484)
    assert by_stage["03"].error == pytest.approx(0.21)
    assert by_stage["02"].forecast == pytest.approx(105 + 4 * 121)
    assert mean_error(found, "03", 1) == pytest.approx(0.21)
    assert mean_error(found, "03", 3) is None


def test_as_many_as_today_is_what_it_says() -> None:
    history = a_province()
    cells = same_as_today(history, 2024, 2)
    assert cells["c1", 3, 2026] == history.students["c1", 3, 2024]


def test_recent_errors_are_of_three_years_and_two_leads() -> None:
    found = recent(outcomes(a_province(), by_method(Method())), 2026)
    assert {(each.target, each.lead) for each in found} == {
        (year, lead) for year in (2024, 2025, 2026) for lead in (1, 3)
    }
    few = recent(outcomes(a_province(years=4), by_method(Method())), 2026)
    assert {each.lead for each in few} == {1}


def test_a_band_is_the_tenth_and_the_ninetieth_of_a_hundred_and_holds_the_forecast() -> None:
    residuals = [each / 1000 for each in range(-40, 59)]
    band = band_of(residuals)
    assert band is not None
    assert (band.low, band.high) == pytest.approx((math.exp(-0.031), math.exp(0.049)))
    one_sided = band_of([0.01 * each for each in range(1, 20)])
    assert one_sided is not None and one_sided.low == 1.0
    assert band_of(residuals[:8]) is None


def test_longer_leads_are_drawn_out_and_never_narrower() -> None:
    draw = random.Random(3)
    found = [
        Outcome("c1", "02", 0, 2026, lead, 100, round(100 * math.exp(draw.gauss(0, 0.02 * lead))))
        for lead in (1, 2, 3)
        for _each in range(60)
    ]
    known = bands(found, 7)
    assert [known["02", False, lead].is_extrapolated for lead in range(1, 8)] == [
        *[False] * 3, *[True] * 4
    ]  # fmt: skip
    widths = [known["02", False, lead].high for lead in (3, 5, 7)]
    assert widths == sorted(widths)
    assert set(STAGES) == {"02", "03", "04"}
