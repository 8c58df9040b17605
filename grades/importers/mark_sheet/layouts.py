"""What the tables of a file are: each of one subject, or of several side by side."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from eduportal.imports.importer import CheckedRow, Importer, Table, listing
from eduportal.workbooks.headers import Header, HeaderProblem, find_headers
from eduportal.workbooks.problems import Place, Problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.workbook import Sheet, Workbook, column_letters
from grades.importers.class_record.columns import HOMEROOM, STATED, TRAIT
from grades.importers.class_record.columns import Target as ClassTarget
from grades.importers.class_record.targets import MOMENTS
from grades.importers.mark_sheet.averages import with_averages
from grades.importers.mark_sheet.cards import CARD, CardRow, Cards, read_cards
from grades.importers.mark_sheet.columns import MARKS
from grades.importers.mark_sheet.side_by_side import (
    AVERAGE,
    class_table_of,
    is_timeless,
    side_by_side,
    subjects_in,
    table_of,
)
from grades.importers.mark_sheet.targets import TableKey, Target, Targets, key_of
from schools.models import Term


def has_marks(header: Header) -> bool:
    """Whether a table has a column of marks."""
    return not header.columns.keys().isdisjoint({*MARKS, CARD}) or bool(subjects_in(header))


class Layouts:
    """The tables of one file with what each is read into."""

    def __init__(self, importer: Importer) -> None:
        self._importer = importer
        self.targets: dict[TableKey, Target] = {}
        self.of_class: dict[TableKey, ClassTarget] = {}
        self._parts: dict[str, list[Header]] = {}
        self._cards: dict[str, Cards] = {}
        self._times: dict[str, tuple[int, str]] = {}
        self._said: dict[tuple[str, str], list[Problem]] = {}

    def find(self, workbook: Workbook, names: Mapping[str, str]) -> list[Table]:
        """The sheets with students and marks, in the order of the file; raises HeaderProblem.

        `names` are those of the subjects.
        """
        found: dict[str, Table] = {}
        for sheet in workbook.sheets:
            if not sheet.hidden and (table := self._several(sheet, names)) is not None:
                found[sheet.name] = table
        others = [sheet for sheet in workbook.sheets if sheet.name not in found]
        known = self._importer.columns, self._importer.required, self._importer.parts
        try:
            tables = find_headers(replace(workbook, sheets=others), *known, self._importer.saying)
        except HeaderProblem as error:
            if not found or any(each.rule != "header_not_found" for each in error.problems):
                raise
            tables = []
        found |= {table[0].name: table for table in tables}
        return [found[sheet.name] for sheet in workbook.sheets if sheet.name in found]

    def _several(self, sheet: Sheet, names: Mapping[str, str]) -> Table | None:
        """The table of a sheet with several subjects; None for one of another kind."""
        if (read := read_cards(sheet, names)) is not None:
            table, header, self._cards[sheet.name] = read
            return table, header
        found = side_by_side(sheet, names)
        return None if found is None else (sheet, found)

    def begin(self, tables: Iterable[Table]) -> list[Table]:
        """The tables that say what they are about; the others are reported."""
        targets = Targets(self._importer, self._importer.context.options)
        begun = (self._begun(table, targets) for table in tables)
        return [table for table in begun if table is not None]

    def _begun(self, table: Table, targets: Targets) -> Table | None:
        if CARD in table[1].columns:
            return self._of_cards(table, targets)
        return self._many(table, targets) if subjects_in(table[1]) else self._one(table, targets)

    def split(self, row: TableRow) -> Sequence[TableRow]:
        """The row once for each subject of its sheet; of a card, as one of its subject."""
        if (of_cards := self._times.get(row.header.sheet)) is not None:
            part = self._cards[row.header.sheet].split(row, *of_cards)
            return (part,) if key_of(part.header) in self.targets else ()
        parts = self._parts.get(row.header.sheet)
        if parts is None:
            return (row,)
        return [TableRow(part, row.number, row.values, row.section) for part in parts]

    def rows_each(self, header: Header) -> int:
        return len(self._parts.get(header.sheet, "1"))

    def term_of(self, header: Header) -> Term:
        target = self.of_class.get(key_of(header)) or self.targets[key_of(header)]
        return target.term

    def label(self, row: TableRow, person: str) -> str:
        """Whom a row is about, and in which subject where its sheet has several."""
        target = self.targets.get(key_of(row.header))
        subject = target.subject.name if target and row.header.part else ""
        return " · ".join(filter(None, (person or "–", subject)))

    def say_once(self, checked: Iterable[tuple[TableRow, CheckedRow]]) -> None:
        """What is wrong with a student is wrong in each subject; it is said at the first."""
        for row, each in checked:
            if not row.header.part or not each.problems:
                continue
            record = row.card if isinstance(row, CardRow) else f"row {row.number}"
            told = self._said.setdefault((each.sheet, record), [])
            each.problems = [found for found in each.problems if found not in told]
            told += each.problems

    def _one(self, table: Table, targets: Targets) -> Table | None:
        target = targets.target_of(table)
        if target is None:
            return None
        self.targets[key_of(table[1])] = target
        return with_averages(table, target.term.number)

    def _many(self, table: Table, targets: Targets) -> Table | None:
        """A sheet with several subjects: each that holds something, and only the one chosen."""
        sheet, header = table
        times = is_timeless(header)
        found = targets.targets_of(table, subjects_in(header), is_timeless=times)
        moment = targets.moment_of(table) if found and times else ""
        if not found or (times and not moment):
            return None
        filled = _filled(sheet, header)
        parts = []
        for code, target in found.items():
            part = table_of(header, code, target.term.number, moment)
            if not filled.isdisjoint(_places_of_marks(part)):
                parts.append(part)
                self.targets[key_of(part)] = target
        term = next(iter(found.values())).term
        parts += self._of_class(table, filled, targets, ClassTarget(term, MOMENTS[moment or "ck"]))
        self._parts[sheet.name] = parts
        return sheet, _with_unread(header, parts)

    def _of_cards(self, table: Table, targets: Targets) -> Table | None:
        """A sheet of cards: each row is of the subject that it names."""
        sheet, _header = table
        cards = self._cards[sheet.name]
        found = targets.targets_of(table, cards.codes, is_timeless=cards.is_timeless)
        moment = targets.moment_of(table) if found and cards.is_timeless else ""
        if not found or (cards.is_timeless and not moment):
            return None
        for code, target in found.items():
            self.targets[sheet.name, code] = target
            self._times[sheet.name] = target.term.number, moment
        if cards.unknown:
            names = listing(cards.unknown)
            self._importer.problems.append(
                self._importer.problem(
                    "subjects_unknown", Place(sheet.name), severity="warning", names=names
                )
            )
        if cards.under:
            said = listing(cards.under)
            self._importer.problems.append(
                self._importer.problem(
                    "under_cards", Place(sheet.name), severity="warning", lines=said
                )
            )
        return table

    def _of_class(
        self, table: Table, filled: Collection[int], targets: Targets, target: ClassTarget
    ) -> list[Header]:
        """What the homeroom teacher says beside the subjects, unless one subject was chosen."""
        _sheet, header = table
        columns = (*HOMEROOM, *STATED)
        said = {key for key in columns if set(header.columns.get(key, ())) & set(filled)}
        if self._importer.context.options.get("subject") or not said:
            return []
        if any(key.startswith(TRAIT) for key in said):
            if not (moment := targets.moment_of(table)):
                return []
            target = replace(target, moment=MOMENTS[moment])
        part = class_table_of(header)
        self.of_class[key_of(part)] = target
        return [part]


def _with_unread(header: Header, parts: Iterable[Header]) -> Header:
    """The header in which columns that no part reads are unread ones."""
    read = {index for part in parts for places in part.columns.values() for index in places}
    left = {
        column_letters(places[0]): header.titles[key]
        for key, places in header.columns.items()
        if read.isdisjoint(places)
    }
    return replace(header, unknown=header.unknown | left)


def _places_of_marks(part: Header) -> Iterator[int]:
    """Where one subject has its marks and averages."""
    for key, places in part.columns.items():
        if key in MARKS or key.startswith(AVERAGE):
            yield from places


def _filled(sheet: Sheet, header: Header) -> set[int]:
    """The columns that hold something below the titles."""
    return {
        index
        for number, values in sheet.rows()
        if number > header.last_row
        for index, value in enumerate(values)
        if value != ""
    }
