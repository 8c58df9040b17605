"""The files that import_file brings in: a list of students, and their marks in one subject."""

from collections.abc import Iterator
from typing import Any

from eduportal.workbooks.writing import write_xlsx

CLASS_SIZE = 45
STUDENT_TITLES = [
    "STT",
    "Mã định danh Bộ GD&ĐT",
    "Số định danh cá nhân",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Dân tộc",
    "Lớp",
    "Trạng thái",
    "Khối",
]
MARK_TITLES = ["STT", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "Lớp"]
MARK_TITLES += ["ĐĐGtx1", "ĐĐGtx2", "ĐĐGtx3", "ĐĐGtx4", "ĐĐGgk", "ĐĐGck"]
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Hoàng", "Vũ", "Võ", "Đặng", "Bùi")
MIDDLE = ("Văn", "Thị", "Minh", "Ngọc", "Hoàng", "Thanh", "Quốc", "Thu", "Đức", "Mỹ")
GIVEN = ("An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Khánh", "Linh", "Ngân", "Phúc", "Quỳnh")


def students(rows: int, born: int) -> bytes:
    """So many students of grade 6, born in that year, 45 to a class."""
    return write_xlsx([("Sheet1", _student_lines(rows, born))])


def wrong_students(rows: int, born: int) -> bytes:
    """The same with a day of birth that never was and a sex that is none, in each row."""
    titles, *lines = _student_lines(rows, born)
    wrong = ([*line[:4], "31/02/2014", "?", *line[6:]] for line in lines)
    return write_xlsx([("Sheet1", [titles, *wrong])])


def marks(rows: int, born: int) -> bytes:
    """Six marks in mathematics of the first term for each of those students."""
    return write_xlsx([("Sheet1", _mark_lines(rows, born))])


def _student_lines(rows: int, born: int) -> Iterator[list[Any]]:
    yield STUDENT_TITLES
    for number in range(rows):
        code, name, birth_date = _person(number, born)
        personal = f"{79_315_000_000 + number:012}"
        sex = ("Nam", "Nữ")[number % 2]
        line = [number + 1, code, personal, name, birth_date, sex, "Kinh", _class_of(number)]
        yield [*line, "Đang học", 6]


def _mark_lines(rows: int, born: int) -> Iterator[list[Any]]:
    yield ["BẢNG ĐIỂM MÔN TOÁN - HỌC KỲ 1"]
    yield MARK_TITLES
    for number in range(rows):
        values = [(number * step % 61 + 40) / 10 for step in (3, 7, 11, 13, 17, 19)]
        yield [number + 1, *_person(number, born), _class_of(number), *values]


def _person(number: int, born: int) -> tuple[str, str, str]:
    """Code, name and birth date."""
    name = " ".join(
        (FAMILY[number % 10], MIDDLE[number // 10 % 10], GIVEN[number // 100 % 11], "Đo")
    )
    day = f"{number % 28 + 1:02}/{number % 12 + 1:02}/{born}"
    return f"{7_700_000_001 + number * 3}", name, day


def _class_of(number: int) -> str:
    return f"6A{number // CLASS_SIZE + 1}"
