"""Mark sheets: list, grid and saving."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.accounts.models import TypingHabits
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.text import visible
from eduportal.notices.selectors import unread_of
from eduportal.notices.shown import notices_shown
from eduportal.scoping.actions import Action
from grades.cells import cell_label
from grades.choices import READY_TO_SEAL, SheetState
from grades.forms.cells import edits_from_form, places_from_form, return_from_form
from grades.models import MarkRecord, MarkSheet
from grades.rules.cells import CellForm
from grades.selectors import (
    SheetPage,
    last_steps,
    sheet_page,
    sheets_handed_over,
    teachers_home,
)
from grades.selectors.amending import may_ask
from grades.selectors.brought_in import brought_in_by_others
from grades.selectors.comments import rejected_remarks
from grades.selectors.days import SheetDays, days_of_sheet
from grades.services import (
    CellEdit,
    CellResult,
    NotAllowed,
    SheetLocked,
    StepNotPossible,
    save_cells,
)
from grades.services.asking import keep_cells
from grades.services.permissions import may_decide, may_take_back, may_write, why_locked
from grades.services.reviewing import may_write_down
from grades.services.windows import may_give_exceptions
from grades.views.access import find_sheet
from grades.views.approving import decision_context
from grades.views.files import may_take_away
from grades.views.phrases import bank_context
from grades.views.sheet_addresses import addresses_of, import_address
from schools.period import deadline_sentence, term_of, urgency
from schools.selectors import term_of_code

# Beside the sheets stand so many of the newest notices.
NEWS = 5


@require_GET
def marksheet_list(request: HttpRequest) -> HttpResponse:
    """The sheets the user enters this term."""
    if not request.scope.can_somewhere(Action.WRITE_OWN_MARKS):
        raise Http404
    term = term_of(request)
    if term is None:
        return render(request, "grades/marksheet_list.html", {"term": None})
    home = teachers_home(request.user.pk, term)
    news = unread_of(request.user.pk, NEWS)
    notices_shown(request, news)
    told = brought_in_by_others([each.row.sheet for each in home.rows], request.user.pk)
    rows = [each.row for each in home.rows]
    context: dict[str, object] = {
        "term": term,
        "home": home,
        "brought_in": told,
        "news": news,
        "handed_over": sheets_handed_over(request.user.pk, term, rows),
    }
    if home.closes_on:
        context |= {
            "deadline": deadline_sentence(home.closes_on),
            "urgency": urgency(home.closes_on),
        }
    return render(request, "grades/marksheet_list.html", context)


@require_http_methods(["GET", "POST"])
def marksheet_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The grid. A POST is the whole form of a browser without JavaScript."""
    sheet = find_sheet(request, public_id)
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        problems = _save_form(request, sheet)
        if not problems:
            return redirect("grades:marksheet-edit", public_id=public_id)
    return render(request, "grades/marksheet_edit.html", _page_context(request, sheet, problems))


def _save_form(request: HttpRequest, sheet: MarkSheet) -> list[dict[str, str]]:
    """Save the cells that differ from what the page showed.

    Returns a problem for each cell that was not saved: whose it is, what was typed, and why.
    """
    edits = edits_from_form(request.POST)
    try:
        outcome = save_cells(
            sheet_id=sheet.pk, edits=edits, scope=request.scope, user_id=request.user.pk
        )
        _keep(request, sheet)
    except (NotAllowed, SheetLocked, StepNotPossible) as refusal:
        return [{"cell_id": "", "label": "", "message": str(refusal.message), "value": ""}]
    saved = sum(result.status == "saved" for result in outcome.results)
    messages.success(request, ngettext("%d cell saved.", "%d cells saved.", saved) % saved)
    return _problems_of(sheet, edits, outcome.results)


def _keep(request: HttpRequest, sheet: MarkSheet) -> None:
    """The cells of the form that stay as they are though a return asks to look at them."""
    places = places_from_form(request.POST.getlist("keep"))
    if places:
        keep_cells(
            sheet_id=sheet.pk,
            step_id=return_from_form(request.POST),
            places=places,
            scope=request.scope,
            user_id=request.user.pk,
        )


def _problems_of(
    sheet: MarkSheet, edits: list[CellEdit], results: list[CellResult]
) -> list[dict[str, str]]:
    refused = [
        (edit, result)
        for edit, result in zip(edits, results, strict=True)
        if result.status not in ("saved", "same")
    ]
    names = dict(
        MarkRecord.objects.filter(pk__in={edit.record for edit, _result in refused}).values_list(
            "pk", "enrolment__student__full_name"
        )
    )
    return [
        {
            "cell_id": f"m-{edit.record}-{edit.cell}",
            "label": f"{names.get(edit.record, '')}, {cell_label(sheet, edit.cell)}",
            "message": result.message,
            "value": visible(edit.after),
        }
        for edit, result in refused
    ]


