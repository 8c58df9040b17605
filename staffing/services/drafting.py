"""The only writer of drafts: assignments planned from one day on, then applied all at once."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from schools.models import School, SchoolYear
from staffing.models import AssignmentDraft
from staffing.selectors.cells import CellKey, Drafted, contents_on, value_of
from staffing.selectors.drafts import DraftOverview, cell_name, draft_overview, drafted_cells
from staffing.services.assigning import (
    CellEdit,
    CellResult,
    Ground,
    Wanted,
    assign_cells,
    given_of,
    ground_of,
    problem_of,
    someone_else,
)
from staffing.services.errors import StaffRefused, require_none


def start_draft(
    *, school: School, school_year: SchoolYear, on: datetime.date, by: str
) -> AssignmentDraft:
    """Begin a draft of the year's assignments from a day on. Raises StaffRefused."""
    try:
        with transaction.atomic():
            return AssignmentDraft.objects.create(
                school=school, school_year=school_year, starts_on=on, changed_by=by
            )
    except IntegrityError as problem:
        raise StaffRefused([_("There is a draft for this school year already.")]) from problem


def change_draft(
    *, draft_id: int, on: datetime.date, edits: Sequence[CellEdit], by: str
) -> list[CellResult]:
    """Change cells of the draft; one result for each edit, in their order.

    A cell is changed only if the draft holds for it what the edit started from. Raises
    StaffRefused where the draft is gone, or for another day than `on`.
    """
    with transaction.atomic():
        draft = locked_draft(draft_id)
        if draft.starts_on != on:
            raise changed_draft()
        ground = ground_of(draft.school, draft.school_year, on, edits)
        drafted = drafted_cells(draft, ground.classes.values())
        results = [_try(edit, ground, draft, drafted) for edit in edits]
        if any(result.status == "saved" for result in results):
            draft.revision += 1
            draft.changed_by = by
            draft.save()
        return results


def _try(edit: CellEdit, ground: Ground, draft: AssignmentDraft, drafted: Drafted) -> CellResult:
    group = ground.classes.get(edit.class_group)
    problem = problem_of(edit, group, ground)
    if problem or group is None:
        return CellResult(edit, "refused", problem)
    key, name = CellKey(group.pk, edit.subject), cell_name(edit.class_group, edit.subject)
    in_force = contents_on([group], ground.on)[key]
    now = drafted.get(key, in_force.given)
    after = given_of(edit, group, ground, now)
    if value_of(now) == value_of(after):
        return CellResult(edit, "same")
    if value_of(now) != edit.before:
        return CellResult(edit, "conflict", someone_else(now))
    drafted[key] = after
    if value_of(after) == in_force.value:
        draft.cells.pop(name, None)
    else:
        to = [
            [str(each.staff.public_id), None if each.periods is None else str(each.periods)]
            for each in after
        ]
        since = draft.cells.get(name, {"from": in_force.value})
        draft.cells[name] = {"from": since["from"], "to": to}
    return CellResult(edit, "saved")


def apply_draft(*, draft_id: int, shown: str) -> int:
    """Put the draft into force from its day on, all of it or nothing; returns how many cells.

    `shown` is the revision of the overview the user saw. A cell that somebody has changed since it
    was drafted refuses the whole. Raises StaffRefused.
    """
    with transaction.atomic():
        draft = locked_draft(draft_id)
        overview = draft_overview(draft)
        if overview.revision != shown:
            raise changed_draft()
        edits = [_edit(name, cell) for name, cell in draft.cells.items()]
        if not edits:
            raise StaffRefused([_("The draft changes nothing.")])
        results = assign_cells(
            school=draft.school, school_year=draft.school_year, on=draft.starts_on, edits=edits
        )
        require_none(_refusals(overview, results))
        draft.delete()
        return len(edits)


def _refusals(overview: DraftOverview, results: Sequence[CellResult]) -> list[str]:
    """A sentence for each cell that cannot be written, with its name."""
    titles = {
        (each.cell.class_group.public_id, each.cell.subject_code): each.cell.title
        for each in overview.changes
    }
    return [
        f"{titles.get((each.edit.class_group, each.edit.subject), '')}: {each.message}"
        for each in results
        if each.message
    ]


def _edit(name: str, cell: dict[str, object]) -> CellEdit:
    group, _space, subject = name.partition(" ")
    wanted: list[list[str | None]] = cell["to"]  # type: ignore[assignment]
    after = tuple(
        Wanted(UUID(staff), None if periods is None else Decimal(periods))
        for staff, periods in wanted
    )
    return CellEdit(UUID(group), subject, str(cell["from"]), after)


def discard_draft(*, draft_id: int, shown: str) -> None:
    """Throw the draft away; what is in force stays. Raises as apply_draft does."""
    with transaction.atomic():
        draft = locked_draft(draft_id)
        if draft_overview(draft).revision != shown:
            raise changed_draft()
        draft.delete()


def locked_draft(draft_id: int) -> AssignmentDraft:
    """The draft, locked until the transaction ends. Raises StaffRefused where it is gone."""
    drafts = AssignmentDraft.objects.select_for_update(no_key=True, of=("self",))
    draft = drafts.filter(pk=draft_id).select_related("school", "school_year").first()
    if draft is None:
        raise StaffRefused([_("The draft is applied or discarded already.")])
    return draft


def changed_draft() -> StaffRefused:
    """What the page showed is not stored any more."""
    return StaffRefused(
        [_("Draft or assignments have changed since this page was opened. Nothing was done.")]
    )
