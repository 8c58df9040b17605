"""Rates of leavers: bounds while some are unknown, 9+ once as a learner and twice in statistics."""

from collections import Counter
from fractions import Fraction

import pytest

from students.paths.rates import (
    MEASURES,
    Measure,
    Rate,
    Rule,
    group_of,
    parts_of,
    rates,
    rule_for,
    tagged,
)
from students.paths.vocabulary import LISTED, SAID, Destination, Group, joined

D = Destination
COUNTS = Counter(
    {D.THPT_PUBLIC: 60, D.GDTX: 5, D.NINE_PLUS: 10, D.INTERMEDIATE: 5, D.LABOUR: 8, D.UNKNOWN: 12}
)


def test_a_rate_lies_between_nobody_and_all_of_the_unknown() -> None:
    found = rates(COUNTS)
    assert found[Measure.UPPER] == Rate(75, 100, 12)
    assert (found[Measure.UPPER].low, found[Measure.UPPER].high) == (
        Fraction(3, 4),
        Fraction(87, 100),
    )
    assert found[Measure.VOCATIONAL].count == 15 and found[Measure.LEARNING].count == 80
    assert found[Measure.UNKNOWN] == Rate(12, 100, 0)
    assert rates({})[Measure.UPPER].low is None is rates({})[Measure.UPPER].high


def test_nine_plus_is_one_learner_in_two_statistics() -> None:
    found = tagged(COUNTS)
    assert (found[D.GDTX], found[D.INTERMEDIATE], found[D.NINE_PLUS]) == (15, 15, 0)
    assert sum(found.values()) == sum(COUNTS.values()) + COUNTS[D.NINE_PLUS]
    assert rates(COUNTS)[Measure.LEARNING].count < sum(
        rates(COUNTS)[each].count for each in (Measure.UPPER, Measure.VOCATIONAL)
    )


@pytest.mark.parametrize(
    ("lists", "one"),
    [
        ([D.GDTX, D.INTERMEDIATE], D.NINE_PLUS),
        ([D.INTERMEDIATE, D.NINE_PLUS], D.NINE_PLUS),
        ([D.GDTX, D.GDTX], D.GDTX),
        ([D.GDTX, D.THPT_PUBLIC], None),
        ([], None),
    ],
)
def test_several_lists_name_one_destination_or_contradict(
    lists: list[Destination], one: Destination | None
) -> None:
    assert joined(lists) is one


def test_the_denominator_changes_with_2026() -> None:
    assert [rule_for(year) for year in (2025, 2026)] == [Rule.GRADUATED, Rule.COMPLETED]


def test_an_institution_lists_learners_and_a_school_says_everything_but_unknown() -> None:
    for group in Group:
        assert set(LISTED[group]) < set(SAID[group]) and D.UNKNOWN not in SAID[group]
        assert D.LABOUR not in LISTED[group] and D.LABOUR in SAID[group]
    assert D.NINE_PLUS in LISTED[Group.NINE] and D.RETURNED not in SAID[Group.NINE]
    assert D.UNIVERSITY in LISTED[Group.TWELVE] and D.THPT_PUBLIC not in SAID[Group.TWELVE]


@pytest.mark.parametrize("group", Group)
def test_the_parts_of_a_group_do_not_overlap_and_add_up(group: Group) -> None:
    parts = parts_of(group)
    kinds = [each for part in parts.values() for each in part]
    assert sorted(kinds) == sorted(D) and list(parts)[-1] == frozenset({Measure.UNKNOWN})
    for measure, counted in MEASURES[group].items():
        of_parts = [part for measures, part in parts.items() if measure in measures]
        assert frozenset().union(*of_parts) == counted


def test_who_left_is_a_group_of_its_own() -> None:
    assert group_of(9, "completed") is Group.NINE and group_of(12, "graduated") is Group.TWELVE
    assert {group_of(grade, "left") for grade in (1, 9, 12)} == {Group.LEFT}
    found = rates({D.RETURNED: 3, D.LABOUR: 2, D.UNKNOWN: 5}, Group.LEFT)
    assert found[Measure.RETURNED] == Rate(3, 10, 5) and Measure.UPPER not in found
