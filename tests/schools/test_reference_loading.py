"""Loading the reference rows: complete, repeatable, and polite to what people changed."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection

from schools.models import AdminUnit, AdminUnitSuccession, CurriculumLine, Subject, Term
from schools.reference import rows
from schools.selectors import current_term
from schools.services import load_reference

pytestmark = pytest.mark.django_db


def test_the_command_brings_in_every_line_of_every_file():
    call_command("load_reference", verbosity=0)
    assert AdminUnit.objects.count() == 403
    assert AdminUnitSuccession.objects.count() == len(list(rows("admin_unit_successions")))
    for file, programme in (("curriculum_2018", "gdpt-2018"), ("curriculum_gdtx", "gdtx")):
        lines = CurriculumLine.objects.filter(programme=programme)
        assert lines.count() == len(list(rows(file))) > 0


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


def test_what_an_administrator_corrected_stays_unless_updated():
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
