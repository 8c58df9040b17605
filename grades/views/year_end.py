"""The end of a class's year: proposals, the head's decisions, the seal, completion of a level."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of, text_of
from eduportal.core.posting import posted_from
from eduportal.exchange.selectors import way_of
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_xlsx
from grades.choices import YearState
from grades.forms.year_end import DECISION_LENGTH, CompletionForm, cases_of
from grades.selectors.completing import completing_lines
from grades.selectors.year_end import ClassYear, class_year, decisions_recorded, sealed_results
from grades.selectors.year_lines import YEAR_FEED, returned_year
from grades.selectors.year_stored import differences_of
from grades.selectors.year_words import OUTCOMES, YearLine, lines_of, outcome_name
from grades.services.completing import complete_level, take_completion_back
from grades.services.errors import ClassNotReady, DecisionsRefused, MarkBookError, NotAllowed
from grades.services.year_end import correct_year, seal_year
from grades.services.year_steps import decide_year, may_propose, propose_year, return_year
from grades.views.access import find_led_class
from grades.views.decisions import tell_decided
from schools.models import ClassGroup, Term
from schools.period import term_of
from staffing.selectors import leads

REASON = 300


@require_GET
def class_year_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What follows for each student, what the head has to decide, and what was sealed."""
    return _page(request, find_led_class(request, public_id))


@posted_from("grades:class-year")
def class_year_step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Submit the proposals to the head, or send them back."""
    group = find_led_class(request, public_id)
    if request.POST.get("do") == "return":
        reason = text_of(request.POST, "reason", REASON)
        said = _("The proposals are open again.")
        return _do(request, group, said, lambda who: return_year(reason=reason, **who))
    revision = request.POST.get("revision", "")
    said = _("The proposals are with the head.")
    return _do(request, group, said, lambda who: propose_year(revision=revision, **who))


@posted_from("grades:class-year")
def class_year_decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record what the form says; what is refused stays typed."""
    group = _found_to_seal(request, public_id)
    cases = cases_of(class_year(group).students, request.POST)
    if not cases.is_valid():
        return _page(request, group, [_("Nothing was recorded yet.")], sent=request.POST)
    try:
        count = decide_year(
            class_group=group,
            decisions=cases.taken(),
            revision=request.POST.get("revision", ""),
            scope=request.scope,
            user=request.user,
        )
    except MarkBookError as refusal:
        return _page(request, group, _sentences(refusal), sent=request.POST)
    tell_decided(request, count)
    return redirect("grades:class-year", public_id)


@posted_from("grades:class-year")
def class_year_seal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Seal the class's year: it is not undone."""
    group = _found_to_seal(request, public_id)
    typed = " ".join(request.POST.get("confirmation", "").split())
    if typed.casefold() != group.name.casefold():
        asked = _("Type the name of the class, %(name)s, to seal it. Nothing was done.")
        messages.error(request, asked % {"name": group.name})
        return redirect("grades:class-year", public_id)
    revision = request.POST.get("revision", "")
    said = _("The year of class %(name)s is sealed.") % {"name": group.name}
    return _do(request, group, said, lambda who: seal_year(revision=revision, **who))


@posted_from("grades:class-year")
def class_year_correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Seal what the sealed terms say now in place of what was sealed, under a decision."""
    group = _found_to_seal(request, public_id)
    revision = request.POST.get("revision", "")
    named = {"revision": revision, "basis": text_of(request.POST, "basis", REASON)}
    said = _("The correction is sealed; it goes up by itself.")
    return _do(request, group, said, lambda who: correct_year(**named, **who))


@posted_from("grades:class-year")
def class_year_complete(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record who has completed the level, or take one of them back."""
    group = _found_to_seal(request, public_id)
    if back := request.POST.getlist("back")[:1]:
        [result] = _keys(back, group)
        reason = text_of(request.POST, "reason", REASON)
        said = _("The completion is taken back.")
        named = {"result_id": result, "reason": reason}
        return _do(request, group, said, lambda who: take_completion_back(**named, **who))
    form = CompletionForm(request.POST)
    if not form.is_valid():
        return _page(request, group, [_("Nothing was recorded yet.")], completion=form)
    results = _keys(request.POST.getlist("result"), group)
    if not results:
        return _page(request, group, [_("Tick the students first.")], completion=form)
    said = ngettext(
        "%d student has completed the level.", "%d students have completed the level.", len(results)
    )
    return _do(
        request,
        group,
        said % len(results),
        lambda who: complete_level(results=results, **form.cleaned_data, **who),
    )


@require_GET
def class_year_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The list of the class's year as a workbook."""
    group = find_led_class(request, public_id)
    exports = request.scope.may_export(frozenset({group.school_id}))
    if not exports and not leads(request.user.pk, group.pk):
        raise PermissionDenied
    year = class_year(group)
    lines = lines_of(year, sealed_results(group))
    shown = [each.student.stay.student_id for each in lines]
    looked(request, Kind.STUDENT, at_school(group.school_id, shown))
    title = _("End of the year %(year)s, class %(name)s") % {
        "year": group.school_year.code,
        "name": group.name,
    }
    table: list[list[Value]] = [[group.school.name], [title], _titles(year)]
    table += [_row(number, line) for number, line in enumerate(lines, start=1)]
    content = write_xlsx([(group.name, table)], lines_above=2)
    return download(content, f"{slugify(group.name)}-{group.school_year.code}")


def _titles(year: ClassYear) -> list[Value]:
    subjects = [subject.name for subject in year.subjects.values()]
    ends = (_("Learning result"), _("Conduct"), _("Sessions missed"), _("Proposal"), _("Title"))
    return [_("No."), _("Full name"), _("Date of birth"), *subjects, *ends, _("After the summer")]


