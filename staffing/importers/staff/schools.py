"""Which rows of a list are of the school it is brought in for: a list may be the province's."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext_noop

from eduportal.imports.importer import Importer, Question, Table
from eduportal.workbooks.cells import display_text, fold
from eduportal.workbooks.tables import table_rows
from schools.models import School
from staffing.importers.staff.reading import Entry

OTHER, THIS = "other", "this"
SAME_SCHOOL = (
    (THIS, gettext_noop("yes: this is the school")),
    (OTHER, gettext_noop("no: leave the rows out")),
)
# As the Ministry's lists shorten them.
_SHORTENED = (
    ("trung hoc pho thong", "thpt"),
    ("trung hoc co so", "thcs"),
    ("tieu hoc", "th"),
    ("mau giao", "mg"),
    ("mam non", "mn"),
)
_SCHOOL = re.compile(r"^truong\s+")


class SchoolOfRows:
    """Compares the school that rows name with the school of the import."""

    def __init__(self, importer: Importer, school: School, tables: Sequence[Table]) -> None:
        self._importer = importer
        self._school = school
        self._own = {school_key(school.name), fold(school.code)}
        named = {
            name
            for sheet, header in tables
            for row in (table_rows(sheet, header) if "school_name" in header.columns else ())
            if (name := display_text(row.value("school_name")).strip())
        }
        # Where no name is the school's, the only one in the file may be another spelling of it.
        keys = {school_key(name) for name in named}
        self._asked = next(iter(named), "") if len(keys) == 1 and not keys & self._own else ""

    def is_foreign(self, entry: Entry) -> bool:
        """Whether the row is of another school, and is kept out for it."""
        row = entry.row
        code, name = row.text("school_code").strip(), row.text("school_name").strip()
        if (code and fold(code) in self._own) or not (name or code):
            return False
        if school_key(name) in self._own or (self._asked and name and self._may_be_this(entry)):
            return False
        key = "school_name" if name else "school_code"
        place, value = row.place(key), (name or code)[:100]
        refusal = self._importer.problem(
            "other_school", place, value=value, school=self._school.name
        )
        entry.refuse(refusal)
        return True

    def _may_be_this(self, entry: Entry) -> bool:
        """What a person says of the only name in the file; the row waits while nobody has."""
        told: dict[str, str | int] = {"value": self._asked[:100], "school": self._school.name}
        key = f"which_school-{fold(self._asked)[:60]}"
        message = self._importer.messages["which_school"]
        answer = self._importer.ask(Question(key, message, SAME_SCHOOL, told))
        if answer is None:
            place = entry.row.place("school_name")
            entry.refuse(self._importer.problem("which_school", place, severity="question", **told))
        return answer != OTHER


def school_key(name: str) -> str:
    """What names of schools are compared by: “Trường Tiểu học Lê Lợi” is “TH Lê Lợi”."""
    key = _SCHOOL.sub("", fold(name))
    for words, short in _SHORTENED:
        key = key.replace(words, short)
    return key
