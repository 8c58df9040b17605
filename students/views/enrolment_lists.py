"""Lists of institutions: the Department's page, and the door for one that has no account."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from eduportal.accounts.addresses import client_address
from eduportal.accounts.services import guessing
from eduportal.core.keyset import listed_page
from eduportal.core.looking import Kind, looked
from eduportal.core.params import code_of, one_of, text_of
from eduportal.scoping.actions import Action
from schools.models import SchoolYear
from students.choices import RowState
from students.forms.leavers import InstitutionForm, LinkedListForm, ListForm
from students.models import LeaverCohort
from students.models.leavers import COHORT_GRADES
from students.selectors.leavers import cohorts, lists_of, open_rows
from students.services import StayRefused
from students.services.leaving import (
    LinkOver,
    ListRefused,
    Source,
    freeze,
    make_link,
    read_list,
    receive_list,
    use_link,
)
from students.views.leavers import decide

LONGEST_CODE = 100
STEPS = ("upload", "link", "freeze", "decide")
# What a sender reads of the rows of its list, and nothing else.
SENDER_READS = {
    RowState.FOUND: gettext_lazy("found"),
    RowState.STRANGER: gettext_lazy("not found"),
}


@require_http_methods(["GET", "POST"])
def enrolment_lists(request: HttpRequest) -> HttpResponse:
    """Lists received, by institution; rows to be decided; new lists and links; counting leavers."""
    if not request.scope.can_somewhere(Action.MATCH_LEAVERS):
        raise Http404
    known = [each for grade in COHORT_GRADES for each in cohorts(grade)]
    code = one_of(request, "cohort", [each.code for each in known])
    cohort = next((each for each in known if each.code == code), known[0] if known else None)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    forms_by_step = _forms(request, step)
    problems: list[str] = []
    done: dict[str, Any] = {}
    if step and _try(problems, lambda: done.update(_take(request, step, cohort, forms_by_step))):
        if done.get("leads_on"):
            return redirect(request.get_full_path())
    rows = open_rows([RowState.OPEN, RowState.SECOND], list__cohort=cohort) if cohort else []
    page = listed_page(request, rows, lambda row: row.pk)
    shown = [(row.leaver.student_id, row.school_id) for row in page if row.leaver]
    looked(request, Kind.STUDENT, shown)
    context = {
        "cohorts": known,
        "cohort": cohort,
        "lists": lists_of(cohort) if cohort else [],
        "page": page,
        "problems": problems,
        "forms": forms_by_step,
        "years": SchoolYear.objects.filter(ends_on__lt=timezone.localdate())[:3],
    }
    return render(request, "students/enrolment_lists.html", context | done)


def _forms(request: HttpRequest, step: str) -> dict[str, forms.Form]:
    is_list, is_link = step == "upload", step == "link"
    return {
        "upload": ListForm(request.POST if is_list else None, request.FILES if is_list else None),
        "link": InstitutionForm(request.POST if is_link else None, prefix="link"),
    }


def _take(
    request: HttpRequest, step: str, cohort: LeaverCohort | None, by_step: dict[str, forms.Form]
) -> dict[str, Any]:
    """Do one step; what the page shows of it. Raises StayRefused, ListRefused, Http404."""
    if step == "decide":
        decide(request)
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
    states = receive_list(source, read_list(given["file"].read(), given["file"].name))
    return {"counted": _counted(states)}


def _freeze(request: HttpRequest) -> dict[str, Any]:
    years = SchoolYear.objects.filter(
        code=code_of(request.POST, "year"), ends_on__lt=timezone.localdate()
    )
    year = years.first()
    if year is None:
        raise StayRefused([_("Only the leavers of a school year that is over can be counted.")])
    for grade in COHORT_GRADES:
        freeze(year=year, grade=grade, on=timezone.localdate())
    messages.success(request, _("The leavers of %(year)s are counted.") % {"year": year})
    return {"leads_on": True}


def _counted(states: list[RowState]) -> list[tuple[str, int]]:
    return [(str(state.label), count) for state, count in Counter(states).most_common()]


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

    A link that is only opened fills in the code and asks nothing. A code that is wrong, used or
    out of time gets one answer; after many of them the address has to wait. Of each row the sender
    reads whether it was found, and nothing of anybody else.
    """
    if request.method != "POST":
        code = text_of(request.GET, "code", LONGEST_CODE)
        return _upload_page(request, LinkedListForm(initial={"code": code}))
    form = LinkedListForm(request.POST, request.FILES)
    try:
        guessing.require_link_turn(client_address(request))
    except guessing.TooManyAttempts as refusal:
        return _upload_page(request, form, [_wait(refusal.seconds)], status=429)
    if not form.is_valid():
        return _upload_page(request, form)
    return _used(request, form)


def _used(request: HttpRequest, form: forms.Form) -> HttpResponse:
    """What has become of the list of a filled-in form."""
    given = form.cleaned_data
    file = given["file"]
    try:
        states = use_link(
            code=given["code"], as_of=given["as_of"], content=file.read(), name=file.name
        )
    except LinkOver:
        guessing.link_refused(client_address(request))
        sentence = _("This code opens nothing: it is wrong, was used, or its time is over.")
        return _upload_page(request, form, [sentence], status=404)
    except ListRefused as refusal:
        return _upload_page(request, form, refusal.problems)
    return render(request, "students/list_received.html", {"lines": list(_answers(states))})


def _wait(seconds: int) -> str:
    return _("Too many attempts. Try again in %(seconds)d seconds.") % {"seconds": seconds}


def _answers(states: list[RowState]) -> Any:
    for place, state in enumerate(states, 1):
        yield place, SENDER_READS.get(state) or _("please check your row")


def _upload_page(
    request: HttpRequest, form: forms.Form, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "problems": problems or []}
    return render(request, "students/list_upload.html", context, status=status)
