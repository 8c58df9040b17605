"""The last steps of sheets: who handed in or returned them, when and why."""

from collections.abc import Collection
from dataclasses import dataclass

from grades.choices import SheetState, Step
from grades.models import MarkSheet, SheetStep

SHOWN = (Step.SUBMIT, Step.RETURN)


@dataclass(frozen=True)
class LastSteps:
    """`returned` is the return that an open sheet still answers; `handed_in` the last handing in
    of one that is out of the teacher's hands. At most one of the two is there."""

    returned: SheetStep | None = None
    handed_in: SheetStep | None = None


def last_steps(sheets: Collection[MarkSheet]) -> dict[int, LastSteps]:
    """The steps by the sheet's number: one query. An open sheet that went a way was returned."""
    steps = (
        SheetStep.objects.filter(
            school__in={sheet.school_id for sheet in sheets},
            sheet__in=[sheet.pk for sheet in sheets],
            step__in=SHOWN,
        )
        .select_related("actor", "principal")
        .order_by("sheet", "step", "-pk")
        .distinct("sheet", "step")
    )
    found = {(step.sheet_id, step.step): step for step in steps}
    return {
        sheet.pk: LastSteps(returned=found.get((sheet.pk, Step.RETURN)))
        if sheet.state == SheetState.OPEN
        else LastSteps(handed_in=found.get((sheet.pk, Step.SUBMIT)))
        for sheet in sheets
    }
