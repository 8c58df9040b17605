"""Lists of moves: up to a new year, from class to class, back, and away; nobody is entered."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.imports.choices import Action, JobState
from schools.models import SchoolYear
from students.choices import Began, Ended, StudentStatus
from students.models import Enrolment, Student
from tests import factories
from tests.files import saved, xlsx
from tests.imports.jobs import checked, counts, found, sentences, written
from tests.imports.undone import taken_back
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")

MOVES = "student-moves"
# A list of classes for the new year, and the Ministry's words for those who come and leave.
NEW_CLASSES = ["STT", "Họ và tên", "Ngày sinh", "Lớp cũ", "Lớp mới"]
CHANGES = ["STT", "Mã học sinh", "Họ tên", "Lớp", "Trạng thái HS", "Ngày nhập trạng thái"]
TO_A_CLASS = ["TT", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Từ lớp", "Đến lớp", "Ngày chuyển lớp"]


def bring(world: World, head: list[str], *rows: list[object], year: SchoolYear | None = None):
    content = xlsx([["TRƯỜNG THCS"], ["DANH SÁCH HỌC SINH"], head, *rows])
    return checked(content, MOVES, world.school, year=(year or world.year).code)


def student_of(world: World, at: int = 0) -> Student:
    student: Student = world.enrolments[world.class_group][at].student
    return student


def day_of(text: datetime.date) -> str:
    return f"{text:%d/%m/%Y}"


def newest(student: Student) -> Enrolment:
    return Enrolment.objects.filter(student=student).order_by("starts_on", "pk").last()


@pytest.fixture
def next_year(world: World) -> SchoolYear:
    starts = world.year.ends_on + datetime.timedelta(days=60)
    begins = world.year.starts_on.replace(year=world.year.starts_on.year + 1)
    year = factories.SchoolYearFactory(
        code=f"{begins.year}-{begins.year + 1}",
        starts_on=begins,
        ends_on=starts.replace(year=begins.year + 1),
    )
    level = factories.GradeLevelFactory(id=7, name="Lớp 7", stage="03")
    factories.ClassGroupFactory(
        school=world.school, school_year=year, grade_level=level, name="7A1"
    )
    return year


def test_a_class_goes_up_to_the_class_of_the_new_year(world: World, next_year: SchoolYear) -> None:
    first, second = student_of(world), student_of(world, 1)
    rows = [
        [n, each.full_name, day_of(each.birth_date), "6A1", "Lớp 7A1"]
        for n, each in enumerate((first, second), start=1)
    ]
    job = bring(world, NEW_CLASSES, *rows, year=next_year)
    assert counts(job) == {"total": 2, "new": 0, "changed": 2, "same": 0, "refused": 0}, sentences(
        job
    )

    written(job)

    stay = newest(first)
    assert (stay.class_group.name, stay.school_year) == ("7A1", next_year)
    assert (stay.starts_on, stay.began, stay.position) == (next_year.starts_on, Began.ENROLLED, 1)
    again = bring(world, NEW_CLASSES, *rows, year=next_year)
    assert counts(again)["same"] == 2, (sentences(again), list(again.rows.values()))


def test_a_student_moves_to_another_class_on_the_day_given(world: World) -> None:
    student = student_of(world)
    day = world.year.day_in(timezone.localdate())
    job = bring(
        world,
        TO_A_CLASS,
        [1, student.ministry_code, student.full_name, "6A1", "6A2", day_of(day)],
    )
    row = job.rows.get()
    assert row.action == Action.CHANGED, sentences(job)
    assert [(each["old"], each["new"]) for each in row.changes] == [("6A1", "6A2")]
    assert job.reviews == {"moved": 1}

    written(job)
    stay = newest(student)
    assert (stay.class_group.name, stay.began, stay.starts_on) == ("6A2", Began.CLASS_CHANGE, day)


def test_who_left_is_recorded_with_day_and_kind_in_the_ministrys_words(world: World) -> None:
    gone, away = student_of(world), student_of(world, 1)
    day = world.year.day_in(timezone.localdate())
    job = bring(
        world,
        CHANGES,
        [1, gone.ministry_code, gone.full_name, "6A1", "Thôi học", day_of(day)],
        [2, away.ministry_code, away.full_name, "6A1", "Chuyển đi kỳ 1", day_of(day)],
    )
    written(job)
    assert (newest(gone).ended, newest(gone).ends_on) == (Ended.LEFT, day)
    assert newest(away).ended == Ended.TRANSFER
    gone.refresh_from_db()
    assert gone.status == StudentStatus.LEFT


def test_an_older_list_does_not_move_anybody_back(world: World) -> None:
    student = student_of(world)
    job = bring(
        world, TO_A_CLASS, [1, student.ministry_code, student.full_name, "6A2", "6A1", None]
    )
    # In the class it asks for already: nothing to do.
    assert counts(job)["same"] == 1
    factories.ClassGroupFactory(
        school=world.school,
        school_year=world.year,
        grade_level=world.class_group.grade_level,
        name="6A3",
    )
    job = bring(
        world, TO_A_CLASS, [1, student.ministry_code, student.full_name, "6A2", "6A3", None]
    )
    assert found(job) == [("D4", "from_differs")]
    assert "6A1" in sentences(job)[0]


def test_every_fault_is_said_at_its_cell_at_once(world: World, next_year: SchoolYear) -> None:
    student, other = student_of(world), student_of(world, 1)
    day = day_of(world.year.starts_on - datetime.timedelta(days=1))
    code = student.ministry_code
    job = bring(
        world,
        TO_A_CLASS,
        [1, "999", "Người Lạ", "6A1", "6A2", None],
        [2, code, student.full_name, "6A1", "6A9", None],
        [3, code, student.full_name, "6A1", None, None],
        [4, code, student.full_name, "6A1", "6A2", day],
        [5, code, other.full_name, "6A1", "6A2", None],
        [6, code, None, "6A1", "6A2", None],
        [7, code, student.full_name, "6A1", "6A2", "32/13/2026"],
    )
    assert counts(job)["refused"] == 7
    assert found(job) == [
        ("C4", "nobody_here"),
        ("E5", "to_unknown"),
        ("E6", "nothing_said"),
        ("F7", "day_outside"),
        ("C8", "somebody_else"),
        ("C9", "required"),
        ("F10", "date_impossible"),
    ]
    assert all(sentences(job))
    job = bring(
        world, NEW_CLASSES, [1, student.full_name, day_of(student.birth_date), "6A1", "7A1"]
    )
    assert found(job) == [("E4", "to_unknown")]
    head = ["Mã học sinh", "Họ tên", "Trạng thái", "Lớp mới"]
    job = bring(world, head, [code, student.full_name, "Thôi học", "6A2"])
    assert found(job) == [("D4", "leaves_and_comes")]


def test_nobody_of_another_school_is_found_or_told_of(world: World) -> None:
    stranger = world.enrolments[world.foreign_class][0].student
    job = bring(
        world,
        TO_A_CLASS,
        [1, stranger.ministry_code, stranger.full_name, "6A1", "6A2", None],
    )
    assert found(job) == [("C4", "nobody_here")]
    assert job.rows.get().values == {}


def test_a_name_alone_is_enough_only_with_the_class_and_if_one_has_it(world: World) -> None:
    student = student_of(world)
    head = ["TT", "Họ và tên", "Từ lớp", "Đến lớp"]
    job = bring(world, head, [1, student.full_name, "6A1", "6A2"])
    assert counts(job)["changed"] == 1, sentences(job)
    Student.objects.filter(pk=student_of(world, 1).pk).update(
        full_name=student.full_name, sort_key=student.sort_key
    )
    job = bring(world, head, [2, student.full_name, "6A1", "6A2"])
    assert found(job) == [("B4", "several_here")]
    job = bring(world, ["TT", "Họ và tên", "Đến lớp"], [1, student.full_name, "6A2"])
    assert found(job) == [("B4", "nobody_here")]


def test_a_move_overtaken_by_another_is_not_written(world: World) -> None:
    student = student_of(world)
    job = bring(
        world, TO_A_CLASS, [1, student.ministry_code, student.full_name, "6A1", "6A2", None]
    )
    Student.objects.filter(pk=student.pk).update(ethnicity="Khmer")
    written(job)
    assert job.state == JobState.RECEIVED and job.overtaken
    assert newest(student).class_group == world.class_group


def test_moves_go_back_as_a_whole(world: World, next_year: SchoolYear) -> None:
    clerk = world.users["clerk"]
    moved, gone = student_of(world), student_of(world, 1)
    day = world.year.day_in(timezone.localdate())
    stays = Enrolment.objects.order_by("pk")
    before = list(stays.values("student", "class_group", "starts_on", "ends_on", "ended"))
    content = xlsx(
        [
            [*TO_A_CLASS, "Trạng thái"],
            [1, moved.ministry_code, moved.full_name, "6A1", "6A2", day_of(day), None],
            [2, gone.ministry_code, gone.full_name, "6A1", None, day_of(day), "Thôi học"],
        ]
    )
    job = checked(content, MOVES, world.school, user=clerk, year=world.year.code)
    written(job, clerk)
    assert newest(moved).class_group.name == "6A2"

    undo = taken_back(job, clerk)

    assert job.state == JobState.UNDONE and not undo.stays
    assert list(stays.values("student", "class_group", "starts_on", "ends_on", "ended")) == before


def test_a_grade_cannot_be_skipped(world: World, next_year: SchoolYear) -> None:
    level = factories.GradeLevelFactory(id=9, name="Lớp 9", stage="03")
    factories.ClassGroupFactory(
        school=world.school, school_year=next_year, grade_level=level, name="9A1"
    )
    student = student_of(world)
    job = bring(
        world,
        NEW_CLASSES,
        [1, student.full_name, day_of(student.birth_date), "6A1", "9A1"],
        year=next_year,
    )
    assert found(job) == [("E4", "grade_jump")]


def test_the_portals_own_list_with_a_column_for_the_new_class_is_read(
    world: World, next_year: SchoolYear, client_of: ClientOf
) -> None:
    listed = client_of("clerk").get(reverse("students:student-list"), {"export": "xlsx"})
    book = openpyxl.load_workbook(BytesIO(listed.content))
    sheet = book.active
    width = sheet.max_column + 1
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(1, width, "Lớp mới")
    for row in range(2, sheet.max_row + 1):
        own = sheet.cell(row, titles.index("Lớp") + 1).value
        sheet.cell(row, width, "7A1" if own == "6A1" else None)
    job = checked(saved(book), MOVES, world.school, year=next_year.code)
    count = len(world.enrolments[world.class_group])
    assert counts(job)["changed"] == count, sentences(job)
    assert {rule for _cell, rule in found(job)} <= {"nothing_said"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_moves_of_a_year_as_the_portal_writes_them_change_nothing(
    world: World, client_of: ClientOf, language: str
) -> None:
    moved, gone = student_of(world), student_of(world, 1)
    day = day_of(world.year.day_in(timezone.localdate()))
    rows = [
        [1, moved.ministry_code, moved.full_name, "6A1", "6A2", "", day],
        [2, gone.ministry_code, gone.full_name, "6A1", "", "Thôi học", day],
    ]
    written(bring(world, [*TO_A_CLASS[:5], "Trạng thái", "Ngày biến động"], *rows))
    client = client_of("clerk")
    client.cookies["django_language"] = language
    address, query = reverse("students:student-list"), {"export": "moves", "where": "here"}

    file = client.get(address, query, headers={"Accept-Language": language}).content

    listed = openpyxl.load_workbook(BytesIO(file)).active
    assert [[cell.value for cell in row][3:5] for row in listed.iter_rows(min_row=2)] == [
        ["6A1", "6A2"],
        ["6A1", None],
    ]
    again = checked(file, MOVES, world.school, year=world.year.code)
    assert (counts(again)["same"], counts(again)["total"], found(again)) == (2, 2, [])
