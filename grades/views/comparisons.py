"""The administrator's pages of shadow runs: whose result would change under a regulation set."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from eduportal.core.downloads import download
from eduportal.core.keyset import KeysetPage, keyset_page, listed_page
from eduportal.core.looking import Kind, looked
from eduportal.core.params import code_of, one_of
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_xlsx
from grades.choices import ComparisonState
from grades.models import ComparedResult, RegulationComparison
from grades.selectors.comparisons import (
    RESULT_ORDER,
    ResultLine,
    counts_by_cause,
    counts_by_school,
    is_for_reference,
    is_stale,
    may_come_into_force,
    result_lines,
    results_of,
    stands_in,
    summary_of,
)
from grades.selectors.explaining_compared import why_compared
from grades.selectors.regulations import columns_are_taken, has_begun, typed_confirmation
from grades.services.comparing import ask_comparison, discard_comparison
from grades.services.errors import MarkBookError
from grades.views.regulations import find_set, require_administering
from schools.models import SchoolYear

SHOWN = ("schools", "students")


def find_comparison(request: HttpRequest, public_id: UUID) -> RegulationComparison:
    """The run, for those who administer; otherwise Http404."""
    require_administering(request)
    runs = RegulationComparison.objects.select_related(
        "regulation", "base", "school_year", "created_by"
    )
    found: RegulationComparison = get_object_or_404(runs, public_id=public_id)
    return found


@require_POST
def comparison_start(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a shadow run of the set over a school year."""
    regulation = find_set(request, code)
    year = SchoolYear.objects.filter(code=code_of(request.POST, "year")).first()
    if year is None:
        messages.error(request, _("Choose a school year."))
        return redirect("grades:regulation-detail", code=code)
    try:
        run = ask_comparison(
            regulation=regulation,
            digest=request.POST.get("digest", ""),
            year=year,
            scope=request.scope,
            user=request.user,
        )
    except MarkBookError as refusal:
        messages.error(request, str(refusal.message))
        return redirect("grades:regulation-detail", code=code)
    return redirect("grades:comparison-detail", public_id=run.public_id)


@require_GET
def comparison_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a run has found: totals, causes, schools and students.

    The polling fragment asks the same address; when the run has ended it gets the page anew.
    """
    run = find_comparison(request, public_id)
    is_running = run.state == ComparisonState.WAITING
    if request.htmx:
        if not is_running:
            return HttpResponseClientRefresh()
        return render(request, "grades/_comparison_progress.html", {"run": run})
    if one_of(request, "export", ["xlsx"]):
        return _export(request, run)
    shown = one_of(request, "show", SHOWN) or "schools"
    school_code = code_of(request.GET, "school")
    page = _page(request, run, shown, school_code)
    context = {
        "run": run,
        "is_running": is_running,
        "summary": summary_of(run),
        "causes": counts_by_cause(run),
        "shown": shown,
        "school_code": school_code,
        "page": page,
        "explains": run.regulation.scheme.explaining is not None,
        "lines": list(_lines(request, run, page)) if shown == "students" else [],
    }
    return render(request, "grades/comparison_detail.html", context | _use_of(run))


@require_GET
def comparison_why(request: HttpRequest, public_id: UUID, result: int) -> HttpResponse:
    """How the results of one student came about under the set before and the one compared."""
    run = find_comparison(request, public_id)
    row = results_of(run, "").filter(pk=result).first()
    found = why_compared(run, row) if row else []
    if row is None or not found:
        raise Http404
    [line] = _lines(request, run, [row])
    who = line.name or row.enrolment.student.ministry_code or "–"
    context = {
        "found": found,
        "about": f"{who} · {row.enrolment.class_group.name} · {row.term}",
        "up": str(run),
        "up_url": reverse("grades:comparison-detail", args=[public_id]) + "?show=students",
    }
    return render(request, "grades/why.html", context)


@require_POST
def comparison_discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a run up, or clear away what it has found."""
    run = find_comparison(request, public_id)
    discard_comparison(comparison=run, scope=request.scope)
    messages.success(request, _("The comparison is discarded."))
    return redirect("grades:regulation-detail", code=run.regulation.code)


def _use_of(run: RegulationComparison) -> dict[str, object]:
    """What the run is good for: putting its set into force, or why not."""
    return {
        "may_come_into_force": may_come_into_force(run),
        "has_begun": has_begun(run.regulation.from_year),
        "confirmation": typed_confirmation(run.regulation),
        "is_stale": is_stale(run),
        "is_for_reference": is_for_reference(run),
        "stands_in": stands_in(run),
        "columns_are_taken": columns_are_taken(run.regulation),
    }


def _page(
    request: HttpRequest, run: RegulationComparison, shown: str, school_code: str
) -> KeysetPage[Any]:
    if shown == "schools":
        return listed_page(request, list(counts_by_school(run)), itemgetter("school__code"))
    return keyset_page(request, results_of(run, school_code), RESULT_ORDER)


def _lines(request: HttpRequest, run: RegulationComparison, rows: Iterable) -> Iterable[ResultLine]:
    may_name = partial(request.scope.can, Action.READ_STUDENTS)
    return result_lines(_looked_at(request, rows), run, may_name)


def _looked_at(request: HttpRequest, rows: Iterable[ComparedResult]) -> Iterator[ComparedResult]:
    """The rows as they come. A student whose name is hidden is shown by the code."""
    for row in rows:
        looked(request, Kind.STUDENT, [(row.enrolment.student_id, row.school_id)])
        yield row


def _export(request: HttpRequest, run: RegulationComparison) -> HttpResponse:
    """The compared results as a spreadsheet: the same rows, named where the page names them."""
    if not request.scope.may_export(None):
        raise PermissionDenied
    titles = [
        _("School code"),
        _("School"),
        _("Class"),
        _("Student code"),
        _("Student"),
        _("Term"),
        _("Already sealed"),
        _("Level before"),
        _("Level after"),
        _("Results of subjects"),
        _("Cause"),
    ]
    lines = _lines(request, run, results_of(run, code_of(request.GET, "school")).iterator(2000))
    table: list[Sequence[Value]] = [titles, *map(_export_row, lines)]
    content = write_xlsx([(run.regulation.code, table)])
    return download(content, f"{run.regulation.code}-{run.school_year.code}")


def _export_row(line: ResultLine) -> list[Value]:
    row = line.result
    subjects = [f"{name}: {before} → {after}" for name, before, after in line.subjects]
    return [
        row.school.code,
        row.school.name,
        row.enrolment.class_group.name,
        row.enrolment.student.ministry_code or "",
        line.name,
        str(row.term),
        _("yes") if row.sealed else _("no"),
        line.level_before,
        line.level_after,
        "; ".join(subjects),
        "; ".join(f"{clause}: {question}" for clause, question in line.causes),
    ]
