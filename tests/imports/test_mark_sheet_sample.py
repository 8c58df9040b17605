"""The Ministry's "Mẫu 1" with the oddities real files have, from the file into the mark book."""

from io import BytesIO

import openpyxl
import pytest

from eduportal.imports import services
from eduportal.imports.choices import Action, JobState, Severity
from eduportal.imports.models import RememberedAnswer
from grades.models import MarkChange, MarkRecord
from grades.rules.cells import CellCode
from grades.rules.mark_text import MarkTextError, parse_cell
from tests.factories.marks import regulation_set
from tests.files import saved
from tests.imports.jobs import (
    MARKS,
    MARKS_SAMPLE,
    checked,
    counts,
    found,
    let_bring_marks,
    sample_class,
    sentences,
    written,
)
from tests.imports.undone import taken_back

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def sheet(world):
    return sample_class(world.school)


def by_row():
    """The stored line of each row of the sample, by the row's number."""
    records = MarkRecord.objects.filter(sheet__class_group__name="10A1")
    return {5 + record.enrolment.position: record for record in records}


def in_file():
    """Every filled mark of the sample as it should be stored: {(row, place): value}."""
    rows = openpyxl.load_workbook(BytesIO(MARKS_SAMPLE)).active
    marks = {}
    for row in rows.iter_rows(min_row=6, min_col=6, max_col=12):
        for place, cell in enumerate(row):
            if cell.value is not None:
                try:
                    marks[cell.row, place] = parse_cell(str(cell.value), "scored")
                except MarkTextError:
                    marks[cell.row, place] = None
    return marks


def stored():
    """The same of what the mark book holds."""
    marks = {}
    for number, record in by_row().items():
        for place, value in enumerate([*record.regular, None, record.midterm, record.final]):
            if value is not None:
                marks[number, place] = value
    return marks


def test_exactly_the_two_bad_cells_are_reported_and_the_letter_is_asked_about(sheet):
    job = checked(MARKS_SAMPLE, MARKS, sheet.school)

    assert found(job) == [("K9", "too_precise"), ("K13", "out_of_range")]
    assert found(job, Severity.QUESTION) == [("L15", "what_does_it_mean")]
    assert found(job, Severity.WARNING) == [("D17", "matched_by_name")]
    assert counts(job) == {"total": 42, "new": 42, "changed": 0, "same": 0, "refused": 0}
    assert not stored()


def test_the_problems_are_said_in_both_languages(sheet):
    job = checked(MARKS_SAMPLE, MARKS, sheet.school)

    assert sentences(job) == [
        "“8,25” is too precise. A mark has one decimal; decide how to round it.",
        "“11” is outside the scale. A mark is from 0 to 10.",
        "What does “M” mean in a mark's cell?",
        "No code says who this is. Matched by name, date of birth and class with Nguyễn Lam Tùng, "
        "code 2543691231.",
    ]


def test_nothing_can_be_confirmed_before_the_question_is_answered(sheet):
    job = checked(MARKS_SAMPLE, MARKS, sheet.school)

    with pytest.raises(services.AnswersMissing):
        services.confirm_job(job=job, user_id=None)
    assert not stored()


def test_every_good_cell_is_written_and_nothing_else(sheet):
    job = checked(MARKS_SAMPLE, MARKS, sheet.school, answers={"M": "exempt"})
    written(job)

    assert job.state == JobState.APPLIED
    expected = {place: value for place, value in in_file().items() if value is not None}
    assert stored() == expected
    lines = by_row()
    assert lines[8].regular[0] == 75
    assert lines[10].final == 65
    assert lines[14].regular[0] == CellCode.ABSENT
    assert lines[15].final == CellCode.EXEMPT
    assert (lines[9].midterm, lines[13].midterm) == (None, None)


def test_the_answer_is_remembered_and_asked_only_once(sheet):
    job = checked(MARKS_SAMPLE, MARKS, sheet.school)
    services.answer_questions(job=job, user_id=None, answers={"M": "exempt"})
    services.check_job(job.pk)
    job.refresh_from_db()
    assert not RememberedAnswer.objects.exists()
    written(job)
    assert RememberedAnswer.objects.get().answer == "exempt"

    book = openpyxl.load_workbook(BytesIO(MARKS_SAMPLE))
    book.active["I7"] = "m"
    again = checked(saved(book), MARKS, sheet.school)

    assert found(again, Severity.QUESTION) == []
    written(again)
    assert by_row()[7].regular[3] == CellCode.EXEMPT


def test_the_answer_for_a_file_that_was_taken_back_is_asked_again(world, sheet):
    clerk = world.users["clerk"]
    let_bring_marks(clerk)
    answers = {"M": "exempt"}
    job = checked(MARKS_SAMPLE, MARKS, sheet.school, user=clerk, answers=answers)
    written(job, clerk)

    taken_back(job, clerk)

    assert not RememberedAnswer.objects.exists()


def test_exempt_is_no_answer_where_the_set_refuses_it_in_a_single_cell(world):
    sheet = sample_class(world.school, regulation=regulation_set())
    job = checked(MARKS_SAMPLE, MARKS, sheet.school, answers={"M": "exempt"})

    assert found(job, Severity.QUESTION) == [("L15", "what_if_not_exempt")]
    book = openpyxl.load_workbook(BytesIO(MARKS_SAMPLE))
    book.active["L15"] = "Miễn"
    job = checked(saved(book), MARKS, sheet.school)
    assert ("L15", "exempt_cell") in found(job)


def test_an_answer_may_also_leave_the_cells_alone(sheet):
    job = checked(MARKS_SAMPLE, MARKS, sheet.school, answers={"M": "skip"})
    written(job)

    assert by_row()[15].final is None


def test_the_history_names_the_import_and_its_user(sheet, world):
    let_bring_marks(world.users["clerk"])
    job = checked(
        MARKS_SAMPLE, MARKS, sheet.school, user=world.users["clerk"], answers={"M": "exempt"}
    )
    written(job, world.users["clerk"])

    changes = MarkChange.objects.filter(sheet=sheet)
    assert changes.count() == 42
    assert set(changes.values_list("door", "actor", "operation")) == {
        ("import", world.users["clerk"].pk, str(job.public_id))
    }


def test_the_same_file_again_changes_nothing(sheet):
    written(checked(MARKS_SAMPLE, MARKS, sheet.school, answers={"M": "exempt"}))
    again = checked(MARKS_SAMPLE, MARKS, sheet.school)

    # The two bad cells stay bad; their rows bring nothing new besides.
    assert counts(again) == {"total": 42, "new": 0, "changed": 0, "same": 40, "refused": 2}
    with pytest.raises(services.NothingToWrite):
        services.confirm_job(job=again, user_id=None)


def test_a_mark_that_is_overwritten_is_shown_with_its_old_value(sheet):
    record = by_row()[6]
    MarkRecord.objects.filter(pk=record.pk).update(midterm=85)

    # The sample was saved long before.
    answers = {"older_than_register": "take"}
    job = checked(MARKS_SAMPLE, MARKS, sheet.school, answers=answers)

    row = job.rows.get(number=6)
    assert row.action == Action.CHANGED
    assert {"title": "ĐĐGgk", "old": "8,5", "new": "9,0", "is_code": False} in row.changes
    assert {"title": "ĐĐGck", "old": "", "new": "6,8", "is_code": False} in row.changes
