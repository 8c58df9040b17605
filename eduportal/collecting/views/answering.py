"""One return: answered in the browser or by a spreadsheet, handed in, decided."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.collecting import services
from eduportal.collecting.answer_pages import questions_of, read_typed, typed_in
from eduportal.collecting.choices import CollectionState, ReturnState
from eduportal.collecting.forms import ReasonForm
from eduportal.collecting.models import CollectionStep, Return
from eduportal.collecting.rules.answers import Problem
from eduportal.collecting.selectors.answered import filled_answers, is_past, looked_today
from eduportal.collecting.sheets import LIMITS, read_sheet, return_sheet
from eduportal.collecting.views.access import (
    find_return,
    follows,
    is_asker,
    may_approve,
    may_fill,
    may_submit,
    told,
    told_of_form,
)
from eduportal.core.downloads import download
from eduportal.core.posting import shown_of
from eduportal.core.reading import refusal_sentence
from eduportal.core.text import TextRefused


@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The form with its answers; POST keeps them (`do`=save) or hands them in (submit)."""
    row = find_return(request, public_id)
    if request.method == "POST":
        return _keep(request, row)
    return _page(request, row)


def _is_closed_to(request: HttpRequest, row: Return) -> bool:
    """Whether the reader has to say why first: an office, where answers may name persons."""
    is_personal = row.collection.is_personal and not may_fill(request, row)
    return is_personal and not looked_today(row, request.user.pk)


