"""What a mark sheet is refused for: each cell, row and sheet with a sentence, nothing else lost."""

import pytest
from django.db import connection

from eduportal.imports import services
from eduportal.imports.choices import JobState, Severity
from grades.choices import SheetState
from grades.models import CellOperation, MarkChange, MarkRecord
from tests import factories
from tests.grades.conftest import set_state
from tests.imports.jobs import MARKS, checked, counts, found, let_bring_marks, sentences, written
from tests.imports.marks import IDENTITY, identity, line, mark_file, sheet_of
from tests.stays import leave

pytestmark = pytest.mark.usefixtures("db_everywhere")
VALUES = [9, 8, 7, 6, 8, 10]


def nothing_written():
    marks = MarkRecord.objects.exclude(midterm=None, final=None)
    return not marks.exists() and not MarkChange.objects.exists()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (11, "“11” is outside the scale. A mark is from 0 to 10."),
        (-1, "“-1” is outside the scale. A mark is from 0 to 10."),
        ("abc", "“abc” is not a mark. Type a number such as 8 or 8,5."),
        ("8,25", "“8,25” is too precise."),
        (85, "“85” is outside the scale. A mark is from 0 to 10."),
        ("Đ", "“Đ” is for subjects without marks."),
    ],
)
def test_a_bad_mark_is_named_with_its_cell_in_both_languages(world, value, said):
    job = checked(mark_file(world, VALUES, [9, value, 7, 6, 8, 10]), MARKS, world.school)

    problem = job.problems.get(severity=Severity.ERROR)
    assert (problem.sheet, problem.cell, problem.column) == ("Sheet", "F5", "ĐĐGtx2")
    assert any(each.startswith(said) for each in sentences(job))
    assert nothing_written()
    written(job)
    assert line(world, 1).regular == [90, None, 70, 60]


def test_a_formula_error_and_a_date_made_by_excel_are_no_marks(world):
    job = checked(mark_file(world, ["=1/0", "08/05/2026", 7, 6, 8, 10]), MARKS, world.school)

    assert found(job) == [("E4", "formula_not_computed"), ("F4", "not_a_number")]


def test_an_unknown_student_is_named(world):
    stranger = [9, "0000000001", "Trần Văn Lạ", "01/02/2014", *VALUES]
    content = sheet_of([identity(world, 0) + VALUES, stranger], [*IDENTITY, *_titles()])

    job = checked(content, MARKS, world.school)

    assert found(job) == [("B5", "student_unknown")]
    assert "Class 6A1 has no such student: Trần Văn Lạ (0000000001)" in sentences(job)
    assert counts(job) == {"total": 2, "new": 1, "changed": 0, "same": 0, "refused": 1}


def _titles():
    return ["ĐĐGtx1", "ĐĐGtx2", "ĐĐGtx3", "ĐĐGtx4", "ĐĐGgk", "ĐĐGck"]


def test_names_pasted_one_row_off_are_noticed(world):
    first, second = identity(world, 0), identity(world, 1)
    slipped = [1, first[1], second[2], "06/07/2013", *VALUES]

    job = checked(sheet_of([slipped], [*IDENTITY, *_titles()]), MARKS, world.school)

    assert found(job) == [("B4", "somebody_else")]
    assert counts(job)["refused"] == 1


def test_a_name_that_alone_differs_is_only_pointed_out(world):
    first = identity(world, 0)
    row = [1, first[1], "Nguyễn Thị Tên Khác", first[3], *VALUES]

    job = checked(sheet_of([row], [*IDENTITY, *_titles()]), MARKS, world.school)

    assert ("B4", "name_differs") in found(job, Severity.WARNING)
    assert counts(job)["new"] == 1


def test_the_same_student_twice_is_written_once(world):
    row = identity(world, 0)
    rows = [row + VALUES, row + [1, 1, 1, 1, 1, 1]]

    job = checked(sheet_of(rows, [*IDENTITY, *_titles()]), MARKS, world.school)
    written(job)

    assert found(job) == [("C5", "twice")]
    assert line(world, 0).final == 100


def test_a_student_who_has_left_takes_no_marks(world):
    enrolment = world.enrolments[world.class_group][0]
    leave(enrolment)

    job = checked(mark_file(world, VALUES), MARKS, world.school)

    assert found(job) == [("C4", "student_gone")]
    assert counts(job)["refused"] == 1


