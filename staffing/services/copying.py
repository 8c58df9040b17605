"""Last year's assignments taken over."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from schools.models import School, SchoolYear
from staffing.selectors.copying import Way, copy_plan
from staffing.services.assigning import CellEdit, CellResult, Wanted, assign_cells
from staffing.services.errors import StaffRefused


def copy_assignments(
    *,
    school: School,
    year: SchoolYear,
    last: SchoolYear,
    way: Way,
    shown: str,
    on: datetime.date,
) -> list[CellResult]:
    """Fill the empty cells of a year with last year's teachers. Raises StaffRefused.

    `shown` is the revision of the plan the user saw (staffing.selectors.copying).
    """
    with transaction.atomic():
        plan = copy_plan(school, year, last, way, on)
        if plan.revision != shown:
            raise StaffRefused(
                [_("Assignments have changed since this page was opened. Look again.")]
            )
        edits = [
            CellEdit(
                class_group=cell.class_group.public_id,
                subject=cell.subject_code,
                before="",
                after=tuple(Wanted(each.public_id) for each in cell.staff),
            )
            for cell in plan.cells
        ]
        return assign_cells(school=school, school_year=year, on=on, edits=edits)
