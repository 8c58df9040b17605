"""Lists of institutions: the Department's page, and the door for one that has no account."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.accounts.addresses import client_address
from eduportal.accounts.services import guessing
from eduportal.core.hints import offer
from eduportal.core.keyset import listed_page
from eduportal.core.looking import Kind, looked
from eduportal.core.params import code_of, one_of, text_of
from eduportal.scoping import everywhere
from eduportal.scoping.actions import Action
from schools.models import SchoolYear
from students.choices import ListState, RowState
from students.forms.leavers import InstitutionForm, LinkedListForm, ListForm
from students.models import EnrolmentList, LeaverCohort, UploadLink
from students.selectors.leavers import cohorts, lists_of, open_rows
from students.services import StayRefused
from students.services.leaving import (
    COUNT,
    LinkOver,
    ListRefused,
    Source,
    hand_over,
    handed_over,
    make_link,
    open_link,
    use_link,
)
from students.views.leavers import decide, named

LONGEST_CODE = 100
OPENS_NOTHING = gettext_lazy("This code opens nothing: it is wrong, was used, or its time is over.")
# What a sender reads of the rows of its list, and nothing else.
SENDER_READS: dict[RowState, Promise] = {
    RowState.FOUND: gettext_lazy("found"),
    RowState.STRANGER: gettext_lazy("not found"),
}


@require_http_methods(["GET", "POST"])
def enrolment_lists(request: HttpRequest) -> HttpResponse:
    """Lists received, by institution; rows to be decided; new lists and links; counting leavers."""
    if not request.scope.can_somewhere(Action.MATCH_LEAVERS):
        raise Http404
    known, cohort = _chosen(request)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    forms_by_step = _forms(request, step, cohort)
    problems: list[str] = []
    done: dict[str, Any] = {}
    if step and _try(problems, lambda: done.update(_take(request, step, cohort, forms_by_step))):
        if done.get("leads_on"):
            return redirect(request.get_full_path())
    page = listed_page(request, open_rows(list__cohort=cohort), lambda row: row.pk)
    looked(request, Kind.STUDENT, named(page))
    context = {
        "cohorts": known,
        "page": page,
        "problems": problems,
        "forms": forms_by_step,
        "years": SchoolYear.objects.filter(ends_on__lt=timezone.localdate())[:3],
    }
    return render(request, "students/enrolment_lists.html", context | _lists(cohort) | done)


def _chosen(request: HttpRequest) -> tuple[list[LeaverCohort], LeaverCohort | None]:
    known = cohorts()
    code = one_of(request, "cohort", [each.code for each in known])
    cohort = next((each for each in known if each.code == code), known[0] if known else None)
    return known, cohort


@require_GET
def lists_received(request: HttpRequest) -> HttpResponse:
    """The table of lists alone, which asks again while one of them is at work."""
    if not request.scope.can_somewhere(Action.MATCH_LEAVERS):
        raise Http404
    _known, cohort = _chosen(request)
    return render(request, "students/_lists_received.html", _lists(cohort))


def _lists(cohort: LeaverCohort | None) -> dict[str, Any]:
    lines = lists_of(cohort) if cohort else []
    return {"cohort": cohort, "lists": lines, "working": any(each.is_at_work for each in lines)}


def _forms(
    request: HttpRequest, step: str, cohort: LeaverCohort | None
) -> dict[str, InstitutionForm]:
    if cohort is None:
        return {}
    is_list, is_link, group = step == "upload", step == "link", cohort.group
    given, files = (request.POST, request.FILES) if is_list else (None, None)
    return {
        "upload": ListForm(given, files, group=group),
        "link": InstitutionForm(request.POST if is_link else None, prefix="link", group=group),
    }


def _take(
    request: HttpRequest, step: str, cohort: LeaverCohort | None, by_step: dict[str, Any]
) -> dict[str, Any]:
    """Do one step; what the page shows of it. Raises StayRefused, ListRefused, Http404."""
    if step == "decide":
        decide(request, None)
        return {"leads_on": True}
    if step == "freeze":
        return _freeze(request)
    form = by_step.get(step)
    if form is None or cohort is None:
        raise Http404
    if not form.is_valid():
        return {}
    given = form.cleaned_data
    if step == "link":
        link = make_link(
            cohort=cohort, institution=given["institution"], kind=given["kind"], by=request.user
        )
        address = reverse("students:list-upload") + "?" + urlencode({"code": link})
        return {"link": request.build_absolute_uri(address)}
    source = Source(cohort, given["institution"], given["kind"], given["as_of"], str(request.user))
    hand_over(source, given["file"].read(), given["file"].name)
    messages.success(request, _("The list is received. It is being matched."))
    return {"leads_on": True}


def _freeze(request: HttpRequest) -> dict[str, Any]:
    code = code_of(request.POST, "year")
    years = SchoolYear.objects.filter(code=code, ends_on__lt=timezone.localdate())
    year = years.first()
    if year is None:
        raise StayRefused([_("Only the leavers of a school year that is over can be counted.")])
    offer(COUNT, year_id=year.pk)
    messages.success(
        request,
        _("The leavers of %(year)s are being counted; look again in a minute.") % {"year": year},
    )
    return {"leads_on": True}


def _try(problems: list[str], act: Callable[[], object]) -> bool:
    """Whether the step was taken; otherwise the problems say why not."""
    try:
        act()
    except (StayRefused, ListRefused) as refusal:
        problems += refusal.problems
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def list_upload(request: HttpRequest) -> HttpResponse:
    """An institution without an account hands over one list by the link it was given.

    A code that is wrong, used or out of time gets one answer; after many of them the address has to
    wait. Of each row the sender reads whether it was found, and nothing of anybody else.
    """
    if request.method != "POST":
        code = text_of(request.GET, "code", LONGEST_CODE)
        return _opened(request, code) if code else _upload_page(request, LinkedListForm())
    form = LinkedListForm(request.POST, request.FILES)
    try:
        guessing.require_link_turn(client_address(request))
    except guessing.TooManyAttempts as refusal:
        return _upload_page(request, form, [_wait(refusal.seconds)], status=429)
    if not form.is_valid():
        return _upload_page(request, form)
    return _used(request, form)


def _opened(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a link: for whom it was made, and until when it is good."""
    form = LinkedListForm(initial={"code": code})
    try:
        guessing.require_link_turn(client_address(request))
        link = open_link(code)
    except guessing.TooManyAttempts as refusal:
        return _upload_page(request, form, [_wait(refusal.seconds)], status=429)
    except LinkOver:
        guessing.link_refused(client_address(request))
        return _upload_page(request, form, [str(OPENS_NOTHING)], status=404)
    form.fields["code"].widget = forms.HiddenInput()
    return _upload_page(request, form, link=link)