def _page_context(
    request: HttpRequest, sheet: MarkSheet, problems: list[dict[str, str]]
) -> dict[str, object]:
    days = days_of_sheet(sheet, request.user.pk)
    is_writer = may_write(request.scope, request.user.pk, sheet)
    can_decide = may_decide(request.scope, request.user.pk, sheet)
    locked = why_locked(sheet, days) if is_writer else _("You may read this sheet.")
    steps = last_steps([sheet])[sheet.pk]
    page = sheet_page(sheet, locked, days, steps.asked)
    students = at_school(sheet.school_id, page.student_ids)
    looked(request, Kind.STUDENT, students, is_entry=is_writer)
    return addresses_of(sheet) | {
        "sheet": sheet,
        "page": page,
        "columns": page.columns,
        "rows": page.rows,
        **_rules_context(sheet),
        "editable": not locked,
        # A head is told what to decide, not that marks cannot be entered.
        "why_locked": locked if is_writer or not can_decide else "",
        **_days_context(request, page, days, is_told=bool(locked and is_writer)),
        "steps": steps,
        "can_decide": can_decide,
        **(decision_context(request, page) if can_decide else {}),
        **(_writers_context(request, sheet, locked) if is_writer else READERS_CONTEXT),
        "can_take_away": may_take_away(request.scope, request.user.pk, sheet),
        "problems": problems,
        **_once_known(request, sheet) | above_sheet(request, sheet),
        "collapsed": True,
    }


def _once_known(request: HttpRequest, sheet: MarkSheet) -> dict[str, object]:
    """What is offered once marks are known: to amend them, to write a request down."""
    if sheet.state not in READY_TO_SEAL:
        return {}
    who = (request.scope, request.user.pk, sheet)
    return {"can_amend": may_ask(*who), "can_ask_review": may_write_down(*who)}


def _days_context(
    request: HttpRequest, page: SheetPage, days: SheetDays, *, is_told: bool
) -> dict[str, object]:
    """Which columns of an open sheet take no marks today, unless the page says so of all of it."""
    is_open = page.sheet.state == SheetState.OPEN
    return {
        "closed": page.closed if is_open and not is_told else (),
        "may_open_days": may_give_exceptions(request.scope, page.sheet.school_id),
        "window_closes": days.next_close,
    }


READERS_CONTEXT = {
    "can_submit": False,
    "can_take_back": False,
    "import_url": "",
    "teacher": "",
    "brought_in": [],
}


def _writers_context(request: HttpRequest, sheet: MarkSheet, locked: str) -> dict[str, object]:
    """What the page offers to who may write on the sheet."""
    return {
        "can_submit": sheet.state == SheetState.OPEN,
        "can_take_back": may_take_back(request.scope, request.user.pk, sheet),
        "import_url": "" if locked else import_address(sheet),
        "teacher": request.user.full_name,
        "brought_in": brought_in_by_others([sheet], request.user.pk),
        **({} if locked else _bank(request, sheet) | {"habits": _habits(request.user.pk)}),
    }


def _habits(user_id: int) -> str:
    """How the user types, for the grid's script."""
    chosen = TypingHabits.of(user_id)
    names = ("tab_moves_sideways", "types_one_handed")
    return json.dumps({name: getattr(chosen, name) for name in names})


def _bank(request: HttpRequest, sheet: MarkSheet) -> dict[str, object]:
    """The comment bank beside a sheet that takes remarks, and those a head has sent back."""
    address = reverse("grades:marksheet-phrase", args=[sheet.public_id])
    context = bank_context(request, sheet.school_id, sheet.subject_id, address)
    return context | {"sent_back": rejected_remarks(sheet)}


def _rules_context(sheet: MarkSheet) -> dict[str, object]:
    """What the regulation set of the sheet says of it: for the page and for its scripts."""
    return {
        "form": sheet.form,
        "has_average": sheet.scheme.has_average,
        # A level is given or not: an absence is one from a test.
        "takes_absences": any(each.form != CellForm.LEVELS for each in sheet.columns.values()),
        "remarks": {name: _(title) for name, title in sheet.scheme.remarks.items()},
        "weights": {name: column.weight for name, column in sheet.columns.items()},
        "rules": sheet.scheme.for_browser(sheet),
    }


def above_sheet(request: HttpRequest, sheet: MarkSheet) -> dict[str, str]:
    """The page above: the class for those who may see it, otherwise the list of sheets."""
    if request.scope.can(Action.READ_MARKS, sheet.school_id):
        address = reverse("grades:class-detail", args=[sheet.class_group.public_id])
        return {"up": sheet.class_group.name, "up_url": address}
    return {"up": _("My mark sheets"), "up_url": reverse("grades:marksheet-list")}


@require_GET
def marksheet_term(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """The sheet of the same class and subject in another term; if there is none, that is said."""
    sheet = find_sheet(request, public_id)
    found = term_of_code(term)
    if found is None:
        raise Http404
    same = MarkSheet.objects.filter(class_group=sheet.class_group_id, subject=sheet.subject_id)
    other = same.filter(term=found).first()
    if other is not None:
        return redirect("grades:marksheet-edit", public_id=other.public_id)
    names = {"subject": sheet.subject.name, "name": sheet.class_group.name, "term": found}
    messages.warning(
        request, _("There is no mark sheet of %(subject)s %(name)s in %(term)s.") % names
    )
    return redirect(above_sheet(request, sheet)["up_url"])
