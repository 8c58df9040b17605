"""Students who came into a class while the term ran, and what of them is still empty."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grades.models import MarkRecord, MarkSheet
from grades.selectors.days import cells_due, days_of_sheets
from grades.selectors.sheets import SheetRow
from schools.models import ClassGroup, Term
from students.models import Student
from students.selectors import in_class_for


@dataclass(frozen=True)
class Arrival:
    """One student, the first day in the class, and the empty cells by subject: "Toán: GK, CK"."""

    student: Student
    since: datetime.date
    empty: tuple[str, ...]


def arrivals_of(class_group: ClassGroup, term: Term, rows: Sequence[SheetRow]) -> list[Arrival]:
    """Who came after the term began and has empty cells on the class's sheets: two queries."""
    sheets: dict[int, MarkSheet] = {row.sheet.pk: row.sheet for row in rows}
    lines = (
        MarkRecord.objects.filter(
            in_class_for(term, "enrolment__"),
            school=class_group.school_id,
            sheet__in=sheets,
            enrolment__starts_on__gt=term.starts_on,
        )
        .select_related("enrolment__student")
        .order_by("enrolment__position", "enrolment__student__sort_key", "sheet__subject__position")
    )
    days = days_of_sheets(list(sheets.values()))
    found: defaultdict[Student, list[str]] = defaultdict(list)
    since: dict[Student, datetime.date] = {}
    for line in lines:
        sheet = sheets[line.sheet_id]
        line.sheet = sheet
        if empty := cells_due(line, days[sheet.pk]):
            labels = ", ".join(sheet.columns[name].label for name in empty)
            found[line.enrolment.student].append(f"{sheet.subject.name}: {labels}")
            since[line.enrolment.student] = line.enrolment.starts_on
    return [Arrival(student, since[student], tuple(empty)) for student, empty in found.items()]
