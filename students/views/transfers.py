"""Transfers between schools of the portal: asked for, offered, taken in, refused, withdrawn."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.core.keyset import listed_page
from eduportal.core.looking import Kind, looked
from eduportal.core.params import one_of, text_of
from eduportal.scoping.actions import Action
from schools.models import School
from schools.selectors import SchoolUnknown, school_named
from students.choices import OPEN_TRANSFERS, Direction, TransferState
from students.forms import AskForm, LetGoForm, OfferForm, RefusalForm, TakeForm
from students.models import Enrolment, Student, Transfer
from students.selectors import last_stays, transfers_narrowed
from students.services import StayRefused, ask_for, has_ended, offer, refuse, take_in, withdraw

LONGEST_TEXT = 100
NARROWS = (("state", TransferState.choices), ("direction", Direction.choices))


@require_GET
def transfer_list(request: HttpRequest) -> HttpResponse:
    """What waits, then what has ended, of the schools whose register the person keeps."""
    schools = _schools(request)
    asked = {name: one_of(request, name, [code for code, _name in of]) for name, of in NARROWS}
    text = text_of(request.GET, "q", LONGEST_TEXT)
    page = listed_page(request, transfers_narrowed(schools, text, **asked))
    looked(request, Kind.STUDENT, map(_named, page))
    context = asked | {
        "page": page,
        "text": text,
        "is_narrowed": bool(text or any(asked.values())),
        "states": TransferState.choices,
        "directions": Direction.choices,
    }
    return render(request, "students/transfer_list.html", context)


@require_http_methods(["GET", "POST"])
def transfer_ask(request: HttpRequest) -> HttpResponse:
    """Ask another school for a student."""
    schools = _schools(request)
    form = AskForm(request.POST or None, schools=schools)
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        school, wanted = form.cleaned_data.get("for_school", schools[0]), form.wanted
        if _try(problems, lambda: ask_for(school=school, wanted=wanted, by=request.user)):
            messages.success(request, _("Asked for. The other school answers here."))
            return redirect("students:transfer-list")
    return render(request, "students/transfer_ask.html", {"form": form, "problems": problems})


@require_http_methods(["GET", "POST"])
def transfer_offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let a student go to another school."""
    student, stay = _leaving(request, public_id)
    form = OfferForm(request.POST or None)
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        given, shown = form.cleaned_data, request.POST.get("shown", "")

        def act() -> None:
            offer(
                enrolment_id=stay.pk,
                shown=shown,
                to=school_named(given["school"]),
                last_day=given["last_day"],
                by=request.user,
            )

        if _try(problems, act):
            messages.success(request, _("The new school can take the student in now."))
            return redirect("students:transfer-list")
    looked(request, Kind.STUDENT, [(student.pk, student.school_id)])
    context = {"student": student, "stay": stay, "form": form, "problems": problems}
    return render(request, "students/transfer_offer.html", context)


def _leaving(request: HttpRequest, public_id: UUID) -> tuple[Student, Enrolment]:
    """A student who sits in a class of the person's school, or Http404."""
    student = Student.objects.filter(school__in=_schools(request), public_id=public_id).first()
    stay = last_stays(student=student).get(student.pk) if student else None
    if student is None or stay is None or not (stay.ends_on is None or has_ended(stay)):
        raise Http404
    return student, stay


@require_http_methods(["GET", "POST"])
def transfer_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One transfer as this school sees it, with the steps it can take."""
    rows = Transfer.objects.filter(school__in=_schools(request), public_id=public_id)
    row = rows.select_related("grade_level", "school_year").first()
    if row is None:
        raise Http404
    steps = {name: form(request, row) for name, form in _steps(row).items()}
    problems: list[str] = []
    chosen = request.POST.get("step", "")
    if chosen in steps and steps[chosen].is_valid():
        if _try(problems, lambda: _take(request, row, chosen, steps[chosen])):
            return redirect("students:transfer", public_id)
    looked(request, Kind.STUDENT, [_named(row)])
    record = Student.objects.filter(school=row.school_id, person_uid=row.person_uid).first()
    context = {"row": row, "steps": steps, "problems": problems, "student": record}
    return render(request, "students/transfer_detail.html", context)


Form = Callable[[HttpRequest, Transfer], forms.Form]


def _named(row: Transfer) -> tuple[int, int]:
    """Whom the row names: the old school's record, at either school."""
    leaves = row.direction == Direction.OUT
    return row.student_key, row.school_id if leaves else row.other_school_id


def _steps(row: Transfer) -> dict[str, Form]:
    """The steps this side may take, each with its form."""
    state, leaves = row.state, row.direction == Direction.OUT
    if state == TransferState.ASKED and leaves:
        return {
            "let-go": lambda request, row: LetGoForm(_data(request, "let-go"), transfer=row),
            "refuse": lambda request, row: RefusalForm(_data(request, "refuse")),
        }
    if state == TransferState.OFFERED and not leaves:
        return {
            "take": lambda request, row: TakeForm(_data(request, "take"), transfer=row),
        }
    if state in OPEN_TRANSFERS:
        return {"withdraw": lambda request, row: forms.Form(_data(request, "withdraw"))}
    return {}


def _data(request: HttpRequest, step: str) -> Any:
    return request.POST if request.POST.get("step") == step else None


def _take(request: HttpRequest, row: Transfer, step: str, form: forms.Form) -> None:
    given, who = form.cleaned_data, request.user
    named = {"transfer_id": row.pk, "shown": request.POST.get("shown", "")}
    if step == "take":
        take_in(**named, to=given["to"], on=given["on"], by=who)
        messages.success(request, _("Taken in."))
    elif step == "refuse":
        refuse(**named, reason=given["reason"], by=who)
        messages.success(request, _("Refused."))
    elif step == "withdraw":
        refusals = withdraw(**named, by=who)
        messages.success(request, _("Taken back."))
        if refusals:
            left = _("The student has left all the same; record there that he or she comes back.")
            messages.warning(request, " ".join([*refusals, left]))
    else:
        offer(
            enrolment_id=last_stays(student=row.student_key)[row.student_key].pk,
            shown=given["stay"],
            to=School(pk=row.other_school_id, name=row.other_name),
            last_day=given["last_day"],
            by=who,
        )
        messages.success(request, _("The new school can take the student in now."))


def _schools(request: HttpRequest) -> list[School]:
    """The schools whose register the person keeps; Http404 without one."""
    kept = request.scope.schools_where(Action.KEEP_REGISTER)
    schools = list(School.objects.filter(pk__in=kept or ()).order_by("pk"))
    if not schools:
        raise Http404
    return schools


def _try(problems: list[str], act: Callable[[], object]) -> bool:
    """Whether the step was taken; otherwise the problems say why not."""
    try:
        act()
    except StayRefused as refusal:
        problems += refusal.problems
        return False
    except SchoolUnknown as refusal:
        problems.append(str(refusal))
        return False
    return True
