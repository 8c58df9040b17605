"""Lists of mark sheets with their progress."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from grades.models import MarkSheet
from grades.selectors.filling import CELLS, FILLED, TO_FILL
from schools.models import Term
from staffing.selectors import assigned_pairs, taught_in_term

# Counted where the rows are, one pass for all sheets.
PROGRESS = f"""
select r.sheet_id, count(*) as students, sum({CELLS}) as cells, sum({FILLED}) as filled
from grades_markrecord r
join grades_marksheet m on m.id = r.sheet_id
join schools_term t on t.id = m.term_id
join students_enrolment e on e.id = r.enrolment_id
where r.sheet_id = any(%(sheets)s) and r.school_id = any(%(schools)s) and {TO_FILL}
group by r.sheet_id
"""


@dataclass(frozen=True)
class SheetRow:
    """One sheet in a list: cells filled of cells to fill."""

    sheet: MarkSheet
    students: int
    cells: int
    filled: int

    @property
    def percent(self) -> int:
        """Whole percent, 100 only when nothing is missing."""
        return 100 * self.filled // self.cells if self.cells else 0


def with_progress(sheets: list[MarkSheet]) -> list[SheetRow]:
    """The sheets in their order, each with its progress: one query for all of them."""
    if not sheets:
        return []
    named: dict[str, Any] = {
        "sheets": [sheet.pk for sheet in sheets],
        "schools": list({sheet.school_id for sheet in sheets}),
        "today": timezone.localdate(),
    }
    with connection.cursor() as cursor:
        cursor.execute(PROGRESS, named)
        counts = {row[0]: row[1:] for row in cursor.fetchall()}
    return [SheetRow(sheet, *counts.get(sheet.pk, (0, 0, 0))) for sheet in sheets]


def sheets_to_enter(user_id: int | None, term: Term) -> list[SheetRow]:
    """The term's sheets the user is assigned to, by class and subject."""
    sheets = (
        MarkSheet.objects.filter(assigned_pairs(user_id), term=term)
        .select_related("class_group__school", "class_group__grade_level", "subject")
        .order_by("class_group__grade_level", "class_group__name", "subject__position")
    )
    return with_progress(list(sheets))


def sheets_handed_over(
    user_id: int | None, term: Term, entered: Iterable[SheetRow]
) -> list[MarkSheet]:
    """The term's sheets of subjects the user gave, besides those `entered` today: one query."""
    given = MarkSheet.objects.filter(taught_in_term(user_id), term=term)
    others = given.exclude(pk__in=[row.sheet.pk for row in entered])
    ordered = others.order_by("class_group__grade_level", "class_group__name", "pk")
    return list(ordered.select_related("class_group", "subject"))
