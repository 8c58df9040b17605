"""Lists of mark sheets with their progress."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grades.choices import SheetState
from grades.models import MarkSheet, RegulationSet
from grades.selectors.filling import FILLED, ITS_DAYS, TO_FILL, days_from, gap, regular_gap
from grades.selectors.steps import LastSteps, last_steps
from schools.models import Term
from staffing.selectors import assigned_pairs, taught_in_term

MOST_REGULAR = 6
SLOTS = range(1, MOST_REGULAR + 1)
BOOKS = """grades_marksheet m
        join schools_classgroup c on c.id = m.class_group_id
        where m.id = any(%(sheets)s)"""


def _gaps(is_gap: str) -> str:
    return f"count(*) filter (where {is_gap})"


# Counted where the rows are, one pass for all sheets; each column's gaps as well.
PROGRESS = f"""
with days as materialized ({days_from(BOOKS)})
select r.sheet_id, count(*) as students, sum({FILLED}) as filled,
    array[{", ".join(_gaps(regular_gap(slot)) for slot in SLOTS)}],
    {_gaps(gap("r.midterm", "midterm"))}, {_gaps(gap("r.final", "final"))}
from grades_markrecord r
join grades_marksheet m on m.id = r.sheet_id
join schools_classgroup c on c.id = m.class_group_id
join days d on {ITS_DAYS}
join schools_term t on t.id = m.term_id
join students_enrolment e on e.id = r.enrolment_id
where r.sheet_id = any(%(sheets)s) and r.school_id = any(%(schools)s) and {TO_FILL}
group by r.sheet_id
"""
NOTHING = (0, 0, [0] * MOST_REGULAR, 0, 0)
# How a sheet stands, for people: the one list for every page.
STATUSES = {
    "none": _("not begun"),
    "part": _("being entered"),
    "full": _("not handed in"),
    "back": _("returned"),
    "wait": _("waiting for approval"),
    "done": _("approved"),
    "sealed": _("sealed"),
}
AFTER_ENTRY = {
    SheetState.SUBMITTED: "wait",
    SheetState.APPROVED: "done",
    SheetState.SEALED: "sealed",
}


@dataclass(frozen=True)
class SheetRow:
    """One sheet in a list: cells filled of cells to fill.

    `missing` counts the empty cells by the title of the column, columns without any left out.
    """

    sheet: MarkSheet
    students: int
    cells: int
    filled: int
    missing: tuple[tuple[str, int], ...] = ()
    steps: LastSteps = field(default_factory=LastSteps)

    @property
    def percent(self) -> int:
        """Whole percent, 100 only when nothing is missing."""
        return 100 * self.filled // self.cells if self.cells else 0

    @property
    def key(self) -> tuple[int, int]:
        """Class and subject: what a teaching assignment names."""
        return self.sheet.class_group_id, self.sheet.subject_id

    @property
    def gaps(self) -> int:
        return self.cells - self.filled

    @property
    def status(self) -> str:
        """A key of STATUSES."""
        if self.sheet.state != SheetState.OPEN:
            return AFTER_ENTRY[SheetState(self.sheet.state)]
        if self.steps.returned:
            return "back"
        if not self.filled:
            return "none"
        return "part" if self.gaps else "full"

    @property
    def status_label(self) -> str:
        return str(STATUSES[self.status])


def with_progress(sheets: list[MarkSheet]) -> list[SheetRow]:
    """The sheets in their order, each with its progress: three queries for all of them."""
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
    share_regulations(sheets)
    steps = last_steps(sheets)
    return [_row(sheet, counts.get(sheet.pk, NOTHING), steps[sheet.pk]) for sheet in sheets]


def share_regulations(sheets: Collection[MarkSheet]) -> None:
    """Give the sheets their regulation sets, one object for each set: one query."""
    found = RegulationSet.objects.in_bulk({sheet.regulation_id for sheet in sheets})
    for sheet in sheets:
        sheet.regulation = found[sheet.regulation_id]


def _row(sheet: MarkSheet, counts: Sequence[Any], steps: LastSteps) -> SheetRow:
    students, filled, regular, midterm, final = counts
    gaps = {"midterm": midterm, "final": final}
    missing = tuple(
        (column.label, count)
        for column in sheet.columns.values()
        if column.group != "topic"
        if (count := gaps[column.place] if column.slot is None else regular[column.slot])
    )
    cells = filled + sum(count for _label, count in missing)
    return SheetRow(sheet, students, cells, filled, missing, steps)


def listed(sheets: "QuerySet[MarkSheet]") -> "QuerySet[MarkSheet]":
    """The sheets by school, class and subject, with what a list names of each."""
    named = sheets.select_related(
        "class_group__school", "class_group__grade_level", "subject", "term__school_year"
    )
    return named.order_by(
        "class_group__school__name",
        "class_group__grade_level",
        "class_group__name",
        "subject__position",
        "pk",
    )


def sheets_to_enter(user_id: int | None, term: Term) -> list[SheetRow]:
    """The term's sheets the user is assigned to, and the open ones of earlier terms."""
    mine = MarkSheet.objects.filter(assigned_pairs(user_id))
    earlier = mine.filter(state=SheetState.OPEN, term__starts_on__lt=term.starts_on)
    return with_progress(list(listed(mine.filter(term=term) | earlier)))


def sheets_of_schools(term: Term, school_ids: Collection[int] | None) -> list[SheetRow]:
    """Every sheet of the term at these schools (None: all in the scope)."""
    sheets = MarkSheet.objects.filter(term=term)
    if school_ids is not None:
        sheets = sheets.filter(school__in=school_ids)
    return with_progress(list(listed(sheets)))


def sheets_handed_over(
    user_id: int | None, term: Term, entered: Iterable[SheetRow]
) -> list[MarkSheet]:
    """The term's sheets of subjects the user gave, besides those `entered` today: one query."""
    given = MarkSheet.objects.filter(taught_in_term(user_id), term=term)
    others = given.exclude(pk__in=[row.sheet.pk for row in entered])
    ordered = others.order_by("class_group__grade_level", "class_group__name", "pk")
    return list(ordered.select_related("class_group", "subject"))
