"""Whether a target is reached, and where schemes overlap."""

import datetime
from decimal import Decimal

import pytest

from eduportal.reform.rules import Overlap, Promise, Standing, alike, shared_indicators, standing

TODAY = datetime.date(2026, 12, 1)
PAST, SOON, LATER = (datetime.date(year, 6, 30) for year in (2026, 2027, 2028))


@pytest.mark.parametrize(
    ("value", "targets", "higher", "expected"),
    [
        ("70", {SOON: 60}, True, Standing.REACHED),
        ("60", {SOON: 60}, True, Standing.REACHED),
        ("59.9", {SOON: 60}, True, Standing.UNDER_WAY),
        ("59.9", {PAST: 50, SOON: 60}, True, Standing.UNDER_WAY),
        ("49", {PAST: 50, SOON: 60}, True, Standing.MISSED),
        ("49", {PAST: 50}, True, Standing.MISSED),
        ("50", {PAST: 50}, True, Standing.REACHED),
        ("8", {PAST: 10, SOON: 5, LATER: 1}, False, Standing.UNDER_WAY),
        ("12", {PAST: 10, SOON: 5}, False, Standing.MISSED),
        ("4", {PAST: 10, SOON: 5, LATER: 1}, False, Standing.REACHED),
        (None, {SOON: 60}, True, Standing.UNKNOWN),
        ("70", {}, True, Standing.WITHOUT_TARGET),
        # A target is due until the end of its day.
        ("1", {TODAY: 2}, True, Standing.UNDER_WAY),
    ],
)
def test_an_indicator_stands_to_the_target_that_counts(
    value: str | None, targets: dict[datetime.date, int], higher: bool, expected: Standing
) -> None:
    exact = {day: Decimal(target) for day, target in targets.items()}
    assert standing(value and Decimal(value), exact, TODAY, higher=higher) is expected


def promise(scheme: int, key: str, *, higher: bool = True, **targets: int) -> Promise:
    days = {"past": PAST, "soon": SOON, "later": LATER}
    exact = {days[name]: Decimal(value) for name, value in targets.items()}
    return Promise(scheme * 100 + len(targets), scheme, key, exact, higher)


def test_what_two_schemes_promise_is_the_same_on_two_dates_or_contradicts() -> None:
    found = shared_indicators(
        [
            promise(1, "alone", soon=5),
            promise(1, "same", soon=60),
            promise(2, "same", soon=60),
            promise(1, "dates", soon=95),
            promise(2, "dates", later=100),
            promise(1, "other", soon=80),
            promise(2, "other", soon=78),
            promise(3, "other", later=80),
            promise(1, "way", soon=80),
            promise(2, "way", later=80, higher=False),
            promise(4, "twice in one", soon=1),
            promise(4, "twice in one", soon=2),
        ]
    )

    assert [(each.promises[0].key, each.kind) for each in found] == [
        ("other", Overlap.CONTRADICT),
        ("way", Overlap.CONTRADICT),
        ("dates", Overlap.TWO_DATES),
        ("same", Overlap.SAME),
    ]


def test_schemes_of_one_office_are_found_and_empty_words_are_like_none() -> None:
    assert alike({1: "a", 2: "b", 3: "a", 4: "", 5: ""}) == [[1, 3]]