@pytest.mark.parametrize(
    ("state", "rule", "said"),
    [
        (SheetState.SUBMITTED, "sheet_handed_in", "The sheet has been handed"),
        (SheetState.APPROVED, "sheet_handed_in", "The sheet has been handed"),
        (SheetState.SEALED, "sheet_sealed", "The sheet is sealed."),
    ],
)
def test_a_locked_sheet_is_refused_with_its_reason(world, state, rule, said):
    lock(world, state)

    job = checked(mark_file(world, VALUES, VALUES), MARKS, world.school)

    assert found(job) == [("", rule)]
    assert sentences(job)[0].startswith(said)
    with pytest.raises(services.NothingToWrite):
        services.confirm_job(job=job, user_id=None)
    assert nothing_written()


def lock(world, state):
    if state == SheetState.SEALED:
        factories.class_package(world.class_group, world.term)
    set_state(world.sheet, state)


@pytest.mark.parametrize("state", [SheetState.SUBMITTED, SheetState.SEALED])
def test_a_sheet_locked_after_the_check_refuses_the_whole_import(world, state):
    job = checked(mark_file(world, VALUES), MARKS, world.school)
    lock(world, state)

    written(job)

    assert job.state == JobState.REFUSED
    assert job.refusal in ("sheet_handed_in", "sheet_sealed")
    assert nothing_written() and not CellOperation.objects.exists()


def test_days_of_entry_that_are_over_refuse_the_sheet(world):
    factories.SchoolWindowFactory(school=world.school, term=world.term, over=True)

    job = checked(mark_file(world, VALUES), MARKS, world.school)

    assert found(job) == [("", "sheet_closed")]
    assert sentences(job)[0].startswith("Marks can be entered from ")


def test_a_mark_changed_since_the_check_sends_the_file_back(world):
    job = checked(mark_file(world, VALUES, VALUES), MARKS, world.school)
    MarkRecord.objects.filter(pk=world.records[world.sheet][1].pk).update(midterm=35)

    written(job)

    assert job.state == JobState.RECEIVED
    assert job.overtaken["message"].startswith("Another person has changed marks")
    assert line(world, 0).final is None and line(world, 1).final is None


def test_a_teacher_writes_only_where_assigned(world):
    teacher = world.users["teacher"]
    mine = checked(mark_file(world, VALUES), MARKS, world.school, user=teacher)
    assert written(mine, teacher).state == JobState.APPLIED

    title = "MÔN GIÁO DỤC THỂ CHẤT - LỚP 6A1 - HỌC KỲ 1"
    content = mark_file(world, ["Đ", "Đ"], titles=["GK", "CK"], title=title)
    not_mine = checked(content, MARKS, world.school, user=teacher)

    assert found(not_mine) == [("", "not_assigned")]
    assert sentences(not_mine) == ["You are not assigned to Giáo dục thể chất in class 6A1."]


@pytest.mark.parametrize("persona", ["commune_officer", "department_officer", "auditor"])
def test_officers_bring_no_marks(world, persona):
    with pytest.raises(services.NotPermitted):
        checked(mark_file(world, VALUES), MARKS, world.school, user=world.users[persona])


def test_a_role_lost_before_writing_stops_the_import(world):
    clerk = world.users["clerk"]
    let_bring_marks(clerk)
    job = checked(mark_file(world, VALUES), MARKS, world.school, user=clerk)
    services.confirm_job(job=job, user_id=clerk.pk)
    clerk.memberships.all().delete()

    services.apply_job(job.pk)
    job.refresh_from_db()

    assert (job.state, job.refusal) == (JobState.REFUSED, "not_permitted")
    assert nothing_written()


def test_a_file_without_marks_says_which_titles_are_known_and_asks(world):
    job = checked(sheet_of([identity(world, 0)], IDENTITY), MARKS, world.school)

    assert (job.state, job.total, len(job.layouts)) == (JobState.CHECKED, 0, 1)
    assert sentences(job)[0].startswith("No column of marks was found.")


def test_a_check_costs_the_same_number_of_queries_for_any_class_size(
    world, django_assert_max_num_queries
):
    rows = [VALUES] * len(world.enrolments[world.class_group])
    job = checked(mark_file(world, VALUES), MARKS, world.school)
    services.discard_job(job=job)
    with django_assert_max_num_queries(45, connection=connection):
        checked(mark_file(world, *rows), MARKS, world.school)
