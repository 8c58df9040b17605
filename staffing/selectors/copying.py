"""What last year's assignments would be this year."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from eduportal.core.revisions import fingerprint
from schools.models import ClassGroup, School, SchoolYear
from staffing.choices import StaffStatus
from staffing.models import StaffMember
from staffing.selectors.cells import HOMEROOM, CellKey, contents_on
from staffing.selectors.matrix import Plan, classes_of, plans_of

Way = Literal["up", "same"]
# "7A1": the grade, and the letter that goes on with the class.
_NAME = re.compile(r"([0-9]{1,2})(.*)")


@dataclass(frozen=True)
class CopiedCell:
    """One empty cell of this year and who gave or led it last year."""

    class_group: ClassGroup
    plan: Plan | None
    staff: list[StaffMember]

    @property
    def subject_code(self) -> str:
        return self.plan.subject.code if self.plan else HOMEROOM


@dataclass(frozen=True)
class CopyPlan:
    """What copying would write. `gone` are those of last year who have left."""

    cells: list[CopiedCell]
    gone: list[StaffMember]

    @property
    def revision(self) -> str:
        facts = [
            (cell.class_group.pk, cell.subject_code, [each.pk for each in cell.staff])
            for cell in self.cells
        ]
        return fingerprint(facts)


def year_before(year: SchoolYear) -> SchoolYear | None:
    """The school year that ended last before this one began."""
    return SchoolYear.objects.filter(ends_on__lt=year.starts_on).order_by("-ends_on").first()


def copy_plan(
    school: School, year: SchoolYear, last: SchoolYear, way: Way, day: datetime.date
) -> CopyPlan:
    """Who would give what: seven queries.

    "up": the teachers of 6A1 go on to 7A1. "same": those of 6A1 take the new 6A1. Only cells that
    are empty on the day are filled, and only with people who have not left.
    """
    classes = classes_of(school, year)
    before = {group.name: group for group in classes_of(school, last)}
    plans = plans_of(classes)
    now = contents_on(classes, day)
    then = contents_on(list(before.values()), last.ends_on)
    cells: list[CopiedCell] = []
    gone: set[StaffMember] = set()
    for group in classes:
        source = before.get(_name_before(group, way))
        if source is None:
            continue
        wanted: Mapping[str, Plan | None] = {**plans[group.pk], HOMEROOM: None}
        for code, plan in wanted.items():
            former = [each.staff for each in then[CellKey(source.pk, code)].given]
            gone |= {each for each in former if each.status == StaffStatus.LEFT}
            staff = [each for each in former if each.status != StaffStatus.LEFT]
            if staff and not now[CellKey(group.pk, code)].given:
                cells.append(CopiedCell(group, plan, staff))
    return CopyPlan(cells, sorted(gone, key=lambda each: each.sort_key))


def _name_before(group: ClassGroup, way: Way) -> str:
    """The name of the class of last year whose teachers the class takes over."""
    found = _NAME.fullmatch(group.name)
    if way == "same" or found is None:
        return group.name
    return f"{int(found[1]) - 1}{found[2]}"
