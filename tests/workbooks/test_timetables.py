"""Timetables in XML: what is refused, and what a file of few letters may not cost."""

import time

import pytest

from eduportal.workbooks.problems import UnreadableWorkbook
from tests.workbooks.opened import opened

NAMES = "<subjects><subject id='1' name='Toán'/></subjects>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<!DOCTYPE fet [<!ENTITY a 'b'>]><fet>&a;</fet>", "xml_entities"),
        ("<!DOCTYPE fet SYSTEM 'http://x.vn/fet.dtd'><fet/>", "xml_entities"),
        ("<!DOCTYPE a [<!ENTITY a 'b'>]><other>&a;</other>", "not_a_spreadsheet"),
        ("<other/>", "not_a_spreadsheet"),
        ("<fet><Activities_List>", "damaged"),
        ("<timetable></fet>", "damaged"),
        ("<Activities_Timetable/>", "timetable_without_names"),
        ("<fet>" + "<a/>" * 400_001 + "</fet>", "too_many_cells"),
        ('<?xml version="1.0" encoding="none"?><fet/>', "not_a_spreadsheet"),
        ("<fet>\x01</fet>", "damaged"),
    ],
)
def test_what_is_no_timetable_is_refused_by_its_cause(content, code):
    with pytest.raises(UnreadableWorkbook) as caught:
        opened(content.encode(), "tkb.xml")
    assert caught.value.code == code


def test_lessons_of_all_classes_with_all_teachers_are_too_many():
    ids = ",".join(map(str, range(1000)))
    lesson = f"<lesson subjectid='1' classids='{ids}' teacherids='{ids}'/>"
    begun = time.process_time()
    with pytest.raises(UnreadableWorkbook) as caught:
        opened(f"<timetable>{NAMES}{lesson * 100}</timetable>".encode(), "tkb.xml")
    assert caught.value.code == "too_many_rows"
    assert time.process_time() - begun < 5


def test_elements_inside_one_another_end_no_process():
    content = f"<fet>{'<a>' * 100_000}{'</a>' * 100_000}</fet>".encode()
    with pytest.raises(UnreadableWorkbook):
        opened(content, "a.fet")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "iso-8859-1"])
def test_the_encoding_is_the_one_the_file_says(encoding):
    said = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{said}"?>'
    text += "<fet><Activity><Students>6A1</Students><Subject>Hóa</Subject>"
    text += "<Teacher>Hà</Teacher><Duration>x</Duration></Activity></fet>"
    (sheet,) = opened(text.encode(encoding), "a.fet").sheets
    # What is no number of periods is kept, so that the check can name it.
    assert list(sheet.rows())[1] == (2, ["6A1", "Hóa", "Hà", "x"])
