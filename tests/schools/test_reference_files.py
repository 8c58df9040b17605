"""The reference files say what the resolutions and circulars say."""

import csv
from collections import Counter, defaultdict

import pytest

from schools.reference import FOLDER, rows

LAST_DAY_OF_DISTRICTS = "2025-06-30"
# The closed list of Điều 5 khoản 3 điểm a of 22/2021/TT-BGDĐT. Every other subject carries marks,
# national defence education (Giáo dục quốc phòng và an ninh) included.
COMMENTED_SUBJECTS = {
    "Giáo dục thể chất",
    "Nghệ thuật",
    "Âm nhạc",
    "Mĩ thuật",
    "Nội dung giáo dục của địa phương",
    "Hoạt động trải nghiệm, hướng nghiệp",
}


@pytest.fixture(scope="module")
def units():
    return list(rows("admin_units"))


@pytest.fixture(scope="module")
def successions():
    return [row for row in rows("admin_unit_successions") if row["level"] == "commune"]


def of(units, level, *, former):
    return [
        unit
        for unit in units
        if unit["level"] == level and (unit["valid_to"] == LAST_DAY_OF_DISTRICTS) == former
    ]


def test_both_generations_have_the_official_number_of_units(units):
    assert len(of(units, "province", former=True)) == 2
    assert len(of(units, "district", former=True)) == 24
    assert len(of(units, "commune", former=True)) == 280
    assert len(of(units, "province", former=False)) == 1
    assert not of(units, "district", former=False)
    today = Counter(unit["type"] for unit in of(units, "commune", former=False))
    assert today == {"xa": 82, "phuong": 14}


def test_code_80_is_long_an_before_and_tay_ninh_after(units):
    names = {
        (unit["valid_from"], unit["name"])
        for unit in units
        if unit["level"] == "province" and unit["code"] == "80"
    }
    assert names == {("2025-01-01", "Long An"), ("2025-07-01", "Tây Ninh")}


def test_every_commune_of_today_reuses_the_code_of_one_of_its_parts(units, successions):
    parts = defaultdict(set)
    for row in successions:
        parts[row["new_code"]].add(row["old_code"])
    today = {unit["code"] for unit in of(units, "commune", former=False)}
    assert today == set(parts)
    assert all(code in old_codes for code, old_codes in parts.items())


def test_sixty_communes_come_from_long_an_and_thirty_six_from_tay_ninh(units, successions):
    province_of = {unit["code"]: unit["parent_code"] for unit in of(units, "district", former=True)}
    district_of = {unit["code"]: unit["parent_code"] for unit in of(units, "commune", former=True)}
    origins = defaultdict(set)
    for row in successions:
        origins[row["new_code"]].add(province_of[district_of[row["old_code"]]])
    assert all(len(provinces) == 1 for provinces in origins.values())
    counted = Counter(province for provinces in origins.values() for province in provinces)
    assert counted == {"80": 60, "72": 36}


def test_every_former_commune_went_somewhere(units, successions):
    assert {row["old_code"] for row in successions} == {
        unit["code"] for unit in of(units, "commune", former=True)
    }


def test_a_commune_goes_whole_into_one_unit_or_in_parts_into_several(successions):
    relations = defaultdict(list)
    for row in successions:
        relations[row["old_code"]].append(row["relation"])
    for old_code, found in relations.items():
        assert found == ["whole"] or (set(found) == {"part"} and len(found) > 1), old_code


@pytest.mark.parametrize(("former_ward", "ward_of_today"), [("25462", "25459"), ("27691", "27694")])
def test_the_two_wards_called_4_are_not_mixed_up(successions, former_ward, ward_of_today):
    found = [row for row in successions if row["old_code"] == former_ward]
    assert [(row["new_code"], row["relation"]) for row in found] == [(ward_of_today, "whole")]


def test_no_pair_flagged_wrong_in_the_source_reached_the_file(successions):
    with (FOLDER / "sources" / "tayninh_crosswalk.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    wrong = {
        (line["old_ward_code"], line["new_ward_code"])
        for line in lines
        if line["flag"].startswith("WRONG")
    }
    kept = {(row["old_code"], row["new_code"]) for row in successions}
    assert len(wrong) == 2
    assert not wrong & kept
    assert len(kept) == len(lines) - len(wrong)


def test_what_is_doubtful_about_a_pair_stays_readable(successions):
    notes = {row["note"] for row in successions if row["old_code"] == "28036"}
    assert any("check NQ 1682" in note for note in notes)


# TT 32/2018 amended by TT 13/2022: periods a year without optional subjects; in upper secondary
# school 612 compulsory periods, four electives of 70, and 105 of study clusters make 997.
TOTALS = {1: 875, 2: 875, 3: 980, 4: 1050, 5: 1050, 6: 1015, 7: 1015, 8: 1032, 9: 1032}


@pytest.mark.parametrize("grade_level", range(1, 13))
def test_compulsory_periods_add_up_to_the_programme(grade_level):
    periods = sum(
        int(line["annual_periods"])
        for line in rows("curriculum_2018")
        if int(line["grade_level"]) == grade_level and line["kind"] == "compulsory"
    )
    assert periods == TOTALS.get(grade_level, 997 - 4 * 70 - 105)


def test_upper_secondary_offers_nine_electives_of_seventy_periods():
    electives = [line for line in rows("curriculum_2018") if line["kind"] == "elective"]
    assert Counter(line["grade_level"] for line in electives) == {"10": 9, "11": 9, "12": 9}
    assert {line["annual_periods"] for line in electives} == {"70"}


def test_forms_of_assessment_follow_the_circular():
    names = {row["code"]: row["name"] for row in rows("subjects")}
    for line in rows("curriculum_2018"):
        if int(line["grade_level"]) <= 5:
            assert line["form"] == "levels"
        else:
            is_commented = names[line["subject"]] in COMMENTED_SUBJECTS
            assert line["form"] == ("commented" if is_commented else "scored")


def test_nothing_of_continuing_education_is_taken_for_confirmed():
    lines = list(rows("curriculum_gdtx"))
    assert {line["confirmed"] for line in lines} == {"no"}
    assert {line["grade_level"] for line in lines} == {str(grade) for grade in range(6, 13)}
    compulsory = Counter(line["grade_level"] for line in lines if line["kind"] == "compulsory")
    assert set(compulsory.values()) == {3, 5}


def test_the_programme_names_only_known_subjects_and_grade_levels():
    subjects = {row["code"] for row in rows("subjects")}
    levels = {row["id"] for row in rows("grade_levels")}
    used = list(rows("curriculum_2018"))
    of_both = used + list(rows("curriculum_gdtx"))
    assert {line["subject"] for line in of_both} <= subjects
    assert {line["grade_level"] for line in used} <= levels
    assert subjects == {line["subject"] for line in used}
