"""The summer of a school: who is assessed again, summer training, and the sheets of both."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import text_of
from eduportal.core.posting import posted_from
from eduportal.exchange.selectors import way_of
from eduportal.scoping.actions import Action
from grades.choices import ANY_LEVEL_NAMES
from grades.choices.promotion import promotion_name
from grades.forms.helping import HelpForm, SummerDecisionForm, traits_shown
from grades.forms.year_end import TrainingForm
from grades.models import YearSubject
from grades.rules.cells import CellForm
from grades.rules.mark_text import format_cell
from grades.selectors.summer import SchoolSummer, SummerStudent, school_summer
from grades.selectors.year_lines import AGAIN_FEED
from grades.selectors.year_list import classes_led_on
from grades.services.errors import ClassNotReady, MarkBookError, NotAllowed
from grades.services.helping import decide_summer, record_help
from grades.services.summer import choose_again, may_arrange, record_training, seal_summer
from schools.models import School, SchoolYear
from schools.period import year_of

BASIS = 300


@require_http_methods(["GET"])
def summer(request: HttpRequest, school: str) -> HttpResponse:
    """Who waits for the summer, what it has brought, and sealing it."""
    return _page(request, *found_summer(request, school))


@posted_from("grades:summer")
def summer_student(request: HttpRequest, school: str) -> HttpResponse:
    """Choose the subjects of one student, record the outcome of the training or the help, or what
    the principal decides after it."""
    of, year = found_summer(request, school)
    student = _result(request, school_summer(of, year))
    named = {"result_id": student.result.pk, "user": request.user}
    do = request.POST.get("do")
    if do in DEEDS:
        form, deed, said = DEEDS[do](student, request.POST)
        if not form.is_valid():
            return _page(request, of, year, _problems(student, form), sent=request.POST)
        return _do(request, of, year, str(said), deed, **form.said(), **named)
    # Before what the page showed is compared: who may not arrange hears that first.
    if not may_arrange(student, request.scope, request.user):
        raise PermissionDenied
    sent = set(request.POST.getlist("subject"))
    subjects = [row.pk for row in student.offered if row.subject.code in sent]
    if not subjects and not any(row.sheet_id for row in student.offered):
        return _page(request, of, year, [_("Tick the subjects to be assessed again first.")])
    said = _("The subjects are recorded.")
    return _do(request, of, year, said, choose_again, subjects=subjects, **named)


class Deed(NamedTuple):
    """A form of one student, the service for what it says, and the answer."""

    form: TrainingForm | HelpForm | SummerDecisionForm
    service: Callable[..., Any]
    said: Any


DEEDS: dict[str | None, Callable[[SummerStudent, QueryDict], Deed]] = {
    "train": lambda _student, sent: Deed(
        TrainingForm(sent),
        record_training,
        gettext_lazy("The outcome of the training is recorded."),
    ),
    "help": lambda student, sent: Deed(
        HelpForm(student, sent), record_help, gettext_lazy("The help and its outcome are recorded.")
    ),
    "decide": lambda student, sent: Deed(
        SummerDecisionForm(student, sent), decide_summer, gettext_lazy("The decision is recorded.")
    ),
}


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
    named = {"user": request.user, "basis": text_of(request.POST, "basis", BASIS)}
    return _do(request, of, year, said, seal_summer, **named)


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


def _problems(student: SummerStudent, form: forms.Form) -> list[str]:
    """Each problem of the form with the student and the field it is about."""
    name = student.result.enrolment.student.full_name
    return [
        f"{name}, {form.fields[field].label}: {problem}"
        for field, problems in form.errors.items()
        for problem in problems
    ]


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
        problem = " ".join([str(refusal.message), ", ".join(names)])
        return _page(request, school, year, [problem], sent=request.POST)
    messages.success(request, said)
    return redirect("grades:summer", school.code)


def _page(
    request: HttpRequest,
    school: School,
    year: SchoolYear,
    problems: Sequence[str] = (),
    *,
    sent: QueryDict | None = None,
) -> HttpResponse:
    """Heads see the whole school, homeroom teachers the students of their classes; what was `sent`
    and refused stays typed."""
    found = school_summer(school, year)
    sees_all = request.scope.can(Action.READ_MARKS, school.pk)
    led = set() if sees_all else led_in(request, school, year)
    students = [each for each in found.students if sees_all or each.class_id in led]
    shown = [each.result.enrolment.student_id for each in students]
    looked(request, Kind.STUDENT, at_school(school.pk, shown))
    people = [sheet.staff_id for sheet in found.sheets if sees_all and sheet.staff_id]
    looked(request, Kind.STAFF, at_school(school.pk, people))
    context = {
        "school": school,
        "year": year,
        "summer": found,
        "students": [_shown(request, each, _sent(each, sent)) for each in students],
        "problems": problems,
        "can_train": request.scope.can(Action.APPROVE_MARKS, school.pk) or bool(led),
        "can_seal": request.scope.can(Action.SEAL_MARKS, school.pk),
        "sees_all": sees_all,
        "way": way_of(school, year.code, "again", "-", AGAIN_FEED) if found.is_sealed else None,
    }
    return render(request, "grades/summer.html", context)


def _sent(student: SummerStudent, sent: QueryDict | None) -> dict[str, QueryDict]:
    """What was sent of this student, by the deed its form is for."""
    if sent is None or sent.get("result") != str(student.result.public_id):
        return {}
    return {sent.get("do", ""): sent}


def _shown(
    request: HttpRequest, student: SummerStudent, sent: Mapping[str, QueryDict]
) -> dict[str, Any]:
    """One student with the forms the page may offer."""
    is_helped, decides = student.is_helped and student.is_waiting, student.needs_decision
    return {
        "each": student,
        "training": _training(student, sent.get("train")),
        "help": HelpForm(student, sent.get("help")) if is_helped else None,
        "traits": traits_shown(student),
        "can_arrange": may_arrange(student, request.scope, request.user),
        "deciding": SummerDecisionForm(student, sent.get("decide")) if decides else None,
        "words": _words(student),
    }


def _training(student: SummerStudent, sent: QueryDict | None) -> TrainingForm | None:
    if not student.needs_training:
        return None
    result = student.result
    initial = {
        "level": result.retrained_conduct,
        "parents_signed": result.parents_signed,
        "note": result.training_note,
    }
    return TrainingForm(sent, initial=initial, auto_id=f"{result.pk}-%s")


def _words(student: SummerStudent) -> dict[str, Any]:
    """What the page says of the student's outcome."""
    levels = dict(ANY_LEVEL_NAMES)
    outcome = student.outcome
    return {
        "learning": levels[outcome.learning.value] if outcome.learning else "",
        "promotion": _follows(student),
        "sealed": student.result.said(student.result.promotion_again),
        "is_promoted": outcome.promotion == "promoted",
        "subjects": [(row, *results_of(row)) for row in student.offered],
    }


def _follows(student: SummerStudent) -> str:
    """What the summer leads to; what the year said for who does not wait for it."""
    if student.outcome.promotion:
        learning = student.outcome.learning or student.result.learning
        grade = student.result.enrolment.class_group.grade_level_id
        return promotion_name(student.outcome.promotion.value, grade, learning)
    if student.waits_for_decision:
        return _("the principal decides")
    return student.result.said(student.result.promotion)


def results_of(row: YearSubject) -> tuple[str, str]:
    """The result of the year with its test, and those given again: "C · 4", "T · 8"."""
    return _cells(row.result, row.test), _cells(row.again, row.test_again)


def _cells(level: int | None, test: int | None) -> str:
    return " · ".join(filter(None, [format_cell(level), format_cell(test, CellForm.POINTS)]))
