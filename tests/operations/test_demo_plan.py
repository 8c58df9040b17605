"""Which schools, classes and names an invented province gets."""

import random
import unicodedata
from collections import Counter

import pytest

from eduportal.core.text import name_sort_key
from eduportal.operations.demo.classes import CHOOSING, plan_classes
from eduportal.operations.demo.names import Names, keys
from eduportal.operations.demo.plan import SIZES, Commune, plan_schools
from eduportal.operations.demo.register import communes_of_today
from schools.choices import ManagingBody, Ownership, Programme, Stage
from schools.services import load_reference


def province(count, first=1):
    communes = [
        Commune(
            n, f"Tân {n}", f"Xã Tân {n}", "80" if n % 2 else "72", ("4", f"Cũ {n}"), 11.0, 106.0
        )
        for n in range(96)
    ]
    return plan_schools(count, communes, random.Random(7), first)


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 12, 40, 1024])
def test_a_province_has_as_many_schools_as_asked_for(count):
    plans = province(count)
    assert len(plans) == count
    assert len({plan.name for plan in plans}) == count
    assert len({plan.code for plan in plans}) == count


def test_two_provinces_with_numbers_far_apart_share_no_school():
    codes = [{plan.code for plan in province(1024, first)} for first in (1, 5001)]
    assert [min(each) for each in codes] == ["S0001", "S5001"]
    assert not codes[0] & codes[1]


def test_twelve_schools_show_every_level_in_communes_of_both_former_provinces():
    plans = province(12)
    assert {stage for plan in plans for stage in plan.classes} == set(Stage)
    assert (Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY) in {plan.kind.stages for plan in plans}
    assert len({plan.commune for plan in plans}) >= 3
    assert {plan.commune.former_province for plan in plans} == {"72", "80"}


def test_a_whole_province_has_about_573000_students():
    cohorts = plan_classes(province(1024), 1, random.Random(7))
    students = Counter()
    for (plan,) in cohorts:
        students[plan.stage] += plan.size
    assert sum(students.values()) == pytest.approx(573_364, rel=0.03)
    assert students[Stage.LOWER_SECONDARY] == pytest.approx(170_000, rel=0.06)
    assert students[Stage.UPPER_SECONDARY] == pytest.approx(78_000, rel=0.06)


def test_communes_run_schools_up_to_lower_secondary_and_the_department_the_rest():
    for plan in province(200):
        upper = {Stage.UPPER_SECONDARY, Stage.CONTINUING} & set(plan.classes)
        expected = ManagingBody.DEPARTMENT if upper else ManagingBody.COMMUNE
        assert plan.kind.managing_body == expected
    assert Ownership.PRIVATE in {plan.ownership for plan in province(200)}


def test_a_cohort_moves_up_with_its_students_and_its_electives():
    for cohort in plan_classes(province(6), 3, random.Random(7)):
        assert [plan.grade_level - plan.year for plan in cohort] == [
            cohort[0].grade_level - cohort[0].year
        ] * len(cohort)
        assert len({plan.electives for plan in cohort}) == 1
        sizes = SIZES[cohort[0].stage]
        assert all(plan.size <= sizes.largest for plan in cohort)
        assert len(cohort[0].electives) == (4 if cohort[0].stage in CHOOSING else 0)


def test_no_two_classes_of_a_school_and_year_share_a_name():
    plans = [plan for cohort in plan_classes(province(12), 3, random.Random(7)) for plan in cohort]
    names = Counter((plan.school, plan.year, plan.name) for plan in plans)
    assert set(names.values()) == {1}
    programmes = {plan.stage: plan.programme for plan in plans}
    assert programmes[Stage.CONTINUING] == Programme.CONTINUING
    assert programmes[Stage.PRIMARY] == Programme.GENERAL_2018


@pytest.mark.django_db
def test_communes_of_today_alternate_between_the_former_provinces():
    load_reference()
    communes = communes_of_today()
    assert Counter(commune.former_province for commune in communes) == {"80": 60, "72": 36}
    assert [commune.full_name for commune in communes[:2]] == ["Phường Long An", "Phường Tân Ninh"]
    assert "Hiệp Ninh" in communes[1].former_names


def test_names_are_composed_and_unique():
    names = Names(random.Random(7))
    people = [names.person() for _ in range(5000)]
    for full_name, sex, ethnicity in people:
        words = full_name.split()
        assert unicodedata.is_normalized("NFC", full_name)
        assert len(words) >= 3
        assert words[-1] != words[-2]
        assert sex in "12" and ethnicity in {"Kinh", "Khmer", "Hoa"}
    families = Counter(full_name.split()[0] for full_name, _, _ in people)
    assert families.most_common(1)[0][0] == "Nguyễn"
    boys = sum(sex == "1" for _, sex, _ in people)
    assert boys / len(people) == pytest.approx(0.515, abs=0.03)


def test_the_keys_of_a_name_are_those_of_the_portal():
    assert keys("Đặng Thị Ơn") == (name_sort_key("Đặng Thị Ơn"), "dang thi on")
