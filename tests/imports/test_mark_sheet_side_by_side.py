"""Sheets with several subjects side by side: each column goes to the sheet of its subject."""

from io import BytesIO

import openpyxl
import pytest

from eduportal.imports.choices import JobState, Severity
from grades.models import MarkRecord
from tests.files import saved
from tests.grades.primary_class import primary_class
from tests.imports.jobs import (
    MARKS,
    checked,
    counts,
    found,
    let_bring_marks,
    sentences,
    written,
)
from tests.imports.marks import IDENTITY, identity

pytestmark = pytest.mark.usefixtures("db_everywhere")
TITLE = "BẢNG ĐIỂM TỔNG HỢP LỚP 6A1 - HỌC KỲ 1"
OF_MATHS = ["TX1", "TX2", "TX3", "TX4", "GK", "CK", "ĐTBmhk1"]
OF_SPORT = ["ĐĐGtx", None, "GK", "CK"]
MATHS = [9, "8,5", 7, 6.5, 8, 10, 8.6]
SPORT = ["Đ", "CĐ", "Đ", "Đ"]


def class_book(rows, *, title=TITLE, merged=True, name="Sheet"):
    """Both subjects of the world's class, a group of columns each."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    sheet.append([title])
    groups = ["Toán", *[None] * 6, "Giáo dục thể chất", *[None] * 3]
    sheet.append([*IDENTITY, *groups])
    of_sport = OF_SPORT if merged else ["TX1", "TX2", *OF_SPORT[2:]]
    sheet.append([*[None] * 4, *OF_MATHS, *of_sport])
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells("E2:K2")
        sheet.merge_cells("L2:O2")
        sheet.merge_cells("L3:M3")
        for column in "ABCD":
            sheet.merge_cells(f"{column}2:{column}3")
    return saved(book)


def stored(world, subject, number=0):
    sheet = world.sheets[world.class_group, world.subjects[subject]]
    record = MarkRecord.objects.get(pk=world.records[sheet][number].pk)
    return record.regular, record.midterm, record.final


@pytest.mark.parametrize("merged", [True, False])
def test_each_subject_of_a_class_is_read_into_its_own_sheet(world, merged):
    content = class_book([[*identity(world, 0), *MATHS, *SPORT]], merged=merged)

    job = checked(content, MARKS, world.school)
    written(job)

    assert (job.state, found(job), job.unread) == (JobState.APPLIED, [], [])
    assert counts(job)["new"] == 2
    assert stored(world, 0) == ([90, 85, 70, 65], 80, 100)
    assert stored(world, 1) == ([201, 200], 201, 201)
    assert [row.label.split(" · ")[1] for row in job.rows.all()] == ["Toán", "Giáo dục thể chất"]


def test_a_stated_average_is_checked_in_its_own_subject(world):
    wrong = [*MATHS[:-1], 9.9]
    job = checked(class_book([[*identity(world, 0), *wrong, *SPORT]]), MARKS, world.school)

    assert ("K4", "average_differs") in found(job, Severity.WARNING)


def test_a_teacher_writes_the_own_subject_and_the_others_are_named(world):
    content = class_book([[*identity(world, number), *MATHS, *SPORT] for number in (0, 1)])

    job = checked(content, MARKS, world.school, user=world.users["teacher"])
    written(job, world.users["teacher"])

    assert found(job) == [("", "not_assigned")]
    assert "You are not assigned to Giáo dục thể chất in class 6A1." in sentences(job)
    assert stored(world, 0, 1) == ([90, 85, 70, 65], 80, 100)
    assert stored(world, 1, 1) == ([None, None], None, None)
    assert (counts(job)["new"], counts(job)["refused"]) == (2, 2)


def test_who_brings_in_marks_of_any_sheet_writes_all_of_them(world):
    let_bring_marks(world.users["clerk"])
    content = class_book([[*identity(world, 0), *MATHS, *SPORT]])

    job = checked(content, MARKS, world.school, user=world.users["clerk"])
    written(job, world.users["clerk"])

    assert stored(world, 1) == ([201, 200], 201, 201)


def test_a_subject_without_anything_in_its_columns_is_passed_over(world):
    content = class_book([[*identity(world, 0), *MATHS, None, None, None, None]])

    job = checked(content, MARKS, world.school, user=world.users["teacher"])

    assert (found(job), counts(job)["total"]) == ([], 1)


def test_only_the_subject_that_was_chosen_is_read(world):
    content = class_book([[*identity(world, 0), *MATHS, *SPORT]])

    job = checked(content, MARKS, world.school, subject="GDTC")
    written(job)

    assert stored(world, 0)[1] is None
    assert stored(world, 1) == ([201, 200], 201, 201)
    assert "Toán TX1" in job.unread


def test_a_sheet_for_each_class_says_its_class_by_its_name(world):
    other = world.classes[world.school][1]
    first = class_book([[*identity(world, 0), *MATHS, *SPORT]], title="HỌC KỲ I", name="6A1")
    content = _with_class(first, world, other)

    job = checked(content, MARKS, world.school)
    written(job)

    assert found(job) == []
    sheet = world.sheets[other, world.subjects[1]]
    assert MarkRecord.objects.get(pk=world.records[sheet][0].pk).final == 201
    assert stored(world, 0) == ([90, 85, 70, 65], 80, 100)


def _with_class(content, world, group):
    """The same with a second sheet, for another class."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.copy_worksheet(book["6A1"])
    sheet.title = group.name
    student = world.enrolments[group][0].student
    for column, value in zip("BCD", _person(student), strict=True):
        sheet[f"{column}4"] = value
    return saved(book)


