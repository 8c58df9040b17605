"""The four measures of a school's balance: golden cases, and what holds for every school."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from staffing.rules.balance import CLASS_TEACHERS, Balance, balance_of
from staffing.rules.balance_facts import Guest, Level, Need, SchoolFacts, Teacher
from staffing.rules.norms import ClassCount, NormSet

LOWER = {
    "ngu-van": 140, "toan": 140, "khtn": 140, "ngoai-ngu-1": 105, "lich-su-dia-li": 105,
    "hdtn": 105, "gdtc": 70, "nghe-thuat": 70, "cong-nghe": 35, "gdcd": 35, "tin-hoc": 35,
    "gddp": 35,
}  # fmt: skip
MAIN = ("ngu-van", "toan", "vat-li", "lich-su", "tin-hoc", "am-nhac", "")


def lower_needs(classes: int) -> tuple[Need, ...]:
    """Grades 6 to 9 of the 2018 programme with so many classes each."""
    return tuple(
        Need(code, "03", grade, classes, 52 if code == "cong-nghe" and grade > 7 else annual)
        for grade in (6, 7, 8, 9)
        for code, annual in LOWER.items()
    )


def forty_classes(**more) -> SchoolFacts:
    """The lower secondary school of the fact book: 40 classes, zone 3, 1,687 students."""
    return SchoolFacts(levels=(Level("03", 40, 1687),), needs=lower_needs(10), **more)


def teachers(*codes: str) -> tuple[Teacher, ...]:
    return tuple(Teacher(key, code, Fraction(1)) for key, code in enumerate(codes))


def needed(balance: Balance) -> dict[str, float]:
    return {line.code: round(float(line.needed), 2) for line in balance.lines}


def test_forty_classes_need_the_posts_of_the_programme() -> None:
    balance = balance_of(forty_classes(), NormSet())
    assert needed(balance) | {"shared": round(float(balance.shared.needed), 2)} == {
        "ngu-van": 8.42, "toan": 8.42, "khtn": 8.42, "ngoai-ngu-1": 6.32, "lich-su-dia-li": 6.32,
        "gdtc": 4.21, "nghe-thuat": 4.21, "cong-nghe": 2.62, "gdcd": 2.11, "tin-hoc": 2.11,
        "shared": 16.84,
    }  # fmt: skip
    assert round(float(balance.short), 2) == 69.98


@pytest.mark.parametrize(
    ("count", "norm"), [(ClassCount.NORMATIVE, "723/10"), (ClassCount.ACTUAL, "77")]
)
def test_the_norm_gap_follows_the_count_of_the_set(count: ClassCount, norm: str) -> None:
    balance = balance_of(forty_classes(teachers=teachers("toan")), NormSet(count))
    assert balance.norm == Fraction(norm)
    assert balance.norm_gap == 1 - Fraction(norm)


def test_the_four_measures_stay_apart() -> None:
    facts = forty_classes(
        teachers=(*teachers("toan", "toan"), Teacher(9, "toan", Fraction(1), is_on_payroll=False)),
        quota=5,
        approved=4,
        filled=1,
    )
    balance = balance_of(facts, NormSet())
    assert (balance.on_payroll, balance.on_contract) == (2, 1)
    assert (balance.quota_gap, balance.unfilled) == (-3, 3)
    assert next(line.there for line in balance.lines if line.code == "toan") == 3


def test_nothing_is_said_where_nothing_is_recorded() -> None:
    balance = balance_of(replace(forty_classes(), has_norm=False), NormSet())
    assert (balance.norm_gap, balance.quota_gap, balance.unfilled) == (None, None, None)


def test_teachers_of_a_part_give_the_integrated_subject() -> None:
    balance = balance_of(forty_classes(teachers=teachers("vat-li", "hoa-hoc")), NormSet())
    assert next(line.there for line in balance.lines if line.code == "khtn") == 2


def test_duties_leave_and_other_schools_take_posts_away_and_guests_bring_them() -> None:
    away = Teacher(1, "toan", Fraction(1), Fraction(1, 2), Fraction(3), Fraction(2))
    balance = balance_of(
        forty_classes(teachers=(away,), guests=(Guest("toan", Fraction(19)),)), NormSet()
    )
    there = next(line.there for line in balance.lines if line.code == "toan")
    assert there == Fraction(1, 2) - Fraction(5, 19) + 1


def test_class_teachers_of_primary_school_form_one_group_with_their_homerooms() -> None:
    facts = SchoolFacts(
        levels=(Level("02", 5, 150),),
        needs=(Need("toan", "02", 1, 5, 105), Need("ngoai-ngu-1", "02", 3, 5, 140)),
        teachers=teachers("", "ngoai-ngu-1"),
    )
    by_code = {line.code: line for line in balance_of(facts, NormSet()).lines}
    assert by_code[CLASS_TEACHERS].needed == Fraction(15 + 20, 23)
    assert (by_code[CLASS_TEACHERS].there, by_code["ngoai-ngu-1"].there) == (1, 1)


def test_a_person_without_a_main_subject_counts_in_none() -> None:
    balance = balance_of(forty_classes(teachers=teachers("")), NormSet())
    assert balance.unplaced.there == 1
    assert all(line.there == 0 for line in balance.lines)


def a_school(seed: int) -> SchoolFacts:
    draw = random.Random(seed)
    people = tuple(
        Teacher(
            key,
            draw.choice(MAIN),
            Fraction(draw.randint(1, 4), 4),
            Fraction(draw.randint(0, 2), 4),
            Fraction(draw.randint(0, 8)),
        )
        for key in range(draw.randint(0, 40))
    )
    classes = draw.randint(1, 5)
    levels = (Level("03", classes * 4, classes * 150),)
    return SchoolFacts(levels=levels, needs=lower_needs(classes), teachers=people, quota=20)


@pytest.mark.parametrize("seed", range(60))
def test_the_parts_add_up_and_no_subject_pays_for_another(seed: int) -> None:
    balance = balance_of(a_school(seed), NormSet())
    lines = balance.lines
    assert balance.surplus - balance.short == (
        sum(line.there for line in lines)
        - sum(line.needed for line in lines)
        - balance.shared.needed
    )
    alone = sum(max(Fraction(0), -line.gap) for line in lines)
    assert balance.short >= alone
    assert balance.surplus >= 0


@pytest.mark.parametrize("seed", range(60))
def test_one_teacher_more_never_raises_a_shortage(seed: int) -> None:
    facts = a_school(seed)
    before = balance_of(facts, NormSet()).short
    for code in MAIN:
        more = (*facts.teachers, Teacher(1000, code, Fraction(1)))
        assert balance_of(replace(facts, teachers=more), NormSet()).short <= before


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_the_facts_changes_nothing(seed: int) -> None:
    facts = a_school(seed)
    turned = replace(
        facts, teachers=facts.teachers[::-1], needs=facts.needs[::-1], levels=facts.levels[::-1]
    )
    one, other = balance_of(facts, NormSet()), balance_of(turned, NormSet())
    assert [(line.code, line.gap) for line in one.lines] == [
        (line.code, line.gap) for line in other.lines
    ]
    assert (one.short, one.surplus, one.norm_gap) == (other.short, other.surplus, other.norm_gap)


def test_preschool_groups_ask_for_teachers_by_age() -> None:
    facts = SchoolFacts(levels=(Level("01", 12, 0, groups=((103, 3, 75), (105, 9, 270))),))
    assert balance_of(facts, NormSet()).norm == Fraction("27.3")
