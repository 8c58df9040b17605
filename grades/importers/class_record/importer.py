"""Conduct, qualities, competences and comments of a class, as its homeroom teacher gives them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.core.looking import Kind
from eduportal.imports.choices import Action
from eduportal.imports.importer import CheckedRow, Context, FileRefused, Importer, Table
from eduportal.imports.models import ImportRow
from eduportal.imports.people import COLUMN_PARTS, read_person
from eduportal.imports.undoing import Undone, Working
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action as ScopeAction
from eduportal.workbooks.problems import Place, Problem
from eduportal.workbooks.tables import TableRow
from grades.importers.class_lists import CLOSE
from grades.importers.class_names import ClassNames
from grades.importers.class_record.books import ClassBooks, fields_in_words
from grades.importers.class_record.columns import (
    COLUMNS,
    HOMEROOM,
    MESSAGES,
    STATED,
    Target,
)
from grades.importers.class_record.targets import targets_of
from grades.importers.class_record.undoing import take_back_said
from grades.importers.mark_sheet.columns import MESSAGES as OF_MARKS
from grades.importers.mark_sheet.options import ClassOptions
from grades.services.homeroom_rights import may_see_homeroom
from schools.models import ClassGroup
from students.models import Enrolment

__all__ = ["ClassRecordImporter"]


class ClassRecordImporter(Importer):
    """What homeroom teachers say of the students of their classes, written through save_homeroom.

    Vietnamese: kết quả rèn luyện, phẩm chất, năng lực, nhận xét của giáo viên chủ nhiệm. An empty
    cell leaves what is stored. Sessions missed are compared with the roll and never stored: a list
    of totals names no days.
    """

    key = "class-record"
    title = _("Conduct and comments of a class")
    description = _(
        "Conduct, qualities, competences and comments of a class in one term, by its homeroom "
        "teacher. An empty cell leaves what is there; sessions missed are compared with the roll."
    )
    columns = COLUMNS
    required = ("full_name",)
    parts = COLUMN_PARTS
    days = ("birth_date",)
    name = "full_name"
    messages = OF_MARKS | MESSAGES
    close = CLOSE
    dated = True
    options_form = ClassOptions
    actions = (ScopeAction.APPROVE_MARKS, ScopeAction.WRITE_OWN_MARKS)
    oversight = ScopeAction.APPROVE_MARKS

    @classmethod
    def persons_of(cls, rows: Sequence[dict[str, Any]]) -> Mapping[Kind, set[int]]:
        stays = Enrolment.objects.filter(pk__in={values["stay"] for values in rows})
        return {Kind.STUDENT: set(stays.values_list("student_id", flat=True))}

    @classmethod
    def rows_about(cls, kind: Kind, person: int) -> Q:
        if kind != Kind.STUDENT:
            return Q(pk=None)
        stays = Enrolment.objects.filter(student=person)
        return Q(values__stay__in=list(stays.values_list("pk", flat=True)))

    @classmethod
    def in_words(cls, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        return fields_in_words(values.get("fields", {}))

    @classmethod
    def withheld(cls, scope: Scope, user_id: int | None, rows: Sequence[ImportRow]) -> set[int]:
        ids = {row.values["class"] for row in rows if "class" in row.values}
        groups = ClassGroup.objects.filter(pk__in=ids)
        seen = {group.pk for group in groups if may_see_homeroom(scope, user_id, group)}
        return {row.pk for row in rows if row.values.get("class") in ids - seen}

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.class_names = ClassNames(self)
        self.books = ClassBooks(self, self.class_names)
        self.targets: dict[str, Target] = {}

    def begin(self, tables: list[Table]) -> list[Table]:
        kept = [table for table in tables if table[1].columns.keys() & {*HOMEROOM, *STATED}]
        if not kept:
            places = [Place(sheet.name, header.first_row) for sheet, header in tables]
            raise FileRefused([self.problem("no_class_columns", place) for place in places])
        self.targets = targets_of(self, kept)
        if not self.targets:
            raise FileRefused(self.problems)
        return [table for table in kept if table[0].name in self.targets]

    def check(self, rows: Sequence[TableRow]) -> list[CheckedRow]:
        return [self._check(row) for row in rows]

    def _check(self, row: TableRow) -> CheckedRow:
        problems: list[Problem] = []
        target = self.targets[row.header.sheet]
        name = self.class_names.of(row, target.term.school_year_id, problems)
        who = read_person(row, problems)
        checked = CheckedRow(
            row.header.sheet, row.number, who.shown or "–", Action.REFUSED, problems=problems
        )
        self.books.check(row, name, target, who, checked)
        return checked

    def finish(self) -> None:
        for book in self.books.opened():
            self.facts.append((gettext_noop("Class"), f"{book.title} ({len(book.students.rows)})"))
            if book.refusal is None and (absent := book.students.absent):
                self.problems.append(self.left_out(book.class_group.name, absent))

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        of_classes = list(rows)
        working.expect(len(of_classes))
        return take_back_said(self.context, of_classes, working)

    def apply(self, rows: Iterable[ImportRow]) -> Iterator[int]:
        done = 0
        for count in self.books.write(rows):
            done += count
            yield done
