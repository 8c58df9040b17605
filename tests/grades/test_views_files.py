"""The sheet as a workbook: what the importer reads back is what was written into it."""

from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from openpyxl.workbook import Workbook

from grades.importers.mark_sheet.targets import marked_subjects
from grades.importers.mark_sheet.titles import read_title
from grades.models import MarkRecord
from grades.views import files
from schools.rules.subject_names import find_subject
from tests.conftest import ClientOf
from tests.files import saved
from tests.imports.jobs import MARKS, checked, found, written
from tests.imports.marks import line
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
TITLES_ROW = files.LINES_ABOVE + 1


@pytest.fixture
def teacher(client_of: ClientOf) -> Client:
    return client_of("teacher")


def workbook(client: Client, world: World, query: str = "") -> Workbook:
    answer = client.get(f"/marksheets/{world.sheet.public_id}/file/{query}")
    assert answer.status_code == 200
    return openpyxl.load_workbook(BytesIO(answer.content))


def titles(book: Workbook) -> list[object]:
    return [cell.value for cell in book.active[TITLES_ROW]]


def test_a_filled_in_template_is_read_back_into_its_sheet(world: World, teacher: Client) -> None:
    book = workbook(teacher, world)
    midterm = titles(book).index("ĐĐGgk") + 1
    for number in range(len(world.records[world.sheet])):
        book.active.cell(TITLES_ROW + 1 + number, midterm, 5 + number / 2)

    job = checked(saved(book), MARKS, world.school, user=world.users["teacher"])
    written(job, world.users["teacher"])

    assert found(job) == []
    stored = [line(world, number).midterm for number in range(len(world.records[world.sheet]))]
    assert stored == [50 + 5 * number for number in range(len(stored))]


def test_an_exported_sheet_changes_nothing_when_it_comes_back(
    world: World, teacher: Client
) -> None:
    MarkRecord.objects.filter(pk=world.record.pk).update(
        regular=[85, 210, 0, None], midterm=100, remark="Tiến bộ"
    )
    book = workbook(teacher, world, "?content=marks")
    first = [cell.value for cell in book.active[TITLES_ROW + 1]]

    job = checked(saved(book), MARKS, world.school, user=world.users["teacher"])

    assert first[5:10] == [8.5, "V", 0, None, 10]
    assert found(job) == []
    assert {row.action for row in job.rows.all()} == {"same"}


def test_the_title_says_every_subject_in_words_the_importer_knows(world: World) -> None:
    subjects = marked_subjects()
    assert subjects
    for subject in subjects:
        world.sheet.subject = subject
        facts = read_title(str(row[0]) for row in files._above(world.sheet))
        assert find_subject(facts.subject_text, subjects) == subject
        assert (facts.term, facts.year) == (
            world.sheet.term.number,
            world.sheet.term.school_year.code,
        )


def test_the_sheets_page_leads_to_an_import_with_everything_chosen(
    world: World, teacher: Client
) -> None:
    page = teacher.get(f"/marksheets/{world.sheet.public_id}/")

    form = teacher.get(page.context["import_url"]).context["options"]

    chosen = {name: form[name].value() for name in form.fields}
    subject, term = world.sheet.subject.code, world.sheet.term.code
    assert chosen == {"class_name": "6A1", "subject": subject, "term": term, "moment": None}
