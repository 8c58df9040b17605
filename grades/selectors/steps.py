"""The last steps of sheets: who handed in or returned them, when and why."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from grades.choices import SheetState, Step
from grades.models import MarkSheet, SheetStep
from grades.selectors.asked import NOTHING_ASKED, Asked, asked_of

SHOWN = (Step.SUBMIT, Step.RETURN)


@dataclass(frozen=True)
class LastSteps:
    """`returned` is the return that an open sheet still answers; `handed_in` the last handing in
    of one that is out of the teacher's hands, and `answered` the return before it while the sheet
    waits for approval.

    `asked` is what that return asks to look at, and what became of it.
    """

    returned: SheetStep | None = None
    handed_in: SheetStep | None = None
    answered: SheetStep | None = None
    asked: Asked = NOTHING_ASKED


def last_steps(sheets: Collection[MarkSheet]) -> dict[int, LastSteps]:
    """The steps by the sheet's number: one query, two where a sheet was returned.

    An open sheet that went a way was returned.
    """
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
    with_return = (SheetState.OPEN, SheetState.SUBMITTED)
    returns = {
        sheet.pk: step
        for sheet in sheets
        if sheet.state in with_return and (step := found.get((sheet.pk, Step.RETURN)))
    }
    asked = asked_of({returns[sheet.pk].pk: sheet for sheet in sheets if sheet.pk in returns})
    return {
        sheet.pk: _last(sheet, returns.get(sheet.pk), found.get((sheet.pk, Step.SUBMIT)), asked)
        for sheet in sheets
    }


def _last(
    sheet: MarkSheet,
    returned: SheetStep | None,
    handed_in: SheetStep | None,
    asked: dict[int, Asked],
) -> LastSteps:
    known = asked[returned.pk] if returned else NOTHING_ASKED
    if sheet.state == SheetState.OPEN:
        return LastSteps(returned=returned, asked=known)
    return LastSteps(handed_in=handed_in, answered=returned, asked=known)


def steps_of(sheet: MarkSheet) -> list[tuple[SheetStep, Asked]]:
    """Every step of the sheet, with what it asks to look at: one query, two with a return."""
    steps = list(sheet.steps.select_related("actor", "principal"))
    asked = asked_of({step.pk: sheet for step in steps if step.step == Step.RETURN})
    return [(step, asked.get(step.pk, NOTHING_ASKED)) for step in steps]


def last_return(sheet: MarkSheet) -> SheetStep | None:
    """The last return of the sheet: one query."""
    returns = SheetStep.objects.filter(school=sheet.school_id, sheet=sheet, step=Step.RETURN)
    return returns.order_by("-pk").first()


def returned_until(sheet: MarkSheet) -> datetime.date | None:
    """Until when the last return let the sheet take marks; None for one never returned."""
    step = last_return(sheet)
    return step.open_until if step else None
