"""Plain tables: one record a row, found by a key and compared with what is stored.

A kind of such a table declares its columns and says what is stored for some keys, what the
domain's service has against a row, and how rows are written. The rest is the same for all.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_noop, override

from eduportal.core.looking import Kind
from eduportal.imports.ages import older
from eduportal.imports.choices import Action
from eduportal.imports.importer import (
    ChangedMeanwhile,
    CheckedRow,
    Context,
    FileRefused,
    Importer,
    Table,
    listing,
)
from eduportal.imports.models import ImportRow
from eduportal.imports.record_columns import Column
from eduportal.imports.sentences import SAID, word
from eduportal.workbooks.columns import ColumnReader
from eduportal.workbooks.header_titles import title_key
from eduportal.workbooks.header_windows import Synonyms
from eduportal.workbooks.headers import ORDER_NUMBER
from eduportal.workbooks.problems import Place, Problem
from eduportal.workbooks.tables import TableRow

MESSAGES = {
    "other_list": gettext_noop(
        "This is another kind of list: it has the column “%(column)s”. Nothing was read. Choose "
        "the kind of file that fits."
    ),
    "rows_too_many": gettext_noop(
        "A file of this kind has at most %(most)d rows. Split it into several files."
    ),
    "row_twice": gettext_noop("“%(value)s” stands in row %(first)s already."),
    "changed_meanwhile": gettext_noop(
        "Another person has changed these records since the file was checked; nothing was "
        "written, and the file was checked again: %(names)s"
    ),
    "said": SAID,
}
# A field of a record -> what a service says against it; "" is the row as a whole.
Said = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Record:
    """What one row gives, by column; cells that are empty or cannot be read are not in it."""

    row: TableRow
    given: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_refused: bool = False

    def refuse(self, problem: Problem) -> None:
        """Keep the row out because of this."""
        self.problems.append(problem)
        self.is_refused = True


class RecordImporter(Importer):
    """A kind of file with one record a row.

    `persons` are the values that name a person of the portal, as pairs of id and name.
    `more_titles` are those of `parts`; `other_titles` are columns that only another kind of list
    has; `most_rows` is more than any such list of the field has. A row is called by its first
    required column.
    """

    table: ClassVar[tuple[Column, ...]] = ()
    persons: ClassVar[Mapping[str, Kind]] = {}
    more_titles: ClassVar[Synonyms] = {}
    other_titles: ClassVar[tuple[str, ...]] = ()
    most_rows: ClassVar[int] = 5000
    written_at_once: ClassVar[int] = 500

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {each.key: each.titles for each in cls.table}
        cls.columns = {ORDER_NUMBER: ("STT", "TT", "#", "Số thứ tự"), **own, **cls.more_titles}
        cls.required = tuple(each.key for each in cls.table if each.required)
        cls.days = tuple(each.key for each in cls.table if each.is_day)
        cls.messages = MESSAGES | cls.messages

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._readers = [(each, ColumnReader(each.key, each.read)) for each in self.table]
        self._first: dict[str, int] = {}
        self._count = 0
        self._changed_since: Mapping[str, datetime.datetime] = {}

    # What a kind says of itself.

    def key_of(self, given: Mapping[str, Any]) -> str:
        """What the record is found by; "" where the row does not say it."""
        raise NotImplementedError

    def understand(self, records: Sequence[Record]) -> None:
        """Complete what the cells give: names become people or units, what follows is filled in."""

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        """What is stored under these keys, by column, as JSON."""
        raise NotImplementedError

    def against(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Said:
        """What the domain's service says against the record, in the open language."""
        return {}

    def changed_from(
        self, keys: Collection[str], moment: datetime.datetime
    ) -> Mapping[str, datetime.datetime]:
        """When what records of these keys would change did last, if since the moment (`dated`)."""
        return {}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows through the domain's service: what is `given`, and what was `expected`.

        May raise ValueError, as the services do.
        """
        raise NotImplementedError

    # What is the same for all.

    @classmethod
    def persons_of(cls, rows: Sequence[dict[str, Any]]) -> Mapping[Kind, set[int]]:
        return {
            kind: {
                each[key][0]
                for values in rows
                for each in (values.get("given"), values.get("expected"))
                if each and each.get(key)
            }
            for key, kind in cls.persons.items()
        }

    @classmethod
    def rows_about(cls, kind: Kind, person: int) -> Q:
        about = Q(pk=None)
        for key, its_kind in cls.persons.items():
            if its_kind == kind:
                about |= Q(**{f"values__given__{key}__0": person})
                about |= Q(**{f"values__expected__{key}__0": person})
        return about

    @classmethod
    def in_words(cls, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        given = values.get("given", {})
        changes = [(each, each.change(each.title, "", given.get(each.key))) for each in cls.table]
        return [
            (word(each.title), word(change["new"]) if change["is_code"] else change["new"])
            for each, change in changes
            if change["new"]
        ]

    def begin(self, tables: list[Table]) -> list[Table]:
        strange = {title_key(title) for title in self.other_titles}
        for _sheet, header in tables:
            for title in header.unknown.values():
                if title_key(title) in strange:
                    place = Place(header.sheet, header.first_row, column=title)
                    raise FileRefused([self.problem("other_list", place)])
        return tables

    def check(self, rows: Sequence[TableRow]) -> list[CheckedRow]:
        self._count += len(rows)
        if self._count > self.most_rows:
            raise FileRefused([self.problem("rows_too_many", most=self.most_rows)])
        records: list[Record] = []
        for _sheet, table in groupby(rows, key=lambda row: row.header.sheet):
            records += self._read(list(table))
        self.understand(records)
        for record in records:
            self._require_once(record)
        readable = [record for record in records if not record.is_refused]
        keys = {self.key_of(record.given) for record in readable}
        moment = self.context.later_than
        self._changed_since = self.changed_from(keys, moment) if self.dated and moment else {}
        stored = self.stored(keys)
        return [self._compared(record, stored) for record in records]

    def apply(self, rows: Iterable[ImportRow]) -> Iterator[int]:
        waiting, done = iter(rows), 0
        while chunk := list(islice(waiting, self.written_at_once)):
            self._require_unchanged(chunk)
            try:
                self.write([row.values for row in chunk])
            except ValueError as error:
                raise ChangedMeanwhile([self._changed(chunk)]) from error
            done += len(chunk)
            yield done

    def _read(self, rows: list[TableRow]) -> list[Record]:
        records = [Record(row) for row in rows]
        for column, reader in self._readers:
            found, problems = reader.read(rows)
            for at, problem in problems:
                records[at].problems.append(problem)
                keeps_out = problem.severity != "warning" and not column.minor
                records[at].is_refused |= keeps_out
            unread = {at for at, _problem in problems}
            for at, (record, value) in enumerate(zip(records, found, strict=True)):
                if value not in ("", None):
                    record.given[column.key] = value
                elif column.required and at not in unread:
                    record.refuse(self.problem("required", record.row.place(column.key)))
        return records

    def _require_once(self, record: Record) -> None:
        """Two rows may not mean one record."""
        key = "" if record.is_refused else self.key_of(record.given)
        first = self._first.setdefault(key, record.row.number) if key else 0
        if key and first != record.row.number:
            place = record.row.place(self.required[0])
            record.refuse(self.problem("row_twice", place, value=place.seen, first=first))

    def _compared(self, record: Record, found: Mapping[str, dict[str, Any]]) -> CheckedRow:
        row, given = record.row, record.given
        label = row.text(self.required[0]).strip() or "–"
        checked = CheckedRow(row.header.sheet, row.number, label, Action.REFUSED)
        checked.problems = record.problems
        if record.is_refused:
            return checked
        stored = found.get(self.key_of(given))
        known = stored or {}
        differing = [
            each
            for each in self.table
            if each.is_compared and each.key in given and given[each.key] != known.get(each.key)
        ]
        checked.values = {"given": given, "expected": stored}
        if stored is None or differing:
            said = list(self._said(record, stored)) + self._older(record)
            checked.problems += said
            checked.action = (
                Action.REFUSED if said else Action.NEW if stored is None else Action.CHANGED
            )
        else:
            checked.action = Action.SAME
        if stored is not None:
            titles = row.header.titles
            checked.changes = [
                each.change(titles.get(each.key, each.title), known.get(each.key), given[each.key])
                for each in differing
            ]
        return checked

    def _older(self, record: Record) -> list[Problem]:
        """That the portal was told later than the file what the row would change."""
        changed = self._changed_since.get(self.key_of(record.given))
        if changed is None:
            return []
        key = self.required[0]
        refusal = older(self, record.row.place(key), record.row.text(key).strip(), changed)
        return [refusal] if refusal else []

    def _said(self, record: Record, stored: Mapping[str, Any] | None) -> Iterator[Problem]:
        """What the service says against the row, each at its cell, in every language."""
        languages = [language for language, _name in settings.LANGUAGES]
        with override(languages[0]):
            first = self.against(record.given, stored)
        if not any(first.values()):
            return
        in_each = {languages[0]: first}
        for language in languages[1:]:
            with override(language):
                in_each[language] = self.against(record.given, stored)
        for key, texts in first.items():
            for at, text in enumerate(texts):
                told: dict[str, Any] = {
                    f"said-{name}": said[key][at] for name, said in in_each.items()
                }
                yield self.problem("said", record.row.place(key), said=text, **told)

    def _require_unchanged(self, chunk: Sequence[ImportRow]) -> None:
        stored = self.stored({self.key_of(row.values["given"]) for row in chunk})
        changed = [
            row
            for row in chunk
            if stored.get(self.key_of(row.values["given"])) != row.values["expected"]
        ]
        if changed:
            raise ChangedMeanwhile([self._changed(changed)])

    def _changed(self, rows: Sequence[ImportRow]) -> Problem:
        return self.problem("changed_meanwhile", names=listing([row.label for row in rows]))