def _page(
    request: HttpRequest,
    row: Return,
    problems: list[Problem] | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    form = row.version.form
    answers = dict(row.answers)
    if row.is_draft:
        answers |= filled_answers(row, form)
    is_closed = _is_closed_to(request, row)
    if is_closed:
        questions = []
    else:
        questions = questions_of(form, answers, row.files.defer("content"), problems or (), typed)
    context: dict[str, Any] = {
        "row": row,
        "collection": row.collection,
        "questions": questions,
        "problems": [(each.asked, text) for each in questions for text in each.errors],
        "is_closed": is_closed,
        "is_late": row.is_draft and row.number == 1 and is_past(row.collection.due_on),
        "others": _others(row),
        "reason_form": ReasonForm(),
        **_may(request, row),
    }
    keys = [row.pk, *(each.pk for each in context["others"])]
    context["steps"] = CollectionStep.objects.filter(of_return__in=keys).select_related("by")
    return render(request, "collecting/answers.html", context)


def _others(row: Return) -> list[Return]:
    """The other versions of the same place."""
    rows = Return.objects.filter(
        collection=row.collection, of_school=row.of_school, unit=row.unit
    ).exclude(pk=row.pk)
    return list(rows.defer("answers").order_by("number"))


def _may(request: HttpRequest, row: Return) -> dict[str, bool]:
    """What the reader can do with the return now."""
    fills, submits = may_fill(request, row), may_submit(request, row)
    can_fill = _is_open(row) and fills
    waits = row.state == ReturnState.SUBMITTED and row.is_newest
    is_open_again = row.is_draft and row.is_reopened
    return {
        "fills": fills,
        "can_fill": can_fill,
        "can_submit": can_fill and submits,
        "can_decide": waits and may_approve(request, row),
        "can_reopen": row.is_newest
        and not can_fill
        and not is_open_again
        and is_asker(request, row.collection),
        "can_correct": waits and submits and row.collection.state == CollectionState.OPEN,
    }


def _is_open(row: Return) -> bool:
    return row.is_draft and (row.collection.state == CollectionState.OPEN or row.is_reopened)


def _keep(request: HttpRequest, row: Return) -> HttpResponse:
    if not may_fill(request, row):
        raise PermissionDenied
    submits = request.POST.get("do") == "submit"
    if submits and not may_submit(request, row):
        raise PermissionDenied
    form = row.version.form
    try:
        typed = typed_in(request, form)
    except TextRefused as refusal:
        messages.error(request, refusal_sentence(refusal, _("Answer")))
        return _page(request, row)
    given, problems = read_typed(request, form, typed)
    if problems:
        return _page(request, row, problems, typed)
    shown = shown_of(request)
    try:
        if submits:
            services.submit(row=row, shown=shown, given=given, user=request.user)
        else:
            services.save_answers(row=row, shown=shown, given=given)
    except services.ReturnRefused as refusal:
        return _page(request, row, refusal.about, typed)
    except services.CollectingRefused as refusal:
        messages.error(request, str(refusal))
        return _page(request, row, typed=typed)
    messages.success(request, _("It is handed in.") if submits else _("The answers are saved."))
    return redirect("collecting:answers", row.public_id)


def _require_export(request: HttpRequest, row: Return) -> None:
    """The own answers are no export; those of others take the right to export, and a reason where
    they may name persons."""
    if _is_closed_to(request, row):
        raise PermissionDenied
    if not may_fill(request, row) and not request.scope.may_export(frozenset(row.schools)):
        raise PermissionDenied


@require_GET
def sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The form as a spreadsheet, with what is answered so far."""
    row = find_return(request, public_id)
    _require_export(request, row)
    form = row.version.form
    answers = dict(row.answers)
    if row.is_draft:
        answers |= filled_answers(row, form)
    return download(return_sheet(row, form, answers), "return")


@require_POST
def bring(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The spreadsheet filled in: its answers are saved, or each wrong cell is named."""
    row = find_return(request, public_id)
    if not may_fill(request, row):
        raise PermissionDenied
    upload = request.FILES.get("file")
    if upload is None or isinstance(upload, list):
        messages.error(request, _("Choose the file."))
    elif (upload.size or 0) > LIMITS.max_bytes:
        messages.error(request, _("The file is larger than %(most)s MB.") % {"most": 3})
    else:
        shown = shown_of(request)

        def act() -> None:
            found = read_sheet(row, row.version.form, upload.read(), upload.name or "")
            services.save_answers(row=row, shown=shown, given=services.Given(found))

        told(request, act, _("The answers of the spreadsheet are saved. Look, then hand in."))
    return redirect("collecting:answers", public_id)


Act = Callable[..., Return | None]
# Whether a reason is asked, and who may.
ACTS: Mapping[str, tuple[Act, bool, Callable[[HttpRequest, Return], bool]]] = {
    "approve": (services.approve, False, may_approve),
    "send_back": (services.send_back, True, may_approve),
    "reopen": (services.reopen, True, lambda request, row: is_asker(request, row.collection)),
    "correct": (services.correct, True, may_submit),
    "look": (services.look, True, follows),
}


@require_POST
def answers_act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the step that `do` names: decide about the answers, open them again, correct them."""
    row = find_return(request, public_id)
    name = request.POST.get("do", "")
    if name not in ACTS:
        raise BadRequest("unknown step")
    act, needs_reason, may = ACTS[name]
    if not may(request, row):
        raise PermissionDenied
    form = ReasonForm(request.POST)
    if needs_reason and not form.is_valid():
        told_of_form(request, form)
        return redirect("collecting:answers", public_id)
    words = form.cleaned_data if needs_reason else {}
    made: list[Return | None] = []
    told(
        request,
        lambda: made.append(act(row=row, shown=shown_of(request), user=request.user, **words)),
    )
    newest = made[0] if made and made[0] is not None else row
    return redirect("collecting:answers", newest.public_id)


@require_GET
def answer_file(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """A file that answers a question, always to be saved and never shown by the browser."""
    row = find_return(request, public_id)
    _require_export(request, row)
    found = row.files.filter(key=key).first()
    if found is None:
        raise Http404
    return HttpResponse(
        bytes(found.content),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(True, found.name),
            "X-Content-Type-Options": "nosniff",
        },
    )
