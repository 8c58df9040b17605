"""The standard of training and its roadmap, case by case and as properties."""

import datetime
import random
from fractions import Fraction

import pytest

from staffing.rules.qualification import (
    Award,
    Person,
    Standing,
    Study,
    added,
    kept_shares,
    read_shares,
    shares_of,
    stand_of,
)
from staffing.rules.retirement import MEN, WOMEN, retires_on
from staffing.rules.training_plan import Candidate, Cover, Terms, Why, plan_of

DAY = datetime.date(2026, 11, 30)
LATE = datetime.date(2050, 1, 1)
D = datetime.date


def award(degree: str, year: int = 2005, **more: bool) -> Award:
    return Award(degree, D(year, 6, 1), **({"is_training": True} | more))


def person(stage: str = "03", subject: str = "toan", *awards: Award, **more: object) -> Person:
    return Person(stage, subject, **{"retires_on": LATE, "awards": awards, **more})  # type: ignore[arg-type]


COLLEGE, BACHELOR = award("college"), award("bachelor", 2015)
ORDERED = Study(D(2026, 9, 1), D(2028, 8, 31), is_ordered=True)


@pytest.mark.parametrize(
    ("who", "standing"),
    [
        (person("03", "toan", BACHELOR), Standing.AT_STANDARD),
        (person("03", "toan", COLLEGE), Standing.NOT_PLANNED),
        (person("01", "", COLLEGE), Standing.AT_STANDARD),
        (person("01", "", award("intermediate")), Standing.NOT_PLANNED),
        # NĐ 93/2026 Điều 20(2): at primary level, and in these subjects alone.
        (person("02", "ngoai-ngu-1", COLLEGE), Standing.AT_STANDARD),
        (person("02", "tieng-viet", COLLEGE), Standing.NOT_PLANNED),
        (person("03", "ngoai-ngu-1", COLLEGE), Standing.NOT_PLANNED),
        # A bachelor of another kind: fitting major and certificate, both.
        (person("03", "toan", award("bachelor", is_training=False)), Standing.NOT_PLANNED),
        (
            person("03", "toan", award("bachelor", is_training=False, fits=True)),
            Standing.NOT_PLANNED,
        ),
        (
            person(
                "03", "toan", award("bachelor", is_training=False, fits=True), award("certificate")
            ),
            Standing.AT_STANDARD,
        ),
        (person("03", "toan"), Standing.NOT_RECORDED),
        (person("03", "toan", award("certificate")), Standing.NOT_RECORDED),
        (person("03", "toan", COLLEGE, studies=(ORDERED,)), Standing.IN_TRAINING),
        (
            person("03", "toan", COLLEGE, studies=(Study(D(2027, 9, 1), D(2029, 8, 31), False),)),
            Standing.PLANNED,
        ),
        # Planned, and the day is there without an order.
        (
            person("03", "toan", COLLEGE, studies=(Study(D(2026, 9, 1), D(2028, 8, 31), False),)),
            Standing.OVERDUE,
        ),
        (
            person("03", "toan", COLLEGE, studies=(Study(D(2023, 9, 1), D(2025, 8, 31), True),)),
            Standing.OVERDUE,
        ),
        (
            person(
                "03",
                "toan",
                COLLEGE,
                studies=(Study(D(2023, 9, 1), D(2025, 8, 31), True, "broken_off"),),
            ),
            Standing.NOT_PLANNED,
        ),
        (person("03", "toan", COLLEGE, moved_on=D(2024, 1, 1)), Standing.OTHER_DUTIES),
        (person("03", "toan", COLLEGE, retires_on=D(2027, 6, 30)), Standing.OUT_OF_SCOPE),
        (person("03", "toan", COLLEGE, retires_on=D(2027, 7, 31)), Standing.NOT_PLANNED),
        (person("02", "toan", award("intermediate"), retires_on=D(2028, 6, 30)),
         Standing.OUT_OF_SCOPE),
        (person("02", "toan", COLLEGE, retires_on=D(2028, 6, 30)), Standing.NOT_PLANNED),
        # No roadmap up there, and nobody is left out who may be young.
        (person("04", "toan", COLLEGE, retires_on=D(2027, 1, 31)), Standing.NOT_PLANNED),
        (person("03", "toan", COLLEGE, retires_on=None), Standing.NOT_PLANNED),
    ],
)  # fmt: skip
def test_where_a_teacher_stands(who: Person, standing: Standing) -> None:
    assert stand_of(who, DAY).standing is standing


def test_after_the_roadmap_has_ended_nobody_is_merely_not_planned() -> None:
    assert stand_of(person("03", "toan", COLLEGE), D(2031, 1, 1)).standing is Standing.OVERDUE


def test_the_published_days_of_birth_are_those_of_the_months_left() -> None:
    """Primary teachers with an intermediate diploma: men born from 1 July, women from 1 November
    on (S51 of the domain's sources)."""
    for first, ages in ((D(1966, 7, 1), MEN), (D(1970, 11, 1), WOMEN)):
        for born, standing in (
            (first, Standing.NOT_PLANNED),
            (first - datetime.timedelta(days=1), Standing.OUT_OF_SCOPE),
        ):
            who = person(
                "02", "toan", award("intermediate", 1990), retires_on=retires_on(born, ages)
            )
            assert stand_of(who, DAY).standing is standing