def _person(student):
    return student.ministry_code, student.full_name, f"{student.birth_date:%d/%m/%Y}"


def test_what_is_wrong_with_a_student_is_said_once(world):
    stranger = [9, "0000000001", "Trần Văn Lạ", "01/02/2014", *MATHS, *SPORT]

    job = checked(class_book([stranger]), MARKS, world.school)

    assert found(job) == [("B4", "student_unknown")]
    assert counts(job)["refused"] == 2
    left_out = job.problems.filter(rule="not_in_file")
    assert left_out.count() == 1


def test_a_bad_mark_names_its_cell_under_its_subject(world):
    content = class_book([[*identity(world, 0), *MATHS, "Đ", 8, "Đ", "Đ"]])

    job = checked(content, MARKS, world.school)

    problem = job.problems.get(severity=Severity.ERROR)
    assert (problem.cell, problem.rule) == ("M4", "not_a_result")
    assert problem.column.startswith("Giáo dục thể chất")


PRIMARY = [
    ("STT", "", ""),
    ("Mã lớp", "", ""),
    ("Mã học sinh", "", ""),
    ("Họ tên", "", ""),
    ("Ngày sinh", "", ""),
    ("Môn học và hoạt động giáo dục", "Tiếng việt", "Mức đạt được"),
    ("Môn học và hoạt động giáo dục", "Tiếng việt", "Điểm KTĐK"),
    ("Môn học và hoạt động giáo dục", "Khoa học", "Mức đạt được"),
    ("Môn học và hoạt động giáo dục", "Khoa học", "Điểm KTĐK"),
    ("Môn học và hoạt động giáo dục", "Đạo đức", "Mức đạt được"),
    ("Môn học và hoạt động giáo dục", "Tiếng dân tộc", "Mức đạt được"),
]


def primary_book(rows, title="KẾT QUẢ HỌC TẬP CUỐI HỌC KỲ 1", columns=PRIMARY):
    """The Ministry's sheet: three rows of titles, groups merged over their columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
    first = sheet.max_row + 1 if title else 1
    for level in range(3):
        sheet.append([column[level] or None for column in columns])
    merge_titles(sheet, first, columns)
    for row in rows:
        sheet.append(row)
    return saved(book)


def merge_titles(sheet, first, columns):
    """As the Ministry's file: equal neighbours are one cell, and so are the empty ones below."""
    for index, (group, middle, below) in enumerate(columns, start=1):
        if not middle and not below:
            sheet.merge_cells(
                start_row=first, end_row=first + 2, start_column=index, end_column=index
            )
        for level, text in enumerate((group, middle)):
            same = [c[: level + 1] == columns[index - 1][: level + 1] for c in columns]
            last = index
            while last < len(columns) and same[last]:
                last += 1
            is_first = index == 1 or not same[index - 2]
            if text and is_first and last > index:
                for column in range(index + 1, last + 1):
                    sheet.cell(first + level, column).value = None
                sheet.merge_cells(
                    start_row=first + level,
                    end_row=first + level,
                    start_column=index,
                    end_column=last,
                )


def pupil(group, number=0):
    student = group.enrolments[number].student
    born = f"{student.birth_date:%d/%m/%Y}"
    return [number + 1, "4A", student.ministry_code, student.full_name, born]


@pytest.mark.parametrize(
    ("title", "options", "end"),
    [
        ("KẾT QUẢ HỌC TẬP CUỐI HỌC KỲ 1", {}, True),
        ("KẾT QUẢ HỌC TẬP GIỮA HỌC KỲ I", {}, False),
        ("", {"term": True, "moment": "ck"}, True),
        ("", {"term": True, "moment": "gk"}, False),
    ],
)
def test_the_ministrys_sheet_of_primary_school_is_read(world, title, options, end):
    group = primary_class(world)
    if options:
        options["term"] = world.term.code
    test = 9 if end else None
    rows = [[*pupil(group), "T", 8, "H", test, "C", None]]

    job = checked(primary_book(rows, title), MARKS, world.school, **options)
    written(job)

    assert (job.state, found(job)) == (JobState.APPLIED, [])
    levels = [group.line(subject).regular for subject in ("tieng-viet", "khoa-hoc", "dao-duc")]
    given = [222, 221, 220]
    expected = [[None, level] if end else [level, None] for level in given]
    assert levels == expected
    vietnamese, science = group.line("tieng-viet"), group.line("khoa-hoc")
    assert (vietnamese.final, vietnamese.midterm) == ((80, None) if end else (None, 80))
    assert science.final == (90 if end else None)


def test_the_end_of_the_year_is_that_of_the_second_term(world):
    group = primary_class(world)
    title = f"KẾT QUẢ CUỐI NĂM - NĂM HỌC {world.year.code}"

    job = checked(primary_book([[*pupil(group), "T", 8]], title), MARKS, world.school)

    assert found(job) == [("", "sheet_missing")]
    assert world.next_term.number == 2


def test_a_sheet_that_does_not_say_its_time_asks_for_it(world):
    group = primary_class(world)
    job = checked(primary_book([[*pupil(group), "T", 8]], "HỌC KỲ 1"), MARKS, world.school)

    assert (job.state, job.refusal) == (JobState.REFUSED, "time_not_given")


def test_a_level_where_a_subject_has_none_and_a_test_it_lacks_are_refused(world):
    group = primary_class(world)
    rows = [[*pupil(group), "Đ", "8,5", "H", 9, "T", None]]

    job = checked(primary_book(rows, "GIỮA HỌC KỲ 1"), MARKS, world.school)

    assert [cell for cell, _rule in found(job)] == ["F5", "G5", "I5"]
