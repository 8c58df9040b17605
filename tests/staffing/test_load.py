"""Periods a week against the norm, TT 05/2025."""

from decimal import Decimal

import pytest

from staffing.rules.load import (
    Load,
    fixed_reduction,
    has_too_many_duties,
    is_large_school,
    norm_of,
    shares,
    weekly_periods,
)
from staffing.rules.short_names import short_names
from staffing.rules.specialities import fitting

PRIMARY, LOWER, UPPER = "02", "03", "04"


@pytest.mark.parametrize(
    ("annual", "weekly"), [(140, "4"), (105, "3"), (52, "1.49"), (35, "1"), (70, "2")]
)
def test_a_year_has_thirty_five_teaching_weeks(annual: int, weekly: str) -> None:
    assert weekly_periods(annual) == Decimal(weekly)


@pytest.mark.parametrize(
    ("posts", "share", "stage", "norm"),
    [
        (["teacher"], "1", PRIMARY, 23),
        (["teacher"], "1", LOWER, 19),
        (["teacher"], "1", UPPER, 17),
        (["teacher"], "0.5", LOWER, "9.5"),
        (["head"], "0", LOWER, 2),
        (["vice_head"], "0", UPPER, 4),
        (["head", "teacher"], "1", LOWER, 2),
        (["youth_leader"], "0", LOWER, None),
        (["clerk"], "0", LOWER, None),
        (["teacher"], "1", "05", None),
        ([], "0", LOWER, None),
    ],
)
def test_the_norm_follows_from_post_and_level(
    posts: list[str], share: str, stage: str, norm: object
) -> None:
    expected = None if norm is None else Decimal(str(norm))
    assert norm_of(posts, Decimal(share), stage) == expected


@pytest.mark.parametrize(
    ("taught", "reduced", "state", "difference"),
    [(15, 4, "at", 0), (12, 0, "under", -7), (19, 4, "over", 4), (24, "4.5", "over", "9.5")]
    + [(24, 5, "cap", 10)],
)
def test_more_than_half_above_the_norm_is_too_much(
    taught: int, reduced: object, state: str, difference: object
) -> None:
    load = Load(Decimal(taught), Decimal(str(reduced)), Decimal(19))

    assert (load.state, load.difference) == (state, Decimal(str(difference)))


def test_without_a_norm_nothing_is_compared() -> None:
    load = Load(Decimal(3), Decimal(0), None)

    assert (load.state, load.difference, load.total) == ("", None, 3)


@pytest.mark.parametrize(
    ("duty", "stage", "is_large", "periods"),
    [
        ("group_head", LOWER, False, 3),
        ("group_deputy", LOWER, False, 1),
        ("probation", LOWER, False, 2),
        ("party", LOWER, True, 4),
        ("party", LOWER, False, 3),
        ("nursing", PRIMARY, False, 4),
        ("nursing", LOWER, False, 3),
        ("counselling", LOWER, True, None),
        ("school_office", LOWER, True, None),
        ("trade_union", LOWER, True, None),
    ],
)
def test_a_duty_takes_off_what_the_circular_says_or_what_the_head_shares_out(
    duty: str, stage: str, is_large: bool, periods: int | None
) -> None:
    assert fixed_reduction(duty, stage=stage, is_large=is_large) == periods


def test_the_size_of_a_school_depends_on_its_zone() -> None:
    sizes = [(27, 3), (28, 3), (28, None), (18, 1), (19, 1), (19, 2)]

    assert [is_large_school(*size) for size in sizes] == [False, True, True, False, True, False]


def test_two_duties_at_once_are_the_most_homerooms_included() -> None:
    assert not has_too_many_duties(["group_head"], 1)
    assert has_too_many_duties(["group_head", "library"], 1)
    assert not has_too_many_duties(["group_head", "probation", "nursing"], 1)


def test_periods_are_shared_without_losing_any() -> None:
    assert shares(Decimal(4), 2) == [2, 2]
    assert shares(Decimal(4), 3) == [Decimal("1.34"), Decimal("1.33"), Decimal("1.33")]
    assert shares(Decimal(4), 0) == []


def test_short_names_tell_people_apart_with_as_few_letters_as_possible() -> None:
    names = {
        1: "Đặng Khánh Trúc",
        2: "Lê Thị Trúc",
        3: "Phan Văn Quý",
        4: "Nguyễn Văn An",
        5: "Trần Văn An",
        6: "Hồ An",
        7: "Hồ An",
    }

    assert short_names(names) == {
        1: "K.Trúc",
        2: "T.Trúc",
        3: "Quý",
        4: "N.V.An",
        5: "T.V.An",
        6: "Hồ An",
        7: "Hồ An",
    }


def test_an_integrated_subject_is_given_by_the_teachers_of_its_strands() -> None:
    assert {"khtn", "vat-li", "hoa-hoc", "sinh-hoc"} == fitting("khtn")
    assert fitting("toan") == {"toan"}
    assert fitting("hdtn") == frozenset()