def _row(number: int, line: YearLine) -> list[Value]:
    student = line.student.stay.student
    marks = {each.name: each.year for each in line.marks}
    person: list[Value] = [number, student.full_name, f"{student.birth_date:%d/%m/%Y}"]
    said: list[Value] = [line.learning, line.conduct, line.student.outcome.absences, line.label]
    return [*person, *marks.values(), *said, line.award, line.again]


def _found_to_seal(request: HttpRequest, public_id: UUID) -> ClassGroup:
    group = find_led_class(request, public_id)
    if not request.scope.can(Action.SEAL_MARKS, group.school_id):
        raise PermissionDenied
    return group


def _keys(sent: Sequence[str], group: ClassGroup) -> list[int]:
    """The results whose public ids were sent, of this class; Http404 for others."""
    known = {str(each.public_id): each.pk for each in sealed_results(group)}
    if not known.keys() >= set(sent):
        raise Http404
    return [known[each] for each in dict.fromkeys(sent)]


def _do(
    request: HttpRequest, group: ClassGroup, said: str, deed: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    """Do it for the user and say so, or say why not."""
    try:
        deed({"class_group": group, "scope": request.scope, "user": request.user})
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except MarkBookError as refusal:
        return _page(request, group, _sentences(refusal))
    messages.success(request, said)
    return redirect("grades:class-year", group.public_id)


def _sentences(refusal: MarkBookError) -> list[str]:
    if isinstance(refusal, DecisionsRefused):
        return refusal.problems
    named = refusal.sheets if isinstance(refusal, ClassNotReady) else []
    return [" ".join([str(refusal.message), ", ".join(named)]).strip()]


def _page(
    request: HttpRequest,
    group: ClassGroup,
    problems: Sequence[str] = (),
    *,
    sent: QueryDict | None = None,
    completion: CompletionForm | None = None,
) -> HttpResponse:
    """The page, with the decisions that were `sent`."""
    year = class_year(group)
    stored = sealed_results(group) if year.state == YearState.SEALED else []
    lines = lines_of(year, stored)
    decided = decisions_recorded(group)
    shown = [each.student.stay.student_id for each in lines]
    shown += [each.student_id for each in decided]
    looked(request, Kind.STUDENT, at_school(group.school_id, shown))
    context = {
        "class_group": group,
        "year": year,
        "term": _term_of_class(request, group),
        **_listed(request, lines, group.grade_level_id),
        **_cases(year, lines, sent),
        "decided": decided,
        "problems": problems,
        **_rights(request, year),
        **_sealed(group, is_sealed=bool(stored)),
        "completion": completion or CompletionForm(),
        "decision_length": DECISION_LENGTH,
    }
    return render(request, "grades/class_year.html", context)


def _cases(year: ClassYear, lines: list[YearLine], sent: QueryDict | None) -> dict[str, Any]:
    """What the head decides, and for whom the records speak while nobody has."""
    grounds = {each.student.stay.pk: each.grounds for each in lines}
    return {
        "cases": cases_of(year.students, sent, grounds),
        "titles_open": [line for line in lines if line.grounds and line.is_title_open],
    }


def _term_of_class(request: HttpRequest, group: ClassGroup) -> Term | None:
    """The term chosen in the bar, where the class is there in it."""
    term = term_of(request)
    return term if term and term.school_year_id == group.school_year_id else None


def _listed(request: HttpRequest, lines: list[YearLine], grade: int) -> dict[str, Any]:
    """The lines of the outcome that was asked for, of all where none was."""
    show = one_of(request, "show", OUTCOMES)
    return {
        "lines": [line for line in lines if not show or line.outcome == show],
        "count": len(lines),
        "tally": _tally(lines, grade),
        "show": show,
    }


def _rights(request: HttpRequest, year: ClassYear) -> dict[str, bool]:
    group = year.class_group
    seals = request.scope.can(Action.SEAL_MARKS, group.school_id)
    proposes = may_propose(group, request.scope, request.user)
    return {
        "can_seal": seals,
        "can_enter_first_term": request.scope.can(Action.KEEP_REGISTER, group.school_id),
        "can_propose": proposes and year.is_due and year.state == YearState.OPEN,
        "can_return": (seals or proposes) and year.state == YearState.PROPOSED,
    }


def _tally(lines: Sequence[YearLine], grade: int) -> list[dict[str, Any]]:
    """How many there are of each outcome, with the titles among those who move up."""
    found = []
    for outcome in OUTCOMES:
        of = [line for line in lines if line.outcome == outcome]
        called = dict.fromkeys(line.label for line in of)
        titles = sorted({line.award for line in of if line.award})
        notes = [f"{sum(line.award == name for line in of)} {name}" for name in titles]
        name = " / ".join(called) or outcome_name(outcome, grade)
        found.append({"key": outcome, "name": name, "count": len(of), "note": ", ".join(notes)})
    return found


def _sealed(group: ClassGroup, *, is_sealed: bool) -> dict[str, Any]:
    """How far the records have come, what came back or differs, and who completes a level."""
    if not is_sealed:
        return {"way": None, "returned": None, "differences": [], "completing": []}
    lines = completing_lines(group)
    return {
        "way": way_of(group.school, group.school_year.code, "year", group.code, YEAR_FEED),
        "returned": returned_year(group),
        "differences": differences_of(group),
        "completing": lines,
        "completed": [each for each in lines if each.completion],
        "may_complete": any(each.may_complete and not each.completion for each in lines),
    }
