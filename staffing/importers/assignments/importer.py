"""Assignments of a school from lists, tables and timetables."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.core.looking import Kind
from eduportal.core.numbers import short_text
from eduportal.imports.ages import older
from eduportal.imports.choices import Action
from eduportal.imports.importer import (
    Change,
    ChangedMeanwhile,
    CheckedRow,
    Context,
    FileRefused,
    Importer,
    Table,
    listing,
)
from eduportal.imports.models import ImportRow
from eduportal.imports.selectors import changes_in_words, rows_written
from eduportal.imports.undoing import Undone, Working
from eduportal.scoping.actions import Action as ScopeAction
from eduportal.workbooks.problems import Place
from eduportal.workbooks.tables import TableRow
from schools.models import School, SchoolYear, Subject
from staffing.importers.assignments.claims import RowFound
from staffing.importers.assignments.columns import COLUMNS, MESSAGES, PERSON, columns_with
from staffing.importers.assignments.layouts import Layouts, layout_of
from staffing.importers.assignments.options import AssignmentOptions
from staffing.importers.assignments.people import Named
from staffing.models import HomeroomAssignment, Substitution, TeachingAssignment
from staffing.selectors.cells import (
    HOMEROOM,
    CellContent,
    CellKey,
    Given,
    cells_changed_from,
    contents_on,
    value_of,
)
from staffing.selectors.matrix import classes_of
from staffing.selectors.staff import choosable_staff
from staffing.services import CellEdit, Wanted, assign_cells
from staffing.services.assigning import Ground, given_of
from staffing.services.cells_back import take_back_cells

__all__ = ["AssignmentsImporter"]


class AssignmentsImporter(Importer):
    """Who gives which subject to which class, and who leads it, from one day on.

    Vietnamese: phân công giảng dạy. A cell that the file says nothing of stays as it is. Only who
    keeps the register brings such a file: an assignment lets a teacher write marks.
    """

    key = "assignments"
    title = _("Assignments")
    description = _(
        "Teachers with their classes in a cell, as “12AV2(2), 12VAN(3)”, classes with a teacher "
        "for each subject, a row for each class and subject, or a timetable, also that of aSc or "
        "FET (.xml, .fet). What the file says nothing of stays as it is."
    )
    timetables = True
    columns = COLUMNS
    required = ()
    messages = MESSAGES
    close = frozenset({"which_teacher"})
    dated = True
    options_form = AssignmentOptions
    actions = (ScopeAction.KEEP_REGISTER,)
    oversight = ScopeAction.KEEP_REGISTER

    @classmethod
    def persons_of(cls, rows: Sequence[dict[str, Any]]) -> Mapping[Kind, set[int]]:
        return {Kind.STAFF: {pk for row in rows for pk in row["staff"]}}

    @classmethod
    def rows_about(cls, kind: Kind, person: int) -> Q:
        return Q(values__staff__contains=[person]) if kind == Kind.STAFF else Q(pk=None)

    @classmethod
    def in_words(cls, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [(title, new) for title, _old, new in changes_in_words(values.get("told", []))]

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.school = School.objects.get(pk=context.school_id)
        self.year = SchoolYear.objects.get(code=context.options["year"])
        self.on = datetime.date.fromisoformat(context.options["on"])
        classes = classes_of(self.school, self.year)
        staff = list(choosable_staff(self.school))
        subjects = list(Subject.objects.all())
        named = Named(self, staff, subjects)
        people = {f"{PERSON}{key}": titles for key, titles in named.titles().items()}
        self.claims = Layouts(self, self.year, classes, named, people)
        self._ground = Ground(
            classes={each.public_id: each for each in classes},
            plans=self.claims.plans,
            staff={each.public_id: each for each in staff},
            on=self.on,
        )
        # Columns of subjects, classes and teachers are the school's own.
        self.columns = columns_with(subjects, classes, people)

    def begin(self, tables: list[Table]) -> list[Table]:
        taken = [table for table in tables if layout_of(list(table[1].columns))]
        if not taken:
            places = [Place(header.sheet, header.first_row) for _sheet, header in tables]
            raise FileRefused([self.problem("layout_unknown", place) for place in places])
        for table in taken:
            self.claims.read(table)
        self.claims.settle()
        classes = list(self.claims.classes.values())
        self._now = contents_on(classes, self.on)
        keys = [each.pk for each in classes]
        self._changed = cells_changed_from(keys, self.context.later_than)
        self.facts.append((gettext_noop("School year"), str(self.year)))
        self.facts.append((gettext_noop("In force from"), f"{self.on:%d/%m/%Y}"))
        return taken

    def check(self, rows: Sequence[TableRow]) -> list[CheckedRow]:
        return [self._checked(row) for row in rows]

    def apply(self, rows: Iterable[ImportRow]) -> Iterator[int]:
        kept = list(rows)
        edits = [_edit(cell) for row in kept for cell in row.values["cells"]]
        results = assign_cells(school=self.school, school_year=self.year, on=self.on, edits=edits)
        if any(result.message for result in results):
            names = listing([row.label for row in kept])
            raise ChangedMeanwhile([self.problem("changed_meanwhile", names=names)])
        yield len(kept)

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        written = rows_written(
            self.context.operation, TeachingAssignment, HomeroomAssignment, Substitution
        )
        working.expect(len(written))
        return take_back_cells(changes=written, on=self.on, working=working)

    def _checked(self, row: TableRow) -> CheckedRow:
        found = self.claims.rows.get((row.header.sheet, row.number), RowFound())
        label = row.text("teacher") or row.text("class_name") or row.text("hour")
        checked = CheckedRow(row.header.sheet, row.number, label.strip() or "–", Action.SAME)
        checked.problems = found.problems
        cells = [self._cell(key) for key in self._kept(row, found)]
        changed = [each for each in cells if each is not None]
        staff = {pk for each in cells if each for pk in each[1]}
        checked.changes = [change for _cell, _staff, change in changed]
        if changed:
            checked.action = Action.CHANGED
        elif any(each.severity in ("error", "question") for each in found.problems):
            checked.action = Action.REFUSED
            return checked
        checked.values = {
            "cells": [cell for cell, _staff, _change in changed],
            "staff": sorted(staff),
            "told": checked.changes,
        }
        return checked

    def _kept(self, row: TableRow, found: RowFound) -> Iterator[CellKey]:
        """The cells of the row without those that were changed after the file, unless it counts."""
        for key in self.claims.good_cells(found):
            changed = self._changed.get(key)
            cell = self._cell(key) if changed else None
            if changed and cell:
                place = Place(row.header.sheet, row.number)
                refusal = older(self, place, cell[2]["new"], changed)
                if refusal:
                    found.problems.append(refusal)
                    continue
            yield key

    def _cell(self, key: CellKey) -> tuple[list[Any], set[int], Change] | None:
        """The edit as JSON, whom it concerns, and the change in words; None where it is none."""
        group = self.claims.classes[key.class_id]
        now: CellContent = self._now[key]
        wanted = [
            Wanted(staff.public_id, periods) for staff, periods in self.claims.cells[key].items()
        ]
        edit = CellEdit(group.public_id, key.subject, now.value, tuple(wanted))
        after = given_of(edit, group, self._ground, now.given)
        if value_of(after) == now.value:
            return None
        stored = [
            str(group.public_id),
            key.subject,
            now.value,
            [[str(each.staff), _text(each.periods)] for each in wanted],
        ]
        is_homeroom = key.subject == HOMEROOM
        title = (
            gettext_noop("Homeroom")
            if is_homeroom
            else self.claims.plans[group.pk][key.subject].subject.name
        )
        old, new = (f"{group.name}: {_people(given)}" for given in (now.given, after))
        persons = {each.staff.pk for each in (*now.given, *after)}
        return stored, persons, Change(title=title, old=old, new=new, is_code=False)


def _edit(cell: Sequence[Any]) -> CellEdit:
    group, subject, before, after = cell
    wanted = tuple(
        Wanted(UUID(staff), None if periods is None else Decimal(periods))
        for staff, periods in after
    )
    return CellEdit(UUID(group), subject, before, wanted)


def _text(periods: Decimal | None) -> str | None:
    return None if periods is None else str(periods)


def _people(given: Iterable[Given]) -> str:
    """Names with their periods."""
    parts = [
        f"{each.staff.full_name} ({short_text(each.periods)})"
        if each.periods is not None
        else each.staff.full_name
        for each in given
    ]
    return ", ".join(parts) or "–"
