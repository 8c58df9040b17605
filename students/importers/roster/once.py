"""No student stands twice in a file."""

import datetime

from eduportal.imports.importer import Importer
from students.importers.roster.reading import Entry

# A row's number, and whether it has a code: two that have are told apart by it.
_Row = tuple[int, bool]
_Same = tuple[str, datetime.date | str]


class Once:
    """Which row of the file means which student; `rows_of` by the ids of known ones."""

    def __init__(self, importer: Importer) -> None:
        self._importer = importer
        self.rows_of: dict[int, int] = {}
        self._newcomers: dict[_Same, _Row] = {}
        self._refused: dict[_Same, _Row] = {}

    def require(self, entry: Entry, student_id: int | None) -> None:
        """Two rows may not mean one student: a known one, or a new one without a code."""
        number, born = entry.row.number, entry.born
        if student_id is not None:
            first, is_clear = self.rows_of.setdefault(student_id, number), False
        elif born is not None:
            row = number, bool(entry.person.code)
            first, has_code = self._newcomers.setdefault((entry.person.sort_key, born), row)
            is_clear = has_code and row[1]
        else:
            return
        if first != number and not is_clear:
            self._refuse(entry, first)

    def say(self, entry: Entry) -> None:
        """That a row refused for something else repeats one above; none below is kept out by it."""
        if not entry.person.full_name or entry.born is None:
            return
        same, row = (entry.person.sort_key, entry.born), (entry.row.number, bool(entry.person.code))
        first, has_code = self._newcomers.get(same) or self._refused.setdefault(same, row)
        is_said = any(problem.rule == "duplicate" for problem in entry.problems)
        if first != row[0] and not (has_code and row[1]) and not is_said:
            self._refuse(entry, first)

    def _refuse(self, entry: Entry, first: int) -> None:
        place = entry.row.place("full_name")
        entry.refuse(self._importer.problem("twice", place, first=first))
