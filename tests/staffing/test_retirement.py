"""The day of retirement by age, NĐ 135/2020, Điều 4."""

import datetime

import pytest

from staffing.rules.norm_settings import DEFAULTS, Norms, bad_settings, norms_of
from staffing.rules.retirement import MEN, WOMEN, Rising, retires_on


@pytest.mark.parametrize(
    ("born", "ages", "last_day"),
    [
        # 60 years and 3 months in 2021, 3 months more each year, 62 years from 2028 on.
        ((1961, 1, 15), MEN, (2021, 4, 30)),
        ((1961, 10, 1), MEN, (2022, 4, 30)),
        ((1966, 4, 30), MEN, (2028, 4, 30)),
        ((1990, 2, 3), MEN, (2052, 2, 29)),
        # 55 years and 4 months in 2021, 4 months more each year, 60 years from 2035 on.
        ((1966, 1, 1), WOMEN, (2021, 5, 31)),
        ((1966, 9, 10), WOMEN, (2022, 5, 31)),
        ((1980, 12, 31), WOMEN, (2040, 12, 31)),
    ],
)
def test_the_age_of_the_year_in_which_it_is_reached_counts(
    born: tuple[int, int, int], ages: Rising, last_day: tuple[int, int, int]
) -> None:
    assert retires_on(datetime.date(*born), ages) == datetime.date(*last_day)


@pytest.mark.parametrize("ages", [MEN, WOMEN])
def test_who_is_born_later_never_retires_earlier(ages: Rising) -> None:
    first = datetime.date(1960, 1, 1)
    days = [retires_on(first + datetime.timedelta(days=17 * n), ages) for n in range(900)]
    assert days == sorted(days)


def test_the_defaults_are_a_complete_set() -> None:
    assert bad_settings(DEFAULTS) == []
    assert norms_of(DEFAULTS) == Norms()


@pytest.mark.parametrize("change", [{"class_count": "all"}, {"remainder": 1}, {"more": "x"}])
def test_a_bad_setting_is_named(change: dict[str, object]) -> None:
    assert bad_settings({**DEFAULTS, **change}) == [next(iter(change))]
    assert "youth_leader" in bad_settings({"class_count": "actual"})