def test_both_shares_have_their_own_denominator() -> None:
    risen = person("03", "toan", COLLEGE, award("bachelor", 2023))
    people = [
        risen,
        person("03", "toan", BACHELOR),
        person("03", "toan", COLLEGE, studies=(ORDERED,)),
        person("03", "toan", COLLEGE),
        person("03", "toan", COLLEGE, retires_on=D(2026, 12, 31)),
        person("03", "toan", COLLEGE, moved_on=D(2024, 1, 1)),
    ]
    shares = shares_of(stand_of(each, DAY) for each in people)
    assert (shares.teachers, shares.at_standard) == (5, 2)
    assert (shares.in_roadmap, shares.moving) == (3, 2)
    assert read_shares(kept_shares(shares)) == shares


def test_service_is_owed_twice_as_long_as_the_training_took() -> None:
    study = Study(D(2024, 9, 1), D(2026, 9, 1), True, "finished")
    assert study.serves_until == D(2026, 9, 1) + datetime.timedelta(days=2 * 730)
    assert Study(D(2024, 9, 1), D(2026, 9, 1), True).serves_until is None


def any_person(draw: random.Random) -> Person:
    awards = tuple(
        award(
            draw.choice(("intermediate", "college", "bachelor", "master", "certificate")),
            draw.randint(1990, 2027),
            is_training=draw.random() < 0.6,
            fits=draw.random() < 0.5,
        )
        for _ in range(draw.randint(0, 3))
    )
    first = D(draw.randint(2020, 2029), 9, 1)
    studies = (
        Study(first, first.replace(year=first.year + 2), draw.random() < 0.5,
              draw.choice(("", "", "finished", "broken_off"))),
    )[: draw.randint(0, 1)]  # fmt: skip
    return Person(
        draw.choice(("01", "02", "03", "04", "05")),
        draw.choice(("toan", "ngoai-ngu-1", "")),
        draw.choice((None, D(draw.randint(2024, 2055), 3, 31))),
        awards,
        studies,
        draw.choice((None, None, None, D(2024, 1, 1))),
    )


@pytest.mark.parametrize("seed", range(30))
def test_everybody_stands_in_one_place_and_parts_make_the_whole(seed: int) -> None:
    draw = random.Random(seed)
    people = [any_person(draw) for _ in range(40)]
    stands = [stand_of(each, DAY) for each in people]
    whole = shares_of(stands)
    assert sum(count for _standing, count in whole.standings) == len(people)
    assert added([shares_of(stands[:11]), shares_of(stands[11:])]) == whole
    assert whole.moving <= whole.in_roadmap and whole.at_standard <= whole.teachers
    # Another degree never takes anybody away from the standard.
    for each, stand in zip(people, stands, strict=True):
        more = Person(each.stage, each.subject, each.retires_on, (*each.awards, BACHELOR))
        if stand.standing is Standing.AT_STANDARD:
            assert stand_of(more, DAY).standing is Standing.AT_STANDARD


TERMS = Terms((2027, 2028, 2029), 40, {"03": 20}, Fraction(1, 2), 2, Fraction(0))


def candidate(key: int, retires: int = 2050) -> Candidate:
    return Candidate(key, (1, "toan"), "03", Fraction(1), DAY, D(retires, 1, 31))


def test_a_plan_never_takes_more_than_a_subject_can_spare() -> None:
    """Half a post to spare: one person at a time, two years each, the last to retire first."""
    cover = {(1, "toan"): Cover(Fraction(4), Fraction(7, 2))}
    plan = plan_of([candidate(1, 2040), candidate(2), candidate(3, 2030)], cover, TERMS)
    assert [(each.key, each.year, each.why) for each in plan] == [
        (2, 2027, Why.SPARE),
        (1, 2029, Why.SPARE),
        (3, None, Why.NO_COVER),
    ]


def test_overtime_covers_and_money_and_age_stop() -> None:
    short = {(1, "toan"): Cover(Fraction(3), Fraction(3))}
    with_overtime = Terms((2027,), 40, {"03": 20}, Fraction(1, 2), 2, Fraction(1, 2))
    plan = plan_of([candidate(key) for key in (1, 2, 3)], short, with_overtime)
    assert [each.why for each in plan] == [Why.OVERTIME, Why.OVERTIME, Why.NO_COVER]
    free = {(1, "toan"): Cover(Fraction(9), Fraction(3))}
    plan = plan_of([*map(candidate, (1, 2, 3)), candidate(4, 2028)], free, with_overtime)
    assert [each.why for each in plan] == [Why.SPARE, Why.SPARE, Why.NO_MONEY, Why.RETIRES]


@pytest.mark.parametrize("seed", range(20))
def test_in_every_year_of_a_plan_lessons_and_money_are_kept(seed: int) -> None:
    draw = random.Random(seed)
    cells = [(school, subject) for school in range(3) for subject in ("toan", "ngu-van")]
    cover = {
        cell: Cover(Fraction(draw.randint(0, 20), 4), Fraction(draw.randint(0, 20), 4))
        for cell in cells
    }
    people = [Candidate(key, draw.choice(cells), "03", Fraction(1), DAY, None) for key in range(25)]
    terms = Terms((2027, 2028, 2029, 2030), 60, {"03": 20}, Fraction(1, 4), 2, Fraction(1, 10))
    plan = {each.key: each for each in plan_of(people, cover, terms)}
    assert plan.keys() == {each.key for each in people}
    for year in range(2027, 2033):
        begun = [each for each in people if plan[each.key].year == year]
        assert sum(plan[each.key].money for each in begun) <= terms.money
        for cell in cells:
            away = sum(
                each.cell == cell and year - 1 <= (plan[each.key].year or 0) <= year
                for each in people
            )
            left = max(Fraction(0), cover[cell].there - away * terms.away)
            assert not away or left * (1 + terms.overtime) >= cover[cell].needed
