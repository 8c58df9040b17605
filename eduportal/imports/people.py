"""How the lists of schools say whom a row is about, and what tells two people apart.

Titles are those of the Ministry's exports, of the provinces' variants and of the common vendors;
accents, capitals, spaces, line breaks and stars do not matter.
"""

import datetime
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop

from eduportal.core.text import name_sort_key, squash
from eduportal.workbooks.cells import code_value, date_value, name_value, personal_number_value
from eduportal.workbooks.columns import ColumnReader
from eduportal.workbooks.headers import ORDER_NUMBER
from eduportal.workbooks.problems import Problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.values import Value

COLUMNS = {
    ORDER_NUMBER: ["STT", "TT", "#", "Số thứ tự"],
    "ministry_code": [
        "Mã định danh Bộ GD&ĐT",
        "Mã định danh Bộ GDĐT",
        "Mã định danh của Bộ GD&ĐT",
        "Mã định danh Bộ",
        "Mã định danh học sinh",
        "Mã định danh",
        "Mã học sinh Bộ GD&ĐT",
    ],
    # The Ministry's code where the file has no column that says so, a vendor's own code elsewhere.
    "student_code": ["Mã học sinh", "Mã HS", "Mã số học sinh"],
    "personal_number": [
        "Số định danh cá nhân",
        "Mã định danh cá nhân",
        "Số ĐDCN",
        "Số CCCD",
        "CCCD",
        "Số căn cước",
        "Số căn cước công dân",
        "Số ĐDCN/CCCD",
        "Số định danh cá nhân/CCCD",
        "CCCD/Mã ĐD",
        "CCCD/ĐDCN",
        "CCCD/Số ĐDCN",
        "Mã ĐDCN",
        "Mã ĐD",
        "Số CMND/CCCD",
        "CMND/CCCD",
        "Căn cước công dân",
    ],
    "full_name": ["Họ và tên", "Họ tên", "Họ và tên học sinh", "Họ tên học sinh", "Tên học sinh"],
    "birth_date": ["Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Sinh ngày"],
    "surname": [
        "Họ và tên đệm",
        "Họ và đệm",
        "Họ đệm",
        "Họ và chữ đệm",
        "Họ, chữ đệm",
        "Họ lót",
        "Họ và tên lót",
        "Họ",
    ],
    "given_name": ["Tên"],
    "birth_day": ["Ngày"],
    "birth_month": ["Tháng"],
    "birth_year": ["Năm"],
    "class_name": ["Lớp", "Lớp học", "Tên lớp", "Tên lớp học", "Lớp đang học"],
    "class_code": ["Mã lớp", "Mã lớp học"],
}

COLUMN_PARTS = {
    "full_name": ("surname", "given_name"),
    "birth_date": ("birth_day", "birth_month", "birth_year"),
}

MESSAGES = {
    "class_not_given": gettext_noop(
        "The file does not say the class. Choose it when uploading the file."
    ),
    "somebody_else": gettext_noop(
        "“%(value)s” belongs to %(name)s, born %(birth_date)s. Name and date of birth here are "
        "different: this is probably another student's code."
    ),
    "matched_by_name": gettext_noop(
        "No code says who this is. Matched by name, date of birth and class with %(name)s, code "
        "%(code)s."
    ),
    "twice": gettext_noop("The same student is already in row %(first)s."),
    "not_in_file": gettext_noop(
        "Of class “%(name)s”, not in the file and left as they are: %(count)s (%(names)s)"
    ),
}


class Person(NamedTuple):
    """The person of a row or of the register; what is not stated is "" or None."""

    full_name: str = ""
    birth_date: datetime.date | None = None
    ministry_code: str = ""
    personal_number: str = ""

    @property
    def sort_key(self) -> str:
        """What names are compared by: capitals and the places of tone marks do not matter."""
        return name_sort_key(self.full_name)

    @property
    def code(self) -> str:
        """The code that a sentence names."""
        return self.ministry_code or self.personal_number

    @property
    def shown(self) -> str:
        """Name and code, as a sentence names the person."""
        return f"{self.full_name} ({self.code})" if self.code else self.full_name

    def agreements(self, other: "Person") -> list[bool]:
        """For name and date of birth, as far as this person gives them: is the other's the same?

        A list pasted one row off has each code beside the name of another.
        """
        same = [self.sort_key == other.sort_key] if self.full_name else []
        return same + ([self.birth_date == other.birth_date] if self.birth_date else [])

    def contradicts(self, other: "Person") -> bool:
        """Whether a code or the date of birth, known of both, tells the two apart."""
        pairs = (
            (self.ministry_code, other.ministry_code),
            (self.personal_number, other.personal_number),
            (self.birth_date, other.birth_date),
        )
        return any(ours and theirs and ours != theirs for ours, theirs in pairs)


def code_column(row: TableRow) -> str:
    """The column the Ministry's code is in."""
    return "ministry_code" if "ministry_code" in row.header.columns else "student_code"


class PeopleReader:
    """Reads whom the rows of one file are about, column by column."""

    def __init__(self) -> None:
        self._columns: dict[str, ColumnReader[Any]] = {
            "full_name": ColumnReader("full_name", _full_name),
            "birth_date": ColumnReader("birth_date", date_value),
            "ministry_code": ColumnReader("ministry_code", code_value),
            "student_code": ColumnReader("student_code", code_value),
            "personal_number": ColumnReader("personal_number", personal_number_value),
        }

    def read(self, rows: Sequence[TableRow]) -> list[tuple[Person, list[Problem]]]:
        """The person of each row; cells that cannot be read are reported and left out."""
        found: list[tuple[Person, list[Problem]]] = []
        for _header, table in groupby(rows, key=lambda row: id(row.header)):
            found += self._of_table(list(table))
        return found

    def _of_table(self, rows: Sequence[TableRow]) -> list[tuple[Person, list[Problem]]]:
        problems: list[list[Problem]] = [[] for _row in rows]
        columns = []
        for key in ("full_name", "birth_date", code_column(rows[0]), "personal_number"):
            values, wrong = self._columns[key].read(rows)
            columns.append(values)
            for at, problem in wrong:
                problems[at].append(problem)
        people = (
            Person(name or "", born, code or "", number or "")
            for name, born, code, number in zip(*columns, strict=True)
        )
        return list(zip(people, problems, strict=True))


def _full_name(value: Value) -> str:
    return squash(name_value(value))


def read_person(row: TableRow, problems: list[Problem]) -> Person:
    """What the row says of its person; cells that cannot be read are reported and left out."""
    return Person(
        full_name=squash(row.read("full_name", name_value, problems) or ""),
        birth_date=row.read("birth_date", date_value, problems),
        ministry_code=row.read(code_column(row), code_value, problems) or "",
        personal_number=row.read("personal_number", personal_number_value, problems) or "",
    )
