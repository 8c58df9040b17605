"""Rows of enrolment lists find their leavers: by number, by identity, or after a question."""

import datetime
import random
import sys
from collections import Counter
from dataclasses import replace

import pytest

from students.paths.matching import ASKED, SUGGESTED, Match, Matcher, Stage
from students.paths.people import Person, is_near, one_letter_off
from tests.students.paths.generated_lists import Lists, generated

BORN = datetime.date(2011, 4, 9)
ANH = Person(1, "080211000001", "anh-nguyen", BORN, 10)
NAMESAKE = Person(2, "080211000002", "anh-nguyen", BORN, 20)
TWINS = [Person(3, "", "an-le", BORN, 10), Person(4, "", "an-le", BORN, 10)]
BINH = Person(5, "", "binh-tran", datetime.date(2011, 11, 30), 10)
MATCHER = Matcher([ANH, NAMESAKE, *TWINS, BINH])


def row(person: Person, **different: object) -> Person:
    return replace(person, key=100, **different)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "stage", "leaver"),
    [
        (row(ANH), Stage.NUMBER, 1),
        (row(ANH, name="anh-ngo", school=None), Stage.NUMBER, 1),
        (row(ANH, birth_date=datetime.date(2010, 1, 1)), Stage.NUMBER, 1),
        (row(ANH, name="ly-le", birth_date=datetime.date(2010, 1, 1)), Stage.NUMBER_HELD, None),
        (row(ANH, number=""), Stage.IDENTITY, 1),
        (row(ANH, number="", school=None), Stage.SEVERAL, None),
        (row(ANH, number="", school=30), Stage.SEVERAL, None),
        (row(ANH, number="999000000001"), Stage.OTHER_NUMBER, 1),
        (row(TWINS[0]), Stage.SEVERAL, None),
        (row(BINH, school=None), Stage.NO_SCHOOL, 5),
        (row(BINH, birth_date=datetime.date(2011, 11, 20)), Stage.DATE_NEAR, 5),
        (row(BINH, birth_date=datetime.date(2011, 11, 20), school=None), Stage.STRANGER, None),
        (row(BINH, name="binh-tra"), Stage.ONE_LETTER, 5),
        (row(BINH, name="binh-tra", school=20), Stage.STRANGER, None),
        (row(ANH, number="999000000001", name="anh-nguye"), Stage.STRANGER, None),
        (row(BINH, birth_date=None), Stage.STRANGER, None),
        (row(BINH, name=""), Stage.STRANGER, None),
    ],
)
def test_each_stage_is_judged_as_the_table_says(
    given: Person, stage: Stage, leaver: int | None
) -> None:
    found = MATCHER.match(given)
    assert (found.row, found.stage, found.leaver) == (100, stage, leaver)
    assert bool(found.choices) == (stage is Stage.SEVERAL)


def test_days_are_near_by_one_slip() -> None:
    day = datetime.date
    assert is_near(day(2011, 4, 9), day(2011, 9, 4)) and is_near(BORN, day(2012, 4, 9))
    assert not is_near(BORN, BORN) and not is_near(BORN, day(2012, 4, 10))


def test_names_are_near_by_one_letter() -> None:
    near = [("anh", "an"), ("anh", "ach"), ("anh", "anhs"), ("nh", "anh")]
    assert all(one_letter_off(one, other) for one, other in near)
    assert not any(one_letter_off("anh", other) for other in ("anh", "a", "nah", "ahns"))


def answers(lists: Lists, rows: list[Person] | None = None) -> dict[int, Match]:
    matcher = Matcher(lists.leavers)
    return {each.key: matcher.match(each) for each in (lists.rows if rows is None else rows)}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def require_right(lists: Lists) -> None:
    """0 wrong automatic; of what is found or suggested 99.5 % right; 98 % of what can be found."""
    found = answers(lists)
    stages = Counter(match.stage for match in found.values())
    wrong = Counter(
        match.stage
        for key, match in found.items()
        if match.leaver is not None and match.leaver != lists.truth.get(key)
    )
    said = [key for key, match in found.items() if match.leaver is not None]
    right = [key for key in said if found[key].leaver == lists.truth.get(key)]
    asked = sum(found[key].stage in SUGGESTED for key in said)
    precision, recall = len(right) / len(said), len(right) / len(lists.truth)
    say(f"rows={len(lists.rows)} leavers={len(lists.leavers)} suggested={asked}")
    for stage, count in stages.most_common():
        say(f"  {stage.value}: {count} rows, {wrong[stage]} wrong")
    say(f"precision={precision:.4%} recall={recall:.4%}")
    assert not wrong[Stage.NUMBER] and not wrong[Stage.IDENTITY]
    assert precision >= 0.995 and recall >= 0.98


def require_the_same(lists: Lists) -> None:
    """Neither the order of leavers and rows nor added strangers change what a row means."""
    before = answers(lists)
    draw = random.Random(1)
    rows, leavers = list(lists.rows), list(lists.leavers)
    draw.shuffle(rows)
    draw.shuffle(leavers)
    assert answers(Lists(leavers, rows, {})) == before
    more = generated(seed=99, leavers=200, strangers=200).rows
    added = [replace(each, key=each.key + 10**6) for each in more]
    after = answers(lists, [*added, *lists.rows])
    assert {key: match for key, match in after.items() if key in before} == before


def test_generated_lists_are_answered_rightly() -> None:
    lists = generated(seed=12, leavers=2_000, strangers=150)
    require_right(lists)
    require_the_same(lists)
    assert any(match.stage in ASKED for match in answers(lists).values())


@pytest.mark.trial("many")
def test_lists_of_a_province_are_answered_rightly() -> None:
    lists = generated(seed=7, leavers=42_500, strangers=3_500)
    assert len(lists.rows) >= 45_000
    require_right(lists)
    require_the_same(lists)
