"""Files the pipeline cannot use: each a sentence in both languages, nothing left half-written."""

import openpyxl
import pytest

from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportProblem, ImportRow
from students.models import Enrolment, Student
from tests.files import encrypted_xlsx, saved, with_parts, xlsx, xlsx_of_cells
from tests.imports.jobs import ROSTER, checked, found, sentences
from tests.imports.rosters import new_row, roster

pytestmark = pytest.mark.usefixtures("db_everywhere")


def bomb() -> bytes:
    """A small zip that unpacks to 300 MB."""
    return with_parts(xlsx(A1="x"), {"xl/worksheets/sheet1.xml": b" " * 300_000_000})


def far_cell() -> bytes:
    """A sheet of a few bytes that claims a million rows."""
    row = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    return xlsx_of_cells(row.encode())


FILES = {
    "not a spreadsheet": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "not_a_spreadsheet"),
    "empty": (b"", "empty"),
    "blank sheet": (xlsx(), "empty"),
    "truncated": (roster(new_row())[:2000], "damaged"),
    "a web page": (b"<html><table><tr><td>1</td></tr></table></html>", "web_page"),
    "titles only": (roster(), "no_rows"),
    "no titles": (xlsx([["a", "b"], ["c", "d"]]), "header_not_found"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_used_is_refused_in_words(world, name):
    content, rule = FILES[name]

    refused(world, content, rule)


def test_an_encrypted_file_is_refused_in_words(world):
    job = refused(world, encrypted_xlsx(roster(new_row()), "bí mật"), "encrypted")

    assert "password" in sentences(job)[0]


def test_a_zip_bomb_and_a_far_cell_are_refused_unopened(world):
    refused(world, bomb(), "zip_bomb")
    refused(world, far_cell(), "too_many_rows")


def test_merged_titles_are_read_and_a_merged_name_is_joined(world):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Mã HS", "Họ và tên", None, "Ngày sinh", "Lớp"])
    sheet.append(["791", "Trần Văn", "Lạ", "09/09/2014", "6A1"])
    sheet.merge_cells("B1:C1")

    job = checked(saved(book), ROSTER, world.school, year=world.year.code)

    assert found(job) == []
    assert job.rows.get().label == "Trần Văn Lạ"


def refused(world, content, rule):
    """The job of a file that must be refused by this rule, with nothing else to be found."""
    before = Student.objects.count(), Enrolment.objects.count()
    job = checked(content, ROSTER, world.school, year=world.year.code)

    assert (job.state, job.refusal) == (JobState.REFUSED, rule)
    assert all(sentences(job))
    assert not ImportRow.objects.filter(job=job).exists()
    assert ImportProblem.objects.filter(job=job).count() == 1
    assert (Student.objects.count(), Enrolment.objects.count()) == before
    assert not job.file
    return job
