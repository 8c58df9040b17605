"""One cell of the table of assignments: who gives one subject to one class on a day."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from schools.models import ClassGroup
from staffing.models import AssignmentChange, HomeroomAssignment, StaffMember, TeachingAssignment

# The column of homeroom teachers, beside the codes of subjects.
HOMEROOM = "homeroom"


class CellKey(NamedTuple):
    """A class by its key, and the code of a subject or HOMEROOM."""

    class_id: int
    subject: str


class Given(NamedTuple):
    """One teacher in a cell with the periods a week; a homeroom has none."""

    staff: StaffMember
    periods: Decimal | None


class StandIn(NamedTuple):
    """Who stands in for whom, and until when."""

    staff: StaffMember
    absent: StaffMember
    ends_on: datetime.date | None


@dataclass
class CellContent:
    """What is in force in a cell on one day."""

    given: list[Given] = field(default_factory=list)
    stand_ins: list[StandIn] = field(default_factory=list)

    @property
    def value(self) -> str:
        """Teachers and periods in one text: what a form says it was made for."""
        return value_of(self.given)

    @property
    def covered(self) -> Decimal:
        return sum((each.periods or Decimal(0) for each in self.given), Decimal(0))

    @property
    def persons(self) -> set[StaffMember]:
        return {each.staff for each in self.given} | {each.staff for each in self.stand_ins}


# Cells of a draft, with who would be given each.
Drafted = dict[CellKey, list[Given]]


def value_of(given: Iterable[Given]) -> str:
    """The same teachers with the same periods have the same value, in any order."""
    parts = [
        f"{each.staff.public_id}:{each.periods:.2f}"
        if each.periods is not None
        else str(each.staff.public_id)
        for each in given
    ]
    return " ".join(sorted(parts))


def cells_changed_from(
    classes: Collection[int], moment: datetime.datetime | None, subjects: Collection[str] = ()
) -> dict[CellKey, datetime.datetime]:
    """When cells of these classes changed last, of those that did since a moment.

    Only of these subjects, where some are named. One query; none without a moment.
    """
    if moment is None:
        return {}
    changes = AssignmentChange.objects.filter(class_group__in=classes, at__gte=moment)
    cells = changes.order_by("id").values_list("class_group", "subject__code", "at")
    found = {CellKey(pk, code or HOMEROOM): at for pk, code, at in cells}
    return {key: at for key, at in found.items() if not subjects or key.subject in subjects}


def contents_on(
    classes: Collection[ClassGroup], day: datetime.date
) -> defaultdict[CellKey, CellContent]:
    """What is in force in every cell of the classes on the day: two queries."""
    found: defaultdict[CellKey, CellContent] = defaultdict(CellContent)
    lessons = TeachingAssignment.objects.in_force(day).filter(class_group__in=classes)
    related = ("staff", "subject", "substitution__absent")
    for row in lessons.select_related(*related).order_by("pk"):
        cell = found[CellKey(row.class_group_id, row.subject.code)]
        if absence := getattr(row, "substitution", None):
            cell.stand_ins.append(StandIn(row.staff, absence.absent, row.ends_on))
        else:
            cell.given.append(Given(row.staff, row.weekly_periods))
    leads = HomeroomAssignment.objects.in_force(day).filter(class_group__in=classes)
    for lead in leads.select_related("staff", "absent"):
        cell = found[CellKey(lead.class_group_id, HOMEROOM)]
        cell.given.append(Given(lead.absent or lead.staff, None))
        if lead.absent:
            cell.stand_ins.append(StandIn(lead.staff, lead.absent, lead.ends_on))
    return found
