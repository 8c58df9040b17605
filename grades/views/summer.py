"""The summer of a school: who is assessed again, summer training, and the sheets of both."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import text_of
from eduportal.core.posting import posted_from
from eduportal.exchange.selectors import way_of
from eduportal.scoping.actions import Action
from grades.choices import LEVEL_NAMES, PROMOTION_NAMES, Step
from grades.forms.year_end import TrainingForm
from grades.models import AgainSheet
from grades.rules.mark_text import format_cell
from grades.selectors.summer import SchoolSummer, SummerStudent, lines_of_sheet, school_summer
from grades.selectors.year_lines import AGAIN_FEED
from grades.selectors.year_list import classes_led_on
from grades.services.again_sheets import (
    assign_again,
    may_approve,
    may_enter,
    move_again,
    save_again,
)
from grades.services.errors import ClassNotReady, MarkBookError, NotAllowed, OutsideRefused
from grades.services.summer import choose_again, record_training, seal_summer
from schools.models import School, SchoolYear
from schools.period import year_of
from staffing.selectors.staff import choosable_staff

REASON = 300


@require_http_methods(["GET"])
def summer(request: HttpRequest, school: str) -> HttpResponse:
    """Who waits for the summer, what it has brought, and sealing it."""
    return _page(request, *found_summer(request, school))


@posted_from("grades:summer")
def summer_student(request: HttpRequest, school: str) -> HttpResponse:
    """Choose the subjects of one student, or record the outcome of the training."""
    of, year = found_summer(request, school)
    result = _result(request, school_summer(of, year))
    if request.POST.get("do") == "train":
        form = TrainingForm(request.POST)
        if not form.is_valid():
            problems = [str(each) for errors in form.errors.values() for each in errors]
            return _page(request, of, year, problems)
        values = {**form.cleaned_data, "result_id": result.result.pk, "user": request.user}
        said = _("The outcome of the training is recorded.")
        return _do(request, of, year, said, record_training, **values)
    sent = set(request.POST.getlist("subject"))
    subjects = [row.pk for row in result.offered if row.subject.code in sent]
    said = _("The subjects are recorded.")
    named = {"result_id": result.result.pk, "subjects": subjects}
    return _do(request, of, year, said, choose_again, **named)


@posted_from("grades:summer")
def summer_seal(request: HttpRequest, school: str) -> HttpResponse:
    """Seal the summer: promotion is evaluated again, and the results travel."""
    of, year = found_summer(request, school)
    if not request.scope.can(Action.SEAL_MARKS, of.pk):
        raise PermissionDenied
    typed = " ".join(request.POST.get("confirmation", "").split())
    if typed != year.code:
        asked = _("Type the school year, %(name)s, to seal the summer. Nothing was done.")
        return _page(request, of, year, [asked % {"name": year.code}])
    said = _("The summer is sealed.")
    named = {"user": request.user, "basis": text_of(request.POST, "basis", REASON)}
    return _do(request, of, year, said, seal_summer, **named)


@require_http_methods(["GET", "POST"])
def again_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One subject's re-assessment: results entered, handed in, approved or returned."""
    sheet = _sheet(request, public_id)
    if request.method == "GET":
        return _sheet_page(request, sheet)
    named = {"sheet_id": sheet.pk, "scope": request.scope, "user": request.user}
    try:
        said = _moved(request, sheet, {**named, "revision": _revision(request)})
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except OutsideRefused as refusal:
        return _sheet_page(request, sheet, refusal.problems)
    except MarkBookError as refusal:
        return _sheet_page(request, sheet, [str(refusal.message)])
    messages.success(request, said)
    return redirect("grades:again-sheet", public_id)


@posted_from("grades:again-sheet")
def again_assign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say who enters the sheet."""
    sheet = _sheet(request, public_id)
    chosen = {str(each.public_id): each for each in choosable_staff(sheet.school)}
    staff = chosen.get(request.POST.get("staff", ""))
    named = {"revision": _revision(request), "scope": request.scope, "user": request.user}
    try:
        assign_again(sheet_id=sheet.pk, staff=staff, **named)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except MarkBookError as refusal:
        return _sheet_page(request, sheet, [str(refusal.message)])
    messages.success(request, _("It is recorded who enters the sheet."))
    return redirect("grades:again-sheet", public_id)


def _revision(request: HttpRequest) -> int:
    """The revision of the sheet the page showed; one that no sheet has where none was sent."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdecimal() and len(sent) < 9 else -1


def _moved(request: HttpRequest, sheet: AgainSheet, named: dict[str, Any]) -> str:
    do, count = request.POST.get("do", "save"), 0
    if do in ("save", Step.SUBMIT):
        lines = lines_of_sheet(sheet)
        typed = {row.pk: request.POST.get(f"again-{row.pk}", "") for row in lines}
        count = save_again(typed=typed, **named)
    if do == "save":
        return ngettext("%d result is saved.", "%d results are saved.", count) % count
    if do not in Step.values:
        raise Http404
    # What was typed is saved first; the sheet then stands one revision further.
    named["revision"] += bool(count)
    moved = move_again(step=Step(do), reason=text_of(request.POST, "reason", REASON), **named)
    return _("The sheet is %(state)s.") % {"state": moved.get_state_display()}


def found_summer(request: HttpRequest, code: str) -> tuple[School, SchoolYear]:
    """The school and the year chosen in the bar; Http404 for who has no part in it."""
    school, year = School.objects.filter(code=code).first(), year_of(request)
    if school is None or year is None:
        raise Http404
    reads = request.scope.can(Action.READ_MARKS, school.pk)
    if not reads and not led_in(request, school, year):
        raise Http404
    return school, year


