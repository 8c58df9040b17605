"""The panel beside the grid that says how one cell came to hold what it holds."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, at_school, looked
from grades.models import MarkSheet
from grades.selectors.cell import CellPage, cell_page
from grades.selectors.days import days_of_sheet
from grades.services import NotAllowed, SheetLocked, StepNotPossible
from grades.services.commenting import comment_cell, may_comment
from grades.services.permissions import may_write, why_locked
from grades.views.access import find_sheet


@require_http_methods(["GET", "POST"])
def marksheet_cell(request: HttpRequest, public_id: UUID, record: int, cell: str) -> HttpResponse:
    """The cell as a fragment. A POST adds a comment and answers with the fragment as it is then:
    422 where the comment is not taken, 403 where the user may not add one."""
    sheet = find_sheet(request, public_id)
    if request.method == "GET":
        return render(request, "grades/_cell.html", _context(request, sheet, record, cell))
    typed = request.POST.get("text", "")
    page = _page(request, sheet, record, cell)
    try:
        comment_cell(
            sheet=sheet,
            record=page.record,
            cell=cell,
            text=typed,
            scope=request.scope,
            user_id=request.user.pk,
        )
    except NotAllowed as refusal:
        return HttpResponse(str(refusal.message), status=403)
    except (SheetLocked, StepNotPossible) as refusal:
        context = _context(request, sheet, record, cell)
        context |= {"problem": str(refusal.message), "typed": typed}
        return render(request, "grades/_cell.html", context, status=422)
    return render(request, "grades/_cell.html", _context(request, sheet, record, cell))


def _page(request: HttpRequest, sheet: MarkSheet, record: int, cell: str) -> CellPage:
    days = days_of_sheet(sheet, request.user.pk)
    page = cell_page(sheet, record, cell, days, why_locked(sheet, days))
    if page is None:
        raise Http404
    return page


def _context(request: HttpRequest, sheet: MarkSheet, record: int, cell: str) -> dict[str, object]:
    page = _page(request, sheet, record, cell)
    is_writer = may_write(request.scope, request.user.pk, sheet)
    looked(request, Kind.STUDENT, at_school(sheet.school_id, [page.student.pk]), is_entry=is_writer)
    return {
        "page": page,
        "sheet": sheet,
        "may_comment": may_comment(request.scope, request.user.pk, sheet),
        "typed": "",
        "problem": "",
    }
