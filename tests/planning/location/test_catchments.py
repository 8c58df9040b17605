"""Catchments: first a place for everybody, then no way too far, then short ways."""

import random

import pytest

from eduportal.planning.location.catchments import Hamlet, Limits, School, catchments


def made(seed: int) -> tuple[list[Hamlet], list[School]]:
    draw = random.Random(seed)

    def place() -> tuple[int, int]:
        return draw.randint(0, 20_000), draw.randint(0, 20_000)

    hamlets = [
        Hamlet(f"h{at:02}", draw.choice("AB"), place(), draw.randint(5, 40)) for at in range(30)
    ]
    schools = [
        School(f"s{at}", draw.choice("AB"), place(), 35 * draw.randint(1, 4)) for at in range(8)
    ]
    return hamlets, schools


@pytest.mark.parametrize("own_commune_only", [True, False])
def test_every_child_is_somewhere_once_and_no_school_is_overfull(own_commune_only):
    for seed in range(8):
        hamlets, schools = made(seed)
        found = catchments(hamlets, schools, Limits(own_commune_only=own_commune_only))

        goes = {hamlet.key: 0 for hamlet in hamlets}
        taken = {school.key: 0 for school in schools}
        for (hamlet, school), count in found.children.items():
            goes[hamlet] += count
            taken[school] += count
        for hamlet in hamlets:
            assert goes[hamlet.key] + found.without_place.get(hamlet.key, 0) == hamlet.children
        assert all(taken[school.key] <= school.places for school in schools)
        if own_commune_only:
            communes = {each.key: each.commune for each in (*hamlets, *schools)}
            assert all(communes[one] == communes[other] for one, other in found.children)


def test_nobody_is_without_a_place_while_a_school_they_may_go_to_has_a_free_one():
    """All schools are near enough here: only full ones may leave anybody out."""
    for seed in range(8):
        hamlets, schools = made(seed)
        found = catchments(hamlets, schools, Limits(own_commune_only=False))
        everybody = sum(hamlet.children for hamlet in hamlets)
        room = sum(school.places for school in schools)
        assert sum(found.without_place.values()) == max(0, everybody - room), seed


def test_the_far_hamlet_goes_first_where_only_one_place_is_near():
    """The mean way would be shorter the other way round."""
    near, far = School("near", "A", (0, 0), 10), School("other", "A", (9_000, 0), 10)
    west = Hamlet("west", "A", (-3_500, 0), 10)
    middle = Hamlet("middle", "A", (4_800, 0), 10)
    found = catchments([west, middle], [near, far], Limits(far_metres=6_000))

    assert found.children == {("west", "near"): 10, ("middle", "other"): 10}
    assert found.too_far == 0
    assert found.longest == 5_460


def test_a_split_hamlet_is_shown():
    big = Hamlet("big", "A", (0, 0), 30)
    schools = [School("one", "A", (0, 100), 20), School("two", "A", (0, 200), 20)]
    found = catchments([big], schools)

    assert found.split == ["big"]
    assert found.children == {("big", "one"): 20, ("big", "two"): 10}
    assert found.mean == pytest.approx((20 * 130 + 10 * 260) / 30)


def test_order_changes_nothing_and_empty_questions_have_answers():
    hamlets, schools = made(3)
    assert catchments(hamlets[::-1], schools[::-1]) == catchments(hamlets, schools)
    assert catchments([], schools).children == {}
    assert sum(catchments(hamlets, []).without_place.values()) == sum(h.children for h in hamlets)


def test_crossing_the_border_never_leaves_more_children_without_a_place():
    for seed in range(8):
        hamlets, schools = made(seed)
        own = catchments(hamlets, schools)
        both = catchments(hamlets, schools, Limits(own_commune_only=False))
        assert sum(both.without_place.values()) <= sum(own.without_place.values())
