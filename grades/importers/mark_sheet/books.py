"""The mark sheets a file is read into, and whose row is whose."""

from dataclasses import dataclass, field, replace

from eduportal.imports.importer import Importer
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action as ScopeAction
from eduportal.workbooks.problems import WHOLE_FILE, Place, Problem
from grades.choices import SheetState
from grades.importers.mark_sheet.targets import Target
from grades.models import MarkRecord, MarkSheet
from grades.rules.entry_days import EntryDays
from grades.selectors.days import NO_COLUMN, SheetDays, days_of_sheet
from grades.selectors.sheet import records_of
from grades.services.permissions import may_write
from schools.models import ClassGroup
from students.selectors import sits_in_class


@dataclass
class Book:
    """One mark sheet with its lines, read once for the file.

    `refusal` is why the sheet takes no marks, or None; `days` are its days for the user; `rows` are
    the rows of the file already matched, by record. `is_readable` says whether the user may see the
    marks that are stored.
    """

    sheet: MarkSheet
    records: list[MarkRecord]
    days: SheetDays
    refusal: Problem | None = None
    is_readable: bool = False
    rows: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        students = [(record.enrolment.student, record) for record in self.records]
        self.by_code = {s.ministry_code: r for s, r in students if s.ministry_code}
        self.by_number = {s.personal_number: r for s, r in students if s.personal_number}
        self.by_name: dict[str, list[MarkRecord]] = {}
        for student, record in students:
            self.by_name.setdefault(student.sort_key, []).append(record)

    @property
    def title(self) -> str:
        """Subject, class and term, in no particular language."""
        sheet = self.sheet
        return f"{sheet.subject.name} · {sheet.class_group.name} · {sheet.term.code}"

    @property
    def absent(self) -> dict[int, str]:
        """Who sits in the class and is not in the file: the name by the student's id."""
        return {
            record.enrolment.student_id: record.enrolment.student.full_name
            for record in self.records
            if record.pk not in self.rows and sits_in_class(record.enrolment, self.sheet.term)
        }


def load_book(
    importer: Importer, class_group: ClassGroup, target: Target, place: Place
) -> Book | Problem:
    """The class's sheet of the target's subject and term; a problem at `place` if there is none."""
    sheet = (
        MarkSheet.objects.filter(class_group=class_group, subject=target.subject, term=target.term)
        .select_related("subject", "class_group", "term__school_year", "regulation")
        .first()
    )
    if sheet is None:
        return importer.problem(
            "sheet_missing", place, name=class_group.name, subject=target.subject.name
        )
    records = list(records_of(sheet))
    for record in records:
        record.sheet = sheet
    days = days_of_sheet(sheet, importer.context.user_id)
    return Book(sheet, records, days, why_refused(importer, sheet, days, place))


def why_refused(
    importer: Importer, sheet: MarkSheet, days: SheetDays, place: Place = WHOLE_FILE
) -> Problem | None:
    """Why the user cannot write marks on the sheet now, as a problem at `place`; None if they can.

    The same questions, in the same order, as grades.services.permissions.require_writable, which
    has the last word; here each answer keeps its msgid, to be read in either language.
    """
    context = importer.context
    if not may_write(context.scope, context.user_id, sheet):
        return importer.problem(
            "not_assigned", place, name=sheet.class_group.name, subject=sheet.subject.name
        )
    if sheet.state == SheetState.SEALED:
        return importer.problem("sheet_sealed", place)
    if sheet.state != SheetState.OPEN:
        return importer.problem("sheet_handed_in", place)
    if not days.is_open:
        return days_problem(importer, "sheet_closed", place, days.due(NO_COLUMN))
    return None


def days_problem(
    importer: Importer, code: str, place: Place, days: EntryDays, column: str = ""
) -> Problem:
    """What is closed, with its days."""
    opens, closes = f"{days.opens_on:%d/%m/%Y}", f"{days.closes_on:%d/%m/%Y}"
    return importer.problem(code, place, opens=opens, closes=closes, column=column)


def for_writing(scope: Scope, school_id: int) -> Scope:
    """The user's scope; a right to bring in marks opens every sheet of the school to a file."""
    if not scope.can(ScopeAction.IMPORT_MARKS, school_id):
        return scope
    given: dict[int | None, frozenset[ScopeAction]] = dict(scope.actions_by_school)
    given[school_id] = given.get(school_id, frozenset()) | {ScopeAction.WRITE_MARKS}
    return replace(scope, actions_by_school=given)
