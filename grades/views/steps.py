"""The steps of one sheet, its empty cells and its history."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import day_of
from grades.choices import SheetState, Step
from grades.forms.cells import places_from_form
from grades.models import MarkSheet
from grades.selectors import cell_changes, gaps_of
from grades.selectors.queue import neighbours_of
from grades.selectors.steps import steps_of
from grades.services import MarksMissing, NotAllowed, ShownOtherwise, StepNotPossible
from grades.services import move_sheet as move
from grades.services.asking import Asks
from grades.services.opening import ask_to_open
from grades.services.permissions import may_write
from grades.services.steps import OF_WRITER
from grades.views.access import find_sheet

DONE = {
    Step.SUBMIT: gettext_lazy("The sheet has been handed in."),
    Step.WITHDRAW: gettext_lazy("The sheet is with you again."),
    Step.APPROVE: gettext_lazy("The sheet has been approved."),
    Step.RETURN: gettext_lazy("The sheet has been returned to the teacher."),
}


@require_POST
def marksheet_step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand in, take back, approve or return the sheet; back to the page that asked."""
    sheet = find_sheet(request, public_id)
    asked = request.POST.get("step", "")
    if asked not in DONE:
        return HttpResponse(_("Unknown step."), status=400)
    step = Step(asked)
    after = _after(request, sheet, step)
    try:
        move(
            sheet_id=sheet.pk,
            step=step,
            revision=request.POST.get("revision", ""),
            scope=request.scope,
            user_id=request.user.pk,
            reason=request.POST.get("reason", ""),
            until=day_of(request.POST, "until"),
            asks=_asks(request),
        )
    except NotAllowed as refusal:
        return HttpResponse(str(refusal.message), status=403)
    except MarksMissing:
        return redirect("grades:marksheet-gaps", public_id=public_id)
    except (StepNotPossible, ShownOtherwise) as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, DONE[step])
    return after


@require_POST
def marksheet_ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask the head to open cells again in which something was typed that is not saved."""
    sheet = find_sheet(request, public_id)
    try:
        ask_to_open(
            sheet=sheet,
            places=places_from_form(request.POST.getlist("cell")),
            scope=request.scope,
            user=request.user,
        )
    except NotAllowed as refusal:
        return HttpResponse(str(refusal.message), status=403)
    except StepNotPossible as refusal:
        messages.error(request, str(refusal.message))
    else:
        said = _("The head is told. What you typed stays on this machine for three days.")
        messages.success(request, said)
    return redirect("grades:marksheet-edit", public_id=public_id)


def _asks(request: HttpRequest) -> Asks:
    """The columns and cells that were ticked to be looked at."""
    cells = places_from_form(request.POST.getlist("cell"))
    return Asks(columns=request.POST.getlist("column"), cells=cells)


def _after(request: HttpRequest, sheet: MarkSheet, step: Step) -> HttpResponse:
    """Where to go on: the queue, the sheet that waits next, the sheet itself or its class.

    Asked before the step: afterwards the sheet has no place in the queue any more.
    """
    back = request.POST.get("back", "")
    if step in OF_WRITER:
        return redirect("grades:marksheet-edit", public_id=sheet.public_id)
    if back == "next":
        place = neighbours_of(sheet, request.scope, request.user.pk)
        other = place.following or place.before
        if other:
            return redirect("grades:marksheet-edit", public_id=other)
    if back in ("next", "queue"):
        return redirect("grades:queue")
    return redirect("grades:class-detail", public_id=sheet.class_group.public_id)


@require_GET
def marksheet_gaps(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The empty cells of the sheet by student; for its teacher the way to hand it in as it is."""
    sheet = find_sheet(request, public_id)
    gaps = gaps_of(sheet)
    if not gaps:
        return redirect("grades:marksheet-edit", public_id=public_id)
    is_writer = may_write(request.scope, request.user.pk, sheet)
    shown = (gap.student_id for gap in gaps)
    looked(request, Kind.STUDENT, at_school(sheet.school_id, shown), is_entry=is_writer)
    context = {
        "sheet": sheet,
        "gaps": gaps,
        "can_submit": is_writer and sheet.state == SheetState.OPEN,
    }
    return render(request, "grades/marksheet_gaps.html", context)


@require_GET
def marksheet_history(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every change of the sheet's marks and every step of the sheet."""
    sheet = find_sheet(request, public_id)
    changes = cell_changes(sheet)
    steps = steps_of(sheet)
    shown = {each.student_id for each in changes if each.student_id}
    shown |= {place.student_id for _step, asked in steps for place in asked.singles}
    looked(request, Kind.STUDENT, at_school(sheet.school_id, shown))
    context = {
        "sheet": sheet,
        "changes": changes,
        "steps": steps,
        "can_set_back": sheet.state == SheetState.OPEN
        and may_write(request.scope, request.user.pk, sheet),
    }
    return render(request, "grades/marksheet_history.html", context)
