"""Who was absent on which day, from lists with a column for each."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.core.looking import Kind
from eduportal.imports.choices import Action
from eduportal.imports.importer import (
    Change,
    ChangedMeanwhile,
    CheckedRow,
    Context,
    FileRefused,
    Importer,
    Question,
    Table,
)
from eduportal.imports.models import ImportRow
from eduportal.imports.people import COLUMN_PARTS, read_person
from eduportal.imports.undoing import Undone, Working
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action as ScopeAction
from eduportal.workbooks.cells import display_text, fold
from eduportal.workbooks.headers import Header
from eduportal.workbooks.problems import Place, Problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.workbook import Sheet
from grades.importers.attendance.books import RollBook, RollBooks, term_of
from grades.importers.attendance.columns import (
    COLUMNS,
    DAY,
    MARKS,
    MEANINGS,
    MESSAGES,
    NO_MARKS,
    PRESENT,
    are_weekdays,
    days_of,
    month_in,
    with_days,
)
from grades.importers.attendance.older import why_older
from grades.importers.attendance.options import AttendanceOptions
from grades.importers.attendance.undoing import take_back_rolls
from grades.importers.class_lists import CLOSE, find_record, require_usable
from grades.importers.class_names import ClassNames
from grades.importers.class_record.columns import MESSAGES as OF_CLASS
from grades.importers.class_record.importer import ClassRecordImporter
from grades.importers.mark_sheet.columns import MESSAGES as OF_MARKS
from grades.services import NotAllowed, NotReadable, SheetLocked, ShownOtherwise
from grades.services.attending import take_roll
from schools.models import ClassGroup, SchoolYear
from students.choices import HalfDay

__all__ = ["AttendanceImporter"]
# Of marks that the portal does not know so many are asked about.
MOST_ASKED = 12


class AttendanceImporter(Importer):
    """The roll of classes, half a day a column, written through take_roll.

    Vietnamese: sổ điểm danh, theo dõi chuyên cần. An empty cell leaves what is stored. How many
    sessions a student missed in a term is counted from the roll.
    """

    key = "attendance"
    title = _("Attendance by day")
    description = _(
        "Who was absent in a class, with a column for each day: P excused, K not excused. The "
        "portal counts the sessions missed in each term. An empty cell leaves what is there."
    )
    columns = COLUMNS
    required = ("full_name",)
    parts = COLUMN_PARTS
    days = ("birth_date",)
    name = "full_name"
    messages = OF_MARKS | OF_CLASS | MESSAGES
    close = CLOSE
    options_form = AttendanceOptions
    actions = ClassRecordImporter.actions
    dated = True
    oversight = ScopeAction.APPROVE_MARKS

    @classmethod
    def persons_of(cls, rows: Sequence[dict[str, Any]]) -> Mapping[Kind, set[int]]:
        return ClassRecordImporter.persons_of(rows)

    @classmethod
    def rows_about(cls, kind: Kind, person: int) -> Q:
        return ClassRecordImporter.rows_about(kind, person)

    @classmethod
    def withheld(cls, scope: Scope, user_id: int | None, rows: Sequence[ImportRow]) -> set[int]:
        return ClassRecordImporter.withheld(scope, user_id, rows)

    @classmethod
    def in_words(cls, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [
            (_day_text(day), f"{before} → {_shown(now)}" if before else _shown(now))
            for day, (before, now) in values.get("days", {}).items()
        ]

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.year = SchoolYear.objects.get(code=context.options["year"])
        self.class_names = ClassNames(self)
        self.books = RollBooks(self, self.class_names, self.year)

    def begin(self, tables: list[Table]) -> list[Table]:
        if self.context.user_id is None:
            raise FileRefused([self.problem("needs_person")])
        begun = [found for table in tables if (found := self._begun(table))]
        if not begun:
            places = [Place(sheet.name, header.first_row) for sheet, header in tables]
            none = [self.problem("no_days", place) for place in places]
            raise FileRefused(self.problems or none)
        return begun

    def _begun(self, table: Table) -> Table | None:
        """The table with its days; None for one without."""
        sheet, header = table
        found = days_of(header, self._month(sheet, header), self.year)
        if found and not any(found.values()):
            place = Place(sheet.name, header.first_row)
            self.problems.append(self.problem("month_not_said", place))
        known = {key: day for key, day in found.items() if day and self._is_school_day(sheet, day)}
        self.books.days[sheet.name] = sorted(known.values())
        return (sheet, with_days(header, known)) if known else None

    def _month(self, sheet: Sheet, header: Header) -> tuple[int, int | None] | None:
        if chosen := self.context.options.get("month"):
            return int(chosen), None
        above = (
            display_text(value)
            for number, values in sheet.head(header.first_row)
            if number < header.first_row
            for value in values
            if isinstance(value, str)
        )
        return month_in(above, sheet.name)

    def _is_school_day(self, sheet: Sheet, day: datetime.date) -> bool:
        if term_of(self.books.terms, day) and day <= timezone.localdate():
            return True
        shown, year = f"{day:%d/%m/%Y}", str(self.year)
        place = Place(sheet.name)
        found = self.problem("day_outside", place, severity="warning", day=shown, year=year)
        self.problems.append(found)
        return False

    def check(self, rows: Sequence[TableRow]) -> list[CheckedRow]:
        return [self._check(row) for row in rows]

    def _check(self, row: TableRow) -> CheckedRow:
        problems: list[Problem] = []
        who = read_person(row, problems)
        checked = CheckedRow(
            row.header.sheet, row.number, who.shown or "–", Action.REFUSED, problems=problems
        )
        if not who.shown and are_weekdays(row):
            checked.action = Action.SAME
            return checked
        name = self.class_names.of(row, self.year.pk, problems)
        book = self.books.of(row, name, problems) if name else None
        record = book and find_record(self, row, who, book.students, problems)
        if book is None or not record:
            return checked
        if unusable := require_usable(self, row, record, book.students):
            problems.append(unusable)
        elif book.refusal is None:
            self._compare(row, book, record.enrolment_id, checked)
        return checked

    def _compare(self, row: TableRow, book: RollBook, stay: int, checked: CheckedRow) -> None:
        found: list[Problem] = []
        days = self._days_of(row, book, stay, found)
        checked.problems += found
        checked.values = {
            "class": book.class_group.pk,
            "session": book.session,
            "stay": stay,
            "days": days,
        }
        checked.changes = [
            Change(title=_day_text(day), old=old, new=_shown(new), is_code=False)
            for day, (old, new) in days.items()
        ]
        if days:
            is_new = not any(old for old, _new in days.values())
            checked.action = Action.NEW if is_new else Action.CHANGED
        else:
            checked.action = Action.REFUSED if found else Action.SAME

    def _days_of(
        self, row: TableRow, book: RollBook, stay: int, problems: list[Problem]
    ) -> dict[str, list[str]]:
        """What the row changes: {day: [before, after]}."""
        days: dict[str, list[str]] = {}
        for key in (key for key in row.header.columns if key.startswith(DAY)):
            said = self._said(row, key, problems)
            if said is None:
                continue
            day = datetime.date.fromisoformat(key.removeprefix(DAY))
            stored = book.states_on(day)
            if stay not in stored:
                shown = f"{day:%d/%m/%Y}"
                place, name = row.place(key), book.class_group.name
                problems.append(self.problem("not_that_day", place, name=name, day=shown))
            elif stored[stay] != said:
                if refusal := why_older(self, row, key, book, day):
                    problems.append(refusal)
                else:
                    days[day.isoformat()] = [stored[stay], said]
        return days

    def _said(self, row: TableRow, key: str, problems: list[Problem]) -> str | None:
        """P, K, or "" for present; None where the cell says nothing that counts."""
        text = row.text(key).strip()
        folded = fold(text)
        if folded in NO_MARKS or not folded:
            return None
        if folded in MARKS:
            return MARKS[folded]
        asked = f"what_mark-{folded[:20]}"
        if len(self.questions) >= MOST_ASKED and asked not in self.questions:
            problems.append(self.problem("mark_unknown", row.place(key), value=text[:100]))
            return None
        told = {"value": text[:20]}
        answer = self.ask(Question(asked, self.messages["what_mark"], MEANINGS, told))
        if answer is None:
            place = row.place(key)
            found = self.problem("what_mark", place, severity="question", value=text[:20])
            problems.append(found)
            return None
        return {"P": "P", "K": "K", PRESENT: ""}.get(answer)

    def finish(self) -> None:
        for book in self.books.opened():
            name = book.class_group.name
            self.facts.append((gettext_noop("Class"), f"{name} ({len(book.students.rows)})"))
            if book.refusal is None and (absent := book.students.absent):
                self.problems.append(self.left_out(name, absent))

    def apply(self, rows: Iterable[ImportRow]) -> Iterator[int]:
        kept = list(rows)
        rolls: defaultdict[tuple[int, str, str], dict[int, tuple[str, str]]] = defaultdict(dict)
        for row in kept:
            values = row.values
            for day, (before, now) in values["days"].items():
                rolls[values["class"], values["session"], day][values["stay"]] = (before, now)
        for (group, session, day), states in sorted(rolls.items()):
            self._take(group, HalfDay(session), datetime.date.fromisoformat(day), states)
        yield len(kept)

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        return take_back_rolls(self.context, self.books.terms, list(rows), working)

    def _take(
        self, group: int, session: HalfDay, on: datetime.date, states: dict[int, tuple[str, str]]
    ) -> None:
        term, user_id = term_of(self.books.terms, on), self.context.user_id
        try:
            if term is None or user_id is None:
                raise SheetLocked(str(on))
            take_roll(
                class_group=ClassGroup.objects.get(pk=group),
                term=term,
                on=on,
                session=session,
                states=states,
                scope=self.context.scope,
                user_id=user_id,
            )
        except (
            ClassGroup.DoesNotExist,
            NotAllowed,
            NotReadable,
            SheetLocked,
            ShownOtherwise,
        ) as error:
            raise ChangedMeanwhile([self.problem("changed_meanwhile")]) from error


def _day_text(day: str) -> str:
    return f"{datetime.date.fromisoformat(day):%d/%m/%Y}"


def _shown(state: str) -> str:
    return state or "–"
