"""What a plan of recruitment asks for."""

import random
from collections import defaultdict
from fractions import Fraction

import pytest

from staffing.rules.balance import SHARED
from staffing.rules.counted import Posts
from staffing.rules.recruitment import Urgency, demand_of

F = Fraction


def test_schools_of_a_commune_are_added_and_never_set_off() -> None:
    lines = demand_of(
        [
            ("A", {"toan": Posts(F(2), F(3)), "tin-hoc": Posts(F(0), F(1, 4))}),
            ("A", {"toan": Posts(F(9), F(3)), SHARED: Posts(F(0), F(2))}),
            ("B", {"toan": Posts(F(10), F(11)), "gdtc": Posts(F(3), F(2))}),
        ]
    )
    shown = [(each.commune, each.subject, each.open_posts, each.posts) for each in lines]
    assert shown == [("A", "tin-hoc", F(1, 4), 0), ("A", "toan", 1, 1), ("B", "toan", 1, 1)]
    assert [each.urgency for each in lines] == [
        Urgency.NOBODY, Urgency.TENTH_OPEN, Urgency.LESS,
    ]  # fmt: skip
    assert (lines[1].needed, lines[1].there, lines[1].schools) == (6, 5, 1)


@pytest.mark.parametrize("seed", range(20))
def test_whole_posts_add_up_to_the_total_of_the_subject(seed: int) -> None:
    draw = random.Random(seed)
    schools = [
        (
            f"X{draw.randint(0, 6)}",
            {
                code: Posts(F(draw.randint(0, 12), 5), F(draw.randint(0, 12), 5))
                for code in ("toan", "tin-hoc")
            },
        )
        for _ in range(20)
    ]
    lines = demand_of(schools)
    assert demand_of(schools[::-1]) == lines
    exact: defaultdict[str, Fraction] = defaultdict(Fraction)
    whole: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        assert abs(line.posts - line.open_posts) < 1
        if line.open_posts >= F(1, 2):
            exact[line.subject] += line.open_posts
            whole[line.subject] += line.posts
    assert whole == {subject: total.__floor__() for subject, total in exact.items()}
