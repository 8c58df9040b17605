"""The last steps of sheets: who handed in or returned them, when and why."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from grades.choices import SheetState, Step
from grades.models import MarkSheet, SheetStep

SHOWN = (Step.SUBMIT, Step.RETURN)


@dataclass(frozen=True)
class LastSteps:
    """`returned` is the return that an open sheet still answers; `handed_in` the last handing in
    of one that is out of the teacher's hands. At most one of the two is there.

    `asked` are the columns the return asks to look at, their titles by their names.
    """

    returned: SheetStep | None = None
    handed_in: SheetStep | None = None
    asked: Mapping[str, str] = field(default_factory=dict)


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
        sheet.pk: _returned(sheet, found.get((sheet.pk, Step.RETURN)))
        if sheet.state == SheetState.OPEN
        else LastSteps(handed_in=found.get((sheet.pk, Step.SUBMIT)))
        for sheet in sheets
    }


def _returned(sheet: MarkSheet, step: SheetStep | None) -> LastSteps:
    named = step.columns if step else []
    asked = {name: sheet.columns[name].label for name in named if name in sheet.columns}
    return LastSteps(returned=step, asked=asked)


def returned_until(sheet: MarkSheet) -> datetime.date | None:
    """Until when the last return let the sheet take marks; None for one never returned."""
    returns = SheetStep.objects.filter(school=sheet.school_id, sheet=sheet, step=Step.RETURN)
    return returns.order_by("-pk").values_list("open_until", flat=True).first()
