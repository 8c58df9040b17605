"""Setting a sheet back to an earlier moment: choose the moment, then the cells, say why."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.reading import whole_number
from grades.forms.cells import places_from_form
from grades.models import MarkSheet
from grades.selectors.days import days_of_sheet
from grades.selectors.setting_back import Moment, differences, moments_of
from grades.services import NotAllowed, SaveOutcome, SheetLocked, StepNotPossible
from grades.services.permissions import may_write, why_locked
from grades.services.setting_back import LONGEST_REASON, set_back
from grades.views.access import find_sheet


@require_http_methods(["GET", "POST"])
def marksheet_set_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The moments of the sheet's history; with `before`, the cells that held something else then.

    For those who enter the sheet's marks. A POST sets the ticked cells back.
    """
    sheet = find_sheet(request, public_id)
    if not may_write(request.scope, request.user.pk, sheet):
        raise Http404
    moments = moments_of(sheet)
    moment = _moment(request, moments)
    problem = ""
    if request.method == "POST":
        if moment is None:
            raise Http404
        try:
            outcome = _set_back(request, sheet, moment)
        except NotAllowed as refusal:
            return HttpResponse(str(refusal.message), status=403)
        except (SheetLocked, StepNotPossible) as refusal:
            problem = str(refusal.message)
        else:
            _tell(request, outcome)
            return redirect("grades:marksheet-edit", public_id=public_id)
    return _page(request, sheet, moments, moment, problem)


def _moment(request: HttpRequest, moments: list[Moment]) -> Moment | None:
    """The moment the form or the address names; None where it names none.

    Http404 for one that is not there.
    """
    named = request.POST.get("before", "") or request.GET.get("before", "")
    if not named:
        return None
    found = next((each for each in moments if each.first == whole_number(named)), None)
    if found is None:
        raise Http404
    return found


def _set_back(request: HttpRequest, sheet: MarkSheet, moment: Moment) -> SaveOutcome:
    return set_back(
        sheet=sheet,
        first=moment.first,
        shown=_shown(request.POST, request.POST.getlist("cell")),
        reason=request.POST.get("reason", ""),
        scope=request.scope,
        user_id=request.user.pk,
    )


def _shown(fields: Mapping[str, str], ticked: list[str]) -> dict[tuple[int, str], str]:
    """The ticked cells with the text that the page showed of each."""
    places = places_from_form(ticked)
    texts = [fields.get(f"o-{text}", "") for text in ticked]
    return dict(zip(places, texts, strict=True))


def _tell(request: HttpRequest, outcome: SaveOutcome) -> None:
    saved = sum(result.status == "saved" for result in outcome.results)
    refused = [each for each in outcome.results if each.status not in ("saved", "same")]
    messages.success(request, ngettext("%d cell set back.", "%d cells set back.", saved) % saved)
    if refused:
        left = ngettext(
            "%(count)d cell was left as it is: %(why)s",
            "%(count)d cells were left as they are. The first: %(why)s",
            len(refused),
        )
        messages.warning(request, left % {"count": len(refused), "why": refused[0].message})


def _page(
    request: HttpRequest,
    sheet: MarkSheet,
    moments: list[Moment],
    moment: Moment | None,
    problem: str,
) -> HttpResponse:
    days = days_of_sheet(sheet, request.user.pk)
    locked = why_locked(sheet, days)
    found = differences(sheet, moment.first, days, locked) if moment else []
    students = {each.student_id for each in found}
    looked(request, Kind.STUDENT, at_school(sheet.school_id, students), is_entry=True)
    context = {
        "sheet": sheet,
        "moments": moments,
        "moment": moment,
        "differences": found,
        "can_set_back": any(not each.why for each in found),
        "locked": locked,
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "ticked": request.POST.getlist("cell"),
        "most": LONGEST_REASON,
    }
    status = 422 if problem else 200
    return render(request, "grades/marksheet_set_back.html", context, status=status)
