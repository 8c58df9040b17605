"""The figures of one shortage, and the differences between them."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from staffing.rules.balance import SHARED
from staffing.rules.counted import Counted, Posts
from staffing.rules.reconciling import (
    Line,
    Opened,
    Row,
    shown,
    towards_plan,
    towards_recruitment,
)

POSTS = st.fractions(min_value=0, max_value=9, max_denominator=7)


def school(**subjects: tuple[int | Fraction, int | Fraction]) -> Counted:
    """Posts there and needed by subject; what is to spare covers homerooms first."""
    posts = {code: Posts(Fraction(one), Fraction(other)) for code, (one, other) in subjects.items()}
    shared = posts.pop("homerooms", Posts())
    spare = sum((max(Fraction(0), each.gap) for each in posts.values()), Fraction(0))
    posts[SHARED] = Posts(min(shared.needed, spare), shared.needed)
    return Counted(None, Fraction(0), Fraction(0), None, None, posts)


def adds_up(lines: Sequence[Line], values: Sequence[Fraction] | Sequence[Decimal]) -> None:
    total: Fraction | Decimal | int = 0
    for line, value in zip(lines, values, strict=True):
        if line.is_figure and line is not lines[0]:
            assert value == total, line
        total = value if line.is_figure else total + value  # type: ignore[operator]


SCHOOLS = st.builds(
    lambda toan, van, homerooms: school(toan=toan, van=van, homerooms=(0, homerooms)),
    st.tuples(POSTS, POSTS),
    st.tuples(POSTS, POSTS),
    POSTS,
)
OPENED = st.builds(
    Opened, st.integers(0, 4), st.sampled_from([SHARED, "toan"]), st.booleans(), POSTS, POSTS
)


@given(st.lists(st.tuples(SCHOOLS, st.none() | SCHOOLS)), st.integers(0, 30), st.lists(OPENED))
def test_both_ways_add_up_exactly_and_as_they_are_shown(
    schools: list[tuple[Counted, Counted | None]], whole: int, opened: list[Opened]
) -> None:
    counted = {number: now for number, (now, _then) in enumerate(schools)}
    for lines in (towards_recruitment(schools, whole), towards_plan(counted, opened)):
        adds_up(lines, [line.posts for line in lines])
        adds_up(lines, shown(lines))
        for line, text in zip(lines, shown(lines), strict=True):
            assert abs(Fraction(text) - line.posts) < Fraction(1, 50)


def test_each_difference_has_its_cause() -> None:
    today = school(toan=(3, 2), van=(1, 3), homerooms=(0, 2))
    ahead = school(toan=(2, 2), van=(1, 4), homerooms=(0, 2))
    posts = {line.row: line.posts for line in towards_recruitment([(today, ahead)], 3)}
    # Short today: two of literature, one homeroom that mathematics does not cover.
    assert posts[Row.BY_SUBJECT] == 3
    assert (posts[Row.CLASSES], posts[Row.PEOPLE], posts[Row.OUTLOOK]) == (1, 1, 5)
    assert (posts[Row.HOMEROOMS], posts[Row.DEMAND], posts[Row.PARTS]) == (-2, 3, 0)
    opened = [
        Opened(1, "van", False, Fraction(2), Fraction(1)),
        Opened(1, SHARED, False, Fraction(1, 2), Fraction(1, 2)),
        Opened(3, "#children", True, Fraction(4), Fraction(4)),
    ]
    posts = {line.row: line.posts for line in towards_plan({1: today, 2: ahead}, opened)}
    assert (posts[Row.BY_SUBJECT], posts[Row.LEFT_OUT], posts[Row.PRESCHOOLS]) == (8, -5, 4)
    assert (posts[Row.PLAN_HOMEROOMS], posts[Row.ARRANGED]) == (Fraction(-1, 2), 0)
    assert (posts[Row.PLAN_BEFORE], posts[Row.MOVED]) == (Fraction(13, 2), -1)
