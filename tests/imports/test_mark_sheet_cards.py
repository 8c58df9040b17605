"""Students' cards, two side by side on a sheet, as programs print them."""

import openpyxl
import pytest

from eduportal.imports.choices import JobState, Severity
from grades.models import MarkRecord
from tests.files import saved
from tests.imports.jobs import MARKS, checked, counts, found, sentences, written

pytestmark = pytest.mark.usefixtures("db_everywhere")
TITLES = ["TT", "Môn học", "ĐĐGtx", "ĐĐGgk", "ĐĐGck", "TB"]
MATHS = [1, "Toán", "9 8,5 7 6.5", 8, 10, 8.6]
SPORT = [2, "Giáo dục thể chất", "Đ CĐ", "Đ", "Đ", "Đ"]
HEADING = "PHIẾU ĐIỂM - HỌC KỲ 1"


def cards(world, numbers=(0, 1), *, lines=(MATHS, SPORT), heading=HEADING, person=None, under=""):
    """A sheet of cards, two side by side; a column between them is empty."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([heading])
    for pair in zip(*[iter(numbers)] * 2, strict=True):
        people = [(person or about)(world, number) for number in pair]
        for row in range(len(people[0])):
            sheet.append([*people[0][row], None, *people[1][row]])
        sheet.append([*TITLES, None, *TITLES])
        for line in lines:
            sheet.append([*line, None, *line])
        results = [under or f"Đánh giá KQ học tập: {level}" for level in ("Tốt", "Khá")]
        sheet.append([results[0], *[None] * 6, results[1]])
        sheet.append([])
    return saved(book)


def student_of(world, number):
    return world.enrolments[world.class_group][number].student


def about(world, number):
    student = student_of(world, number)
    return [
        ["Mã HS :", student.ministry_code, *[None] * 4],
        [f"Họ và tên: {student.full_name}   Lớp: 6A1", *[None] * 5],
    ]


def in_cells(world, number):
    """Each label in a cell of its own, with what it says beside it; no code."""
    student = student_of(world, number)
    born = f"{student.birth_date:%d/%m/%Y}"
    return [
        ["Họ và tên", student.full_name, "Ngày sinh:", born, None, None],
        ["Lớp", "6A1", *[None] * 4],
    ]


def stored(world, number, subject=0):
    sheet = world.sheets[world.class_group, world.subjects[subject]]
    record = MarkRecord.objects.get(pk=world.records[sheet][number].pk)
    return record.regular, record.midterm, record.final


@pytest.mark.parametrize("person", [about, in_cells])
def test_each_card_is_read_into_the_sheets_of_its_subjects(world, person):
    job = checked(cards(world, (0, 1, 2, 3), person=person), MARKS, world.school)
    written(job)

    assert (job.state, found(job)) == (JobState.APPLIED, [])
    assert counts(job)["new"] == 8
    for number in range(4):
        assert stored(world, number) == ([90, 85, 70, 65], 80, 100)
        assert stored(world, number, 1) == ([201, 200], 201, 201)
    assert stored(world, 4)[1] is None


def test_what_is_wrong_is_said_at_the_cell_of_its_card(world):
    wrong = [1, "Toán", "9 8,5 7 6.5", 80, 10, 5]
    job = checked(cards(world, lines=[wrong, SPORT]), MARKS, world.school)

    assert found(job) == [("D5", "out_of_range"), ("K5", "out_of_range")]
    warned = found(job, Severity.WARNING)
    assert not {("F5", "average_differs"), ("M5", "average_differs")} & set(warned)


def test_a_stated_average_is_checked_on_each_card(world):
    wrong = [*MATHS[:-1], 5]
    job = checked(cards(world, lines=[wrong]), MARKS, world.school)

    warned = [each for each in found(job, Severity.WARNING) if each[1] == "average_differs"]
    assert warned == [("F5", "average_differs"), ("M5", "average_differs")]


def test_a_stranger_is_named_once_where_the_card_names_him(world):
    def stranger(world, number):
        if number:
            return about(world, number)
        code = ["Mã HS :", "0000000001", *[None] * 4]
        return [code, ["Họ và tên: Trần Lạ  Lớp: 6A1", *[None] * 5]]

    job = checked(cards(world, person=stranger), MARKS, world.school)

    assert found(job) == [("B2", "student_unknown")]
    assert counts(job)["refused"] == 2
    assert counts(job)["new"] == 2


def test_lines_of_no_subject_are_passed_over_and_named(world):
    more = [3, "Nghề làm vườn", 9, 9, 9, 9]
    job = checked(cards(world, lines=[MATHS, more]), MARKS, world.school)

    assert counts(job)["new"] == 2
    assert any("Nghề làm vườn" in each for each in sentences(job))


def test_cards_of_the_whole_year_are_refused(world):
    job = checked(cards(world, heading="PHIẾU ĐIỂM CẢ NĂM"), MARKS, world.school)

    assert (job.state, job.refusal) == (JobState.REFUSED, "year_not_supported")


def test_a_teacher_writes_the_own_subject_of_every_card(world):
    teacher = world.users["teacher"]
    job = checked(cards(world), MARKS, world.school, user=teacher)
    written(job, teacher)

    assert found(job) == [("", "not_assigned")]
    assert stored(world, 1)[2] == 100
    assert stored(world, 1, 1)[2] is None
