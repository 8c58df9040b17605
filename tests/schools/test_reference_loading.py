"""Loading the reference rows: complete, repeatable, and polite to what people changed."""

import datetime
import sqlite3

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from schools.models import AdminUnit, AdminUnitSuccession, CurriculumLine, Subject, Term
from schools.reference import FOLDER, building, rows
from schools.selectors import current_term
from schools.services import load_reference

pytestmark = pytest.mark.django_db


def test_the_command_brings_in_every_line_of_every_file():
    call_command("load_reference", verbosity=0)
    assert AdminUnit.objects.count() == 403
    assert AdminUnitSuccession.objects.count() == len(list(rows("admin_unit_successions")))
    assert CurriculumLine.objects.count() == len(list(rows("curriculum_2018")))


def test_loading_again_writes_nothing():
    load_reference()
    assert set(load_reference().values()) == {0}
    assert set(load_reference(update=True).values()) == {0}


def test_every_unit_below_the_province_has_a_parent_of_its_own_time():
    load_reference()
    for unit in AdminUnit.objects.exclude(level="province").select_related("parent"):
        assert unit.parent is not None
        assert unit.parent.valid_from == unit.valid_from
        assert unit.parent.level == ("province" if unit.level == "district" else unit.parent.level)


def test_a_former_commune_leads_to_its_successor():
    load_reference()
    former = AdminUnit.objects.get(code="27964", valid_to="2025-06-30")
    assert former.full_name == "Xã Mỹ Hạnh Bắc"
    assert former.parent.full_name == "Huyện Đức Hòa"
    assert [row.new.full_name for row in former.successions.all()] == ["Xã Đức Lập"]
    assert former.search_key == "my hanh bac"


def test_what_an_administrator_corrected_stays_until_told_otherwise():
    load_reference()
    Subject.objects.filter(code="toan").update(short_name="Toán học")
    assert load_reference()["schools_subject"] == 0
    assert Subject.objects.get(code="toan").short_name == "Toán học"
    assert load_reference(update=True)["schools_subject"] == 1
    assert Subject.objects.get(code="toan").short_name == "Toán"


def test_the_days_of_a_term_are_never_overwritten():
    load_reference()
    day = datetime.date(2027, 1, 31)
    Term.objects.filter(school_year__code="2026-2027", number=1).update(entry_closes_on=day)
    load_reference(update=True)
    assert Term.objects.get(school_year__code="2026-2027", number=1).entry_closes_on == day


def test_the_first_term_of_2026_is_open_for_marks_in_november():
    load_reference()
    term = current_term(datetime.date(2026, 11, 23))
    assert term.code == "2026-2027-HK1"
    assert term.entry_opens_on <= datetime.date(2026, 11, 23) <= term.entry_closes_on


@pytest.mark.parametrize(("number", "weeks"), [(1, 18), (2, 17)])
def test_every_term_has_room_for_its_teaching_weeks(number, weeks):
    load_reference()
    for term in Term.objects.filter(number=number):
        assert (term.ends_on - term.starts_on).days >= weeks * 7 - 2


def test_a_second_unit_of_the_same_code_and_time_is_refused_by_the_database():
    load_reference()
    with connection.cursor() as cursor, pytest.raises(Exception, match="adminunit_periods"):
        cursor.execute(
            "insert into schools_adminunit (code, level, type, name, search_key, valid_from,"
            " legal_doc) values ('25459', 'commune', 'xa', 'X', 'x', '2025-03-01', '')"
        )


def test_building_refuses_a_path_that_is_no_package(tmp_path):
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("build_admin_units", package_path=tmp_path / "missing.whl")
    assert (FOLDER / "admin_units.csv").stat().st_size > 0


def test_building_notices_when_the_package_and_the_checked_pairs_disagree(tmp_path):
    crosswalk = list(rows("sources/tayninh_crosswalk"))
    package = small_package(crosswalk[:1])
    with pytest.raises(building.SourceChanged, match="25459"):
        building.succession_rows(package)


def small_package(pairs):
    """A package of the same shape with only these pairs."""
    units = sqlite3.connect(":memory:")
    units.row_factory = sqlite3.Row
    keys = "provinceCode, provinceKey, districtKey, wardKey, wardCode"
    units.execute(f"create table admin_units_legacy ({keys})")
    units.execute("create table admin_units (provinceCode, wardKey, wardCode)")
    whole = {}
    for pair in pairs:
        old, new = pair["old_ward_code"], pair["new_ward_code"]
        row = (pair["old_province_code"], "p", "d", old, old)
        units.execute("insert into admin_units_legacy values (?, ?, ?, ?, ?)", row)
        units.execute("insert into admin_units values ('80', ?, ?)", (new, new))
        whole.setdefault(new, []).append(f"p_d_{old}")
    converter = {
        "DICT_PROVINCE_WARD_NO_DIVIDED": {"tinhtayninh": whole},
        "DICT_PROVINCE_WARD_DIVIDED": {"tinhtayninh": {}},
    }
    return building.Package(units, converter)