def led_in(request: HttpRequest, school: School, year: SchoolYear) -> set[int]:
    """The classes of the school that the user leads."""
    led = classes_led_on(request.user.pk, year, year.day_in(timezone.localdate()))
    return {group.pk for group in led if group.school_id == school.pk}


def _result(request: HttpRequest, found: SchoolSummer) -> SummerStudent:
    wanted = request.POST.get("result", "")
    for each in found.students:
        if str(each.result.public_id) == wanted:
            return each
    raise Http404


def _do(
    request: HttpRequest,
    school: School,
    year: SchoolYear,
    said: str,
    deed: Callable[..., Any],
    **named: Any,
) -> HttpResponse:
    revision = request.POST.get("revision", "")
    try:
        deed(school=school, year=year, revision=revision, scope=request.scope, **named)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except MarkBookError as refusal:
        names = refusal.sheets if isinstance(refusal, ClassNotReady) else []
        return _page(request, school, year, [" ".join([str(refusal.message), ", ".join(names)])])
    messages.success(request, said)
    return redirect("grades:summer", school.code)


def _page(
    request: HttpRequest, school: School, year: SchoolYear, problems: Sequence[str] = ()
) -> HttpResponse:
    """Heads see the whole school, homeroom teachers the students of their classes."""
    found = school_summer(school, year)
    sees_all = request.scope.can(Action.READ_MARKS, school.pk)
    led = set() if sees_all else led_in(request, school, year)
    students = [
        each for each in found.students if sees_all or each.result.enrolment.class_group_id in led
    ]
    shown = [each.result.enrolment.student_id for each in students]
    looked(request, Kind.STUDENT, at_school(school.pk, shown))
    people = [sheet.staff_id for sheet in found.sheets if sees_all and sheet.staff_id]
    looked(request, Kind.STAFF, at_school(school.pk, people))
    context = {
        "school": school,
        "year": year,
        "summer": found,
        "students": [(each, _training(each), _words(each)) for each in students],
        "problems": problems,
        "can_arrange": request.scope.can(Action.APPROVE_MARKS, school.pk),
        "can_train": request.scope.can(Action.APPROVE_MARKS, school.pk) or bool(led),
        "can_seal": request.scope.can(Action.SEAL_MARKS, school.pk),
        "sees_all": sees_all,
        "way": way_of(school, year.code, "again", "-", AGAIN_FEED) if found.is_sealed else None,
    }
    return render(request, "grades/summer.html", context)


def _training(student: SummerStudent) -> TrainingForm | None:
    if not student.needs_training:
        return None
    result = student.result
    initial = {
        "level": result.retrained_conduct,
        "parents_signed": result.parents_signed,
        "note": result.training_note,
    }
    return TrainingForm(initial=initial, prefix=None, auto_id=f"{result.pk}-%s")


def _words(student: SummerStudent) -> dict[str, Any]:
    """What the page says of the student's outcome."""
    levels, promotions = dict(LEVEL_NAMES), dict(PROMOTION_NAMES)
    outcome = student.outcome
    return {
        "learning": levels[outcome.learning.value] if outcome.learning else "",
        "promotion": promotions[outcome.promotion.value]
        if outcome.promotion
        else student.result.get_promotion_display(),
        "is_promoted": outcome.promotion == "promoted",
        "subjects": [
            (row, format_cell(row.result) or "–", format_cell(row.again) or "")
            for row in student.offered
        ],
    }


def _sheet(request: HttpRequest, public_id: UUID) -> AgainSheet:
    """The sheet, for its school's heads and the one who enters it; otherwise Http404."""
    sheet = AgainSheet.objects.filter(public_id=public_id).select_related(
        "school", "school_year", "subject", "staff__user", "moved_by"
    )
    found = sheet.first()
    if found is None:
        raise Http404
    reads = request.scope.can(Action.READ_MARKS, found.school_id)
    if not reads and not may_enter(found, request.scope, request.user):
        raise Http404
    return found


def _sheet_page(
    request: HttpRequest, sheet: AgainSheet, problems: Sequence[str] = ()
) -> HttpResponse:
    """With problems the results are shown as they were typed."""
    lines = lines_of_sheet(sheet)
    shown = [row.year_result.enrolment.student_id for row in lines]
    entering = may_enter(sheet, request.scope, request.user)
    looked(request, Kind.STUDENT, at_school(sheet.school_id, shown), is_entry=entering)
    can_assign = request.scope.can(Action.APPROVE_MARKS, sheet.school_id)
    staff = list(choosable_staff(sheet.school)) if can_assign else []
    looked(request, Kind.STAFF, at_school(sheet.school_id, [each.pk for each in staff]))
    sent = request.POST if problems else {}
    context = {
        "sheet": sheet,
        "lines": [
            (row, format_cell(row.result) or "–", _typed(sent, row.pk, row.again)) for row in lines
        ],
        "problems": problems,
        "can_enter": entering and sheet.state == "open",
        "can_take_back": entering and sheet.state == "submitted",
        "can_approve": may_approve(sheet, request.scope, request.user),
        "can_assign": can_assign,
        "can_explain": request.scope.can(Action.READ_MARKS, sheet.school_id),
        "staff": staff,
    }
    return render(request, "grades/again_sheet.html", context)


def _typed(sent: Any, key: int, stored: int | None) -> str:
    return str(sent.get(f"again-{key}", format_cell(stored) or ""))
