"""Reading wishes of a class from a list: they fill the form of the class, which a person saves."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from eduportal.core.text import name_sort_key, squash
from eduportal.imports.people import COLUMN_PARTS, COLUMNS
from eduportal.imports.record_columns import Words
from eduportal.workbooks.cells import date_value, name_value, text_value
from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.headers import HeaderProblem, find_headers
from eduportal.workbooks.problems import Problem, UnreadableWorkbook
from eduportal.workbooks.reading import read_workbook
from eduportal.workbooks.tables import TableRow, table_rows
from schools.models import ClassGroup
from students.choices import Destination
from students.models import Enrolment
from students.selectors import students_in
from students.selectors.wishes import wishes_of
from students.services.stays import StayRefused
from students.services.wishing import Wish

TITLES = {key: COLUMNS[key] for key in ("full_name", "birth_date")} | {
    key: COLUMNS[key] for names in COLUMN_PARTS.values() for key in names
}
TITLES |= {
    "wish": ["Nguyện vọng", "Nguyện vọng 1", "Nguyện vọng sau THCS", "Hướng đi", "Wish"],
    "institution": ["Trường, cơ sở", "Trường đăng ký", "Cơ sở đăng ký", "Nơi đăng ký học"],
}
REQUIRED = ("full_name", "wish")
LIMITS = Limits(max_bytes=1024 * 1024)
_WORDS = Words(
    Destination,
    {"THPT": Destination.THPT_PUBLIC, "GDTX": Destination.GDTX, "9+": Destination.NINE_PLUS,
     "Trung cấp": Destination.INTERMEDIATE, "Trung học nghề": Destination.VOCATIONAL_UPPER,
     "Sơ cấp": Destination.ELEMENTARY, "Đi làm": Destination.LABOUR,
     "Cao đẳng": Destination.COLLEGE, "Đại học": Destination.UNIVERSITY},
)  # fmt: skip


@dataclass
class WishList:
    """What a list says of students of the class, and a sentence for each row that says nothing."""

    wishes: list[Wish] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_wishes(class_group: ClassGroup, content: bytes, name: str) -> WishList:
    """The wishes of the file for students of the class. Raises StayRefused for no list at all."""
    try:
        workbook = read_workbook(content, name, LIMITS)
        found = find_headers(workbook, TITLES, REQUIRED, COLUMN_PARTS)
    except UnreadableWorkbook as error:
        raise StayRefused([_(error.message) % error.params]) from error
    except HeaderProblem as error:
        raise StayRefused([_(each.message) % each.params for each in error.problems]) from error
    rows = [row for sheet, header in found for row in table_rows(sheet, header)]
    by_name: defaultdict[str, list[Enrolment]] = defaultdict(list)
    for stay in students_in(class_group):
        by_name[stay.student.sort_key].append(stay)
    known, read = wishes_of(class_group), WishList()
    for row in rows:
        problems: list[Problem] = []
        said = _said(row, problems, by_name)
        read.problems += _sentences(row, problems, said)
        if isinstance(said, Enrolment) and not problems:
            stored = known.get(said.student_id)
            shown = stored.revision if stored else ""
            wish: Any = row.read("wish", _WORDS, problems)
            where: Any = row.read("institution", text_value, problems)
            read.wishes.append(Wish(said.student_id, shown, wish or "", squash(where or "")))
    return read


def _said(
    row: TableRow, problems: list[Problem], by_name: dict[str, list[Enrolment]]
) -> Enrolment | None:
    """The one student of the class who has the row's name, and its birth date if it gives one."""
    name: Any = row.read("full_name", name_value, problems)
    born: Any = row.read("birth_date", date_value, problems)
    row.read("wish", _WORDS, problems)
    same = by_name.get(name_sort_key(name or ""), [])
    found = [each for each in same if not born or each.student.birth_date == born]
    return found[0] if len(found) == 1 else None


def _sentences(row: TableRow, problems: Sequence[Problem], said: Enrolment | None) -> Iterator[str]:
    place = {"row": row.number}
    for each in problems:
        yield _("Row %(row)s:") % place + " " + _(each.message) % each.params
    if said is None and not problems:
        told = place | {"name": row.text("full_name")[:100]}
        yield _("Row %(row)s: no one student of this class is “%(name)s”.") % told
