"""Small mark sheets of the world's class 6A1, as a teacher might send them."""

import openpyxl

from grades.models import MarkRecord, MarkSheet
from tests.files import saved
from tests.world import World

TITLE = "BẢNG ĐIỂM MÔN TOÁN - LỚP 6A1 - HỌC KỲ 1"
IDENTITY = ["STT", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh"]
MARKS = ["ĐĐGtx1", "ĐĐGtx2", "ĐĐGtx3", "ĐĐGtx4", "ĐĐGgk", "ĐĐGck"]
# Title in row 1, column titles in row 3: the first student stands in row 4, marks from column E.
FIRST_ROW = 4


def mark_file(world: World, *marks: list[object], titles=MARKS, title=TITLE) -> bytes:
    """A file whose rows are the first students of 6A1 with these marks."""
    rows = [identity(world, number) + row for number, row in enumerate(marks)]
    return sheet_of(rows, [*IDENTITY, *titles], title)


def file_of_sheet(sheet: MarkSheet, midterm: int) -> bytes:
    """A file with one mark: the mid-term one of the sheet's first student."""
    student = sheet.records.select_related("enrolment__student").first().enrolment.student
    title = f"BẢNG ĐIỂM MÔN TOÁN - LỚP {sheet.class_group.name} - HỌC KỲ 1"
    row = [1, student.ministry_code, student.full_name, f"{student.birth_date:%d/%m/%Y}", midterm]
    return sheet_of([row], [*IDENTITY, "ĐĐGgk"], title)


def identity(world: World, number: int) -> list[object]:
    """Running number, code, name and birth date of one student of 6A1."""
    student = world.enrolments[world.class_group][number].student
    born = f"{student.birth_date:%d/%m/%Y}"
    return [number + 1, student.ministry_code, student.full_name, born]


def sheet_of(rows: list[list[object]], titles: list[str], title: str = TITLE) -> bytes:
    book = openpyxl.Workbook()
    for row in ([title], [], titles, *rows):
        book.active.append(row)
    return saved(book)


def line(world: World, number: int) -> MarkRecord:
    """The stored line of one student of 6A1 in mathematics."""
    return MarkRecord.objects.get(pk=world.records[world.sheet][number].pk)
