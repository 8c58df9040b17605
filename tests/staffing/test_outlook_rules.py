"""The years to come: classes that move up, and what is kept of a year."""

import datetime
import random
from fractions import Fraction

import pytest

from staffing.rules.counted import Counted, Posts
from staffing.rules.outlook import (
    Assumed,
    Leaving,
    YearAhead,
    classes_next,
    kept,
    read_year,
    retired,
    year_code,
    year_later,
)

LOWER = {("03", 6): 5, ("03", 7): 4, ("03", 8): 3, ("03", 9): 2}
NO_CHANGE = Assumed()


def test_classes_move_up_and_the_last_grade_leaves() -> None:
    assert classes_next(LOWER, NO_CHANGE, {}) == {
        ("03", 6): 5, ("03", 7): 5, ("03", 8): 4, ("03", 9): 3,
    }  # fmt: skip


def test_entry_classes_change_as_assumed_and_a_plan_stands_above() -> None:
    fewer = Assumed({"03": -10, "02": 25})
    assert classes_next(LOWER, fewer, {})["03", 6] == 5
    assert classes_next({("03", 6): 12}, fewer, {})["03", 6] == 11
    assert classes_next({("02", 1): 10}, fewer, {})["02", 1] == 13
    assert classes_next(LOWER, fewer, {6: 7})["03", 6] == 7
    # A school that begins a level, and one that gives a grade up.
    assert classes_next(LOWER, NO_CHANGE, {10: 2, 6: 0}) == {
        ("03", 7): 5, ("03", 8): 4, ("03", 9): 3, ("04", 10): 2,
    }  # fmt: skip


def test_levels_do_not_run_into_each_other() -> None:
    """Grade 5 does not become grade 6 of the same school: grade 6 is an entry grade."""
    both = {("02", 5): 3, ("03", 6): 1}
    assert classes_next(both, NO_CHANGE, {}) == {("02", 5): 3, ("03", 6): 1, ("03", 7): 1}


def test_a_school_that_grows_gets_its_next_grade() -> None:
    year: dict[tuple[str, int], int] = {("04", 10): 4}
    for grades in (2, 3, 3):
        year = classes_next(year, NO_CHANGE, {})
        assert year == {("04", 10 + each): 4 for each in range(grades)}


def test_preschool_groups_are_by_age_and_centres_have_a_level_of_their_own() -> None:
    groups = {("01", 104): 3, ("01", 106): 4}
    assert classes_next(groups, Assumed({"01": -50}), {}) == {("01", 104): 2, ("01", 106): 2}
    centre = {("05", 10): 2, ("05", 12): 1}
    assert classes_next(centre, NO_CHANGE, {11: 3}) == {
        ("05", 10): 2, ("05", 11): 3, ("05", 12): 1,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_a_steady_province_comes_to_rest(seed: int) -> None:
    """With entry classes that stay as many, after some years every grade has as many as entered."""
    draw = random.Random(seed)
    year = {("02", grade): draw.randint(1, 9) for grade in range(1, 6)}
    entry = year["02", 1]
    for _year in range(5):
        year = classes_next(year, NO_CHANGE, {})
    assert set(year.values()) == {entry}


def test_who_retires_is_gone_the_day_after() -> None:
    leaving = [Leaving(1, "toan", Fraction(1), datetime.date(2027, 4, 30))]
    assert retired(leaving, datetime.date(2027, 4, 30)) == frozenset()
    assert retired(leaving, datetime.date(2027, 5, 1)) == {1}


def test_a_year_is_read_back_as_it_was_kept() -> None:
    counted = Counted(None, Fraction(9), Fraction(1, 2), None, 3, {"toan": Posts(Fraction(1, 3))})
    year = YearAhead(
        "2027-2028", datetime.date(2027, 9, 5), counted, 12, {"toan": Fraction(1, 2)}, Fraction(1)
    )
    assert read_year(kept(year)) == year
    assert year_code("2026-2027", 5) == "2031-2032"
    assert year_later(datetime.date(2028, 2, 29), 1) == datetime.date(2029, 2, 28)
