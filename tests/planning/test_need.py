"""Classes, rooms and seats: golden vectors, and sums that hide nothing."""

import random

import pytest

from eduportal.planning.rules.assumptions import DEFAULTS, bad_settings, usable_rooms
from eduportal.planning.rules.figures import make
from eduportal.planning.rules.ladder import Method
from eduportal.planning.rules.need import (
    Need,
    Room,
    apportion,
    classes_for,
    need_of,
    rooms_for,
    split_rooms,
)
from eduportal.planning.rules.school_needs import SchoolFacts
from tests.planning.test_projection import COMMUNES, a_province

MOST = {"02": 35, "03": 45, "04": 45}


@pytest.mark.parametrize(
    ("students", "most", "classes"),
    [
        ([42] * 5, 35, 10),
        ([38] * 5, 35, 10),
        # Under one roof: 80 a grade.
        ([80] * 5, 35, 15),
        # Grades 4 and 5 of the second school in the first: 12 and 6.
        ([42, 42, 42, 80, 80], 35, 12),
        ([38, 38, 38, 0, 0], 35, 6),
        ([475] * 4, 45, 44),
    ],
)
def test_classes_of_the_golden_vectors(students: list[int], most: int, classes: int) -> None:
    assert classes_for(students, most) == classes


def test_splitting_a_school_costs_four_classes_and_never_saves_any() -> None:
    assert classes_for([238] * 4, 45) + classes_for([237] * 4, 45) == 48
    draw = random.Random(1)
    for _each in range(300):
        first, second = ([draw.randint(0, 300) for _g in range(5)] for _s in range(2))
        together = [a + b for a, b in zip(first, second, strict=True)]
        apart = classes_for(first, 35) + classes_for(second, 35)
        assert classes_for(together, 35) <= apart


def test_rooms_of_the_golden_vectors() -> None:
    two = need_of([140] * 5, Room(12, sessions=2, most=35))
    assert (two.classes, two.short_rooms) == (20, 8)
    one = need_of([135] * 4, Room(5, sessions=1, most=45))
    assert (one.classes, one.short_rooms, one.short_classes) == (12, 1, 2)
    assert rooms_for(13, 1) == 7


def test_rooms_nobody_entered_are_neither_short_nor_spare() -> None:
    need = need_of([140] * 5, Room(None, sessions=2, most=35))
    assert (need.short_rooms, need.spare_rooms, need.short_seats, need.unknown) == (0, 0, 0, 1)


def test_seats_of_small_rooms_are_fewer_than_a_class_may_have() -> None:
    assert need_of([35], Room(1, sessions=2, most=35, seats=30)).short_seats == 5
    assert need_of([35], Room(1, sessions=2, most=35, seats=50)).spare_seats == 0


def test_a_room_to_spare_pays_for_no_room_short() -> None:
    short, spare = (need_of([70], Room(rooms, 2, 35)) for rooms in (0, 9))
    total = short + spare
    assert (total.short_rooms, total.spare_rooms) == (2, 7)
    assert short + Need() == short


@pytest.mark.parametrize("seed", range(50))
def test_parts_make_the_whole_and_follow_the_weights(seed: int) -> None:
    draw = random.Random(seed)
    weights = [draw.randint(0, 500) for _each in range(draw.randint(1, 9))] + [1]
    total = draw.randint(0, 2000)
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part - total * weight / sum(weights)) < 1
        for part, weight in zip(parts, weights, strict=True)
    )
    assert apportion(total, [0, 0]) == [0, 0]


def test_rooms_of_a_school_of_two_levels_are_shared_by_need() -> None:
    assert split_rooms(30, {"03": 10, "04": 20}) == {"03": 10, "04": 20}
    assert split_rooms(None, {"03": 10, "04": 20}) == {"03": None, "04": None}
    assert split_rooms(5, {"03": 0, "04": 0}) == {"03": 3, "04": 2}


def schools_of_the_province() -> list[SchoolFacts]:
    history = a_province()
    found = []
    for at, place in enumerate(COMMUNES):
        whole = {grade: history.students[place, grade, 2026] for grade in range(1, 6)}
        first = {grade: n // 3 for grade, n in whole.items()}
        rest = {grade: n - first[grade] for grade, n in whole.items()}
        found.append(SchoolFacts(2 * at, place, ("02",), first, 2, 6, base={"02": 35}))
        found.append(SchoolFacts(2 * at + 1, place, ("02",), rest, 2, 30 if at else None))
    return found


def test_schools_make_their_commune_and_a_band_holds_its_forecast() -> None:
    made = make(a_province(), 2026, Method(), schools_of_the_province(), MOST)
    for place, figures in made.communes.items():
        for year, line in figures["stages"]["02"].items():
            parts = [made.schools[key]["stages"]["02"][year] for key in _keys(place)]
            for name in ("students", "classes", "rooms_needed", "short_rooms", "spare_rooms"):
                assert line[name] == sum(part[name] for part in parts)
            if year != "2026":
                cells = [figures["grades"][str(g)]["ahead"][year] for g in range(1, 6)]
                assert line["students"] == sum(cell[1] for cell in cells)
                assert all(cell[0] <= cell[1] <= cell[2] for cell in cells if cell[0] is not None)
                assert line["low"] <= line["students"] <= line["high"]
                assert line["pooled"] <= line["classes"]
                low, high = line["rooms_short"]
                assert low <= line["short_rooms"] <= high
                assert all(part["low"] <= part["students"] <= part["high"] for part in parts)
    assert set(made.run["areas"]) == {"a1", "a2"}
    assert made.run["methods"]["chosen"]["02"]["1"] > 0


def _keys(place: str) -> tuple[int, int]:
    at = COMMUNES.index(place)
    return 2 * at, 2 * at + 1


def test_settings_are_complete_and_within_their_limits() -> None:
    assert bad_settings(DEFAULTS) == []
    assert bad_settings({**DEFAULTS, "k": -1, "usable": "some", "new": 1}) == ["new", "k", "usable"]
    assert bad_settings({}) == list(DEFAULTS)
    rooms = {"solid": 8, "semi_solid": None, "temporary": 3, "borrowed": 2}
    counted = [
        usable_rooms({**DEFAULTS, "usable": usable}, rooms)
        for usable in ("all", "without_temporary", "own")
    ]
    assert counted == [13, 10, 8]
    assert usable_rooms(DEFAULTS, dict.fromkeys(rooms)) is None


def test_upper_secondary_has_the_range_of_its_area_everywhere() -> None:
    """A commune's own schools, the school, and the area they make together."""
    history = a_province()
    schools = [
        SchoolFacts(
            at, place, ("04",),
            {g: history.students[history.area_of[place], g, 2026] for g in (10, 11, 12)}, 1, 4,
        )
        for at, place in enumerate(COMMUNES[:2])
    ]  # fmt: skip
    made = make(history, 2026, Method(), schools, MOST)
    for year in ("2027", "2033"):
        for at, place in enumerate(COMMUNES[:2]):
            line = made.communes[place]["stages"]["04"][year]
            part = made.schools[at]["stages"]["04"][year]
            assert (line["low"], line["high"]) == (part["low"], part["high"])
            assert part["low"] < part["students"] < part["high"] and "pooled" not in line
        areas = {history.area_of[place] for place in COMMUNES[:2]}
        sums = [made.run["areas"][area]["stages"]["04"][year]["students"] for area in areas]
        parts = [made.schools[at]["stages"]["04"][year]["students"] for at in range(2)]
        assert sum(sums) == sum(parts)