def _used(request: HttpRequest, form: forms.Form) -> HttpResponse:
    """Take the list of a filled-in form, and lead to what becomes of it."""
    given = form.cleaned_data
    file = given["file"]
    try:
        use_link(code=given["code"], as_of=given["as_of"], content=file.read(), name=file.name)
    except LinkOver:
        guessing.link_refused(client_address(request))
        return _upload_page(request, form, [str(OPENS_NOTHING)], status=404)
    except ListRefused as refusal:
        return _upload_page(request, form, refusal.problems)
    return redirect(reverse("students:list-answer") + "?" + urlencode({"code": given["code"]}))


@require_GET
def list_answer(request: HttpRequest) -> HttpResponse:
    """What became of the list that came by a link, for whoever has its code, while it is in time.

    It asks again by itself until the list is matched.
    """
    code = text_of(request.GET, "code", LONGEST_CODE)
    context: dict[str, Any] = {"code": code, "problems": []}
    kept, status = None, 200
    try:
        guessing.require_link_turn(client_address(request))
        kept = handed_over(code)
    except guessing.TooManyAttempts as refusal:
        context["problems"], status = [_wait(refusal.seconds)], 429
    except LinkOver:
        if code:
            guessing.link_refused(client_address(request))
        context["problems"], status = [OPENS_NOTHING], 404
    if kept is None:
        return render(request, "students/list_answer.html", context, status=status)
    context |= _told(kept)
    return render(request, "students/list_answer.html", context)


def _told(kept: EnrolmentList) -> dict[str, Any]:
    """What a sender may know of a list: how far it is, or each row's answer."""
    with everywhere("the sender of a list reads which rows were found, and nothing else"):
        states = list(kept.rows.order_by("place").values_list("place", "state", "problems"))
    is_done = kept.state == ListState.DONE
    return {
        "kept": kept,
        "total": len(states),
        "done": sum(state != RowState.WAITING for _place, state, _problems in states),
        "lines": list(_answers(states)) if is_done else [],
        "refusals": ListRefused(kept.problems).problems,
    }


def _wait(seconds: int) -> str:
    return _("Too many attempts. Try again in %(seconds)d seconds.") % {"seconds": seconds}


def _answers(
    states: list[tuple[int, str, list[dict[str, Any]]]],
) -> Iterator[tuple[int, str | Promise, list[str]]]:
    """Each row's answer; of one that cannot be read the cells, what they say and why not."""
    for place, state, problems in states:
        answer = SENDER_READS.get(RowState(state)) or _("please check your row")
        yield place, answer, [_cell_text(each) for each in problems]


def _cell_text(problem: dict[str, Any]) -> str:
    why = _(problem["message"]) % problem["params"]
    if problem["value"] and problem["value"] not in why:
        why = f"“{problem['value']}”: {why}"
    return f"{problem['cell']}: {why}" if problem["cell"] else why


def _upload_page(
    request: HttpRequest,
    form: forms.Form,
    problems: list[str] | None = None,
    status: int = 200,
    link: UploadLink | None = None,
) -> HttpResponse:
    context = {"form": form, "problems": problems or [], "link": link}
    return render(request, "students/list_upload.html", context, status=status)
