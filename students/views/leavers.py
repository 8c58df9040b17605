"""After grade 9: where a school's own leavers are, and what of lists it has to decide."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from eduportal.core.downloads import download
from eduportal.core.keyset import listed_page
from eduportal.core.looking import Kind, looked
from eduportal.core.params import one_of
from eduportal.core.reading import whole_number
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_xlsx
from schools.models import School
from schools.period import year_of
from students.choices import Destination
from students.forms.leavers import GuidanceForm, answers_in, sayable
from students.models import EnrolmentListRow, GuidanceActivity, LeaverCohort
from students.selectors.leavers import (
    LeaverLine,
    OpenRow,
    cohorts_of_school,
    grades_of,
    guidance_of,
    leaver_lines,
    open_rows,
)
from students.selectors.wishes import classes_with_wishes
from students.services import StayRefused
from students.services.leaving import (
    decide_row,
    record_guidance,
    remove_guidance,
    say_destinations,
)

SHOWN = ("unknown", "known")
# How far back activities of guidance are listed.
A_YEAR = datetime.timedelta(days=365)


@require_http_methods(["GET", "POST"])
def leaver_list(request: HttpRequest) -> HttpResponse:
    """The school's leavers, those of whom nothing is known to be answered with one key each."""
    schools = _schools(request)
    school = _chosen(request, schools)
    known = cohorts_of_school(school.pk)
    cohort = _cohort(request, known)
    problems: list[str] = []
    if request.method == "POST" and cohort is not None:
        if _posted(request, school, cohort, problems):
            return redirect(request.get_full_path())
    lines = leaver_lines(school.pk, cohort) if cohort else []
    if one_of(request, "export", ("xlsx",)) and cohort:
        return _file(request, school, cohort, lines)
    page, asked = _shown(request, lines), open_rows(school=school)
    seen = [(line.leaver.student_id, school.pk) for line in page]
    looked(request, Kind.STUDENT, {*seen, *named(asked)})
    context = _context(lines, cohort) | {
        "schools": schools,
        "school": school,
        "cohorts": known,
        "cohort": cohort,
        "page": page,
        "shown": one_of(request, "show", SHOWN) or "unknown",
        "asked": asked,
        "choices": sayable(cohort.group) if cohort else [],
        "problems": problems,
        "asked_about": {each.pk for row in asked for each in row.leavers},
    }
    return render(request, "students/leaver_list.html", context)


def _context(lines: Sequence[LeaverLine], cohort: LeaverCohort | None) -> dict[str, Any]:
    """The answer first: how many, of how many nothing is known, and how long there is to say."""
    days = (cohort.answer_by - timezone.localdate()).days if cohort else 0
    counts = Counter(
        line.record.destination if line.record else Destination.UNKNOWN.value for line in lines
    )
    return {
        "days": days,
        "late": -days,
        "total": len(lines),
        "unknown": counts[Destination.UNKNOWN.value],
        "counts": [(label, counts[code]) for code, label in Destination.choices if counts[code]],
    }


def _shown(request: HttpRequest, lines: Sequence[LeaverLine]) -> Any:
    is_known = one_of(request, "show", SHOWN) == "known"
    some = [line for line in lines if line.is_unknown is not is_known]
    return listed_page(request, some, lambda line: line.leaver.pk)


def named(rows: Iterable[OpenRow]) -> set[tuple[int, int]]:
    """The leavers that these rows may mean, as the access log names them."""
    return {(each.student_id, each.school_id) for row in rows for each in row.leavers}


def _posted(
    request: HttpRequest, school: School, cohort: LeaverCohort, problems: list[str]
) -> bool:
    """Whether what the form asks for was done; otherwise the problems say why not."""
    try:
        if request.POST.get("step") == "decide":
            decide(request, school)
            return True
        answers = answers_in(request.POST)
        if not answers:
            problems.append(_("Nothing was chosen."))
            return False
        count = say_destinations(
            school_id=school.pk,
            cohort_id=cohort.pk,
            answers=answers,
            on=timezone.localdate(),
            by=request.user,
        )
    except StayRefused as refusal:
        problems += refusal.problems
        return False
    said = ngettext("%(count)d answer is saved.", "%(count)d answers are saved.", count)
    messages.success(request, said % {"count": count})
    return True


def decide(request: HttpRequest, school: School | None) -> None:
    """One row of a list, of the school if one is given: a leaver, or somebody else.

    Raises StayRefused and Http404.
    """
    answer = request.POST.get("answer", "")
    try:
        decide_row(
            row_id=whole_number(request.POST.get("row", "")) or 0,
            shown=request.POST.get("shown", ""),
            leaver_id=None if answer == "another" else whole_number(answer) or 0,
            by=request.user,
            school_id=school.pk if school else None,
        )
    except EnrolmentListRow.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The row is decided."))


def _file(
    request: HttpRequest, school: School, cohort: LeaverCohort, lines: Sequence[LeaverLine]
) -> HttpResponse:
    """Every leaver with what is known, as a workbook."""
    if not request.scope.may_export({school.pk}):
        raise PermissionDenied
    titles = [_("Full name"), _("Date of birth"), _("Destination"), _("Institution")]
    table: list[Sequence[Value]] = [[*titles, _("Since"), _("Known by")]]
    for line in lines:
        student, record = line.leaver.student, line.record
        told = (
            [
                record.get_destination_display(),
                record.institution,
                record.since,
                record.get_evidence_display(),
            ]
            if record
            else [Destination.UNKNOWN.label, "", None, ""]
        )
        table.append([student.full_name, student.birth_date, *map(_plain, told)])
    looked(request, Kind.STUDENT, [(each.leaver.student_id, school.pk) for each in lines])
    return download(write_xlsx([(str(cohort), table)]), f"leavers-{school.code}-{cohort.code}")


def _plain(value: Any) -> Value:
    return str(value) if value is not None and not hasattr(value, "year") else value


@require_http_methods(["GET", "POST"])
def guidance(request: HttpRequest) -> HttpResponse:
    """What the school has done for its students' choice of a way, by year."""
    schools = _schools(request)
    school = _chosen(request, schools)
    is_new = request.method == "POST" and request.POST.get("step") != "remove"
    form = GuidanceForm(request.POST if is_new else None, grades=grades_of(school))
    problems: list[str] = []
    today = timezone.localdate()
    if request.method == "POST" and _changed(request, school, form, problems):
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    rows = guidance_of(school.pk, today - A_YEAR, today)
    context = {
        "schools": schools,
        "school": school,
        "form": form,
        "problems": problems,
        "rows": rows,
        "reached": sum(row.pupils for row in rows),
        "classes": classes_with_wishes(school.pk, year) if (year := year_of(request)) else [],
        "up_url": reverse("students:leavers"),
    }
    return render(request, "students/guidance.html", context)


def _changed(request: HttpRequest, school: School, form: GuidanceForm, problems: list[str]) -> bool:
    """Whether the activity was recorded, or removed; otherwise the problems say why not."""
    try:
        if not form.is_bound:
            _remove(request, school)
            return True
        if form.is_valid():
            record_guidance(school_id=school.pk, facts=form.facts, today=timezone.localdate())
            return True
    except StayRefused as refusal:
        problems += refusal.problems
    return False


def _remove(request: HttpRequest, school: School) -> None:
    row = whole_number(request.POST.get("activity", "")) or 0
    try:
        with transaction.atomic():
            remove_guidance(school_id=school.pk, activity=row)
    except GuidanceActivity.DoesNotExist as error:
        raise StayRefused(
            [_("The activity has been removed since this page was opened.")]
        ) from error


def _schools(request: HttpRequest) -> list[School]:
    """The schools whose register the person keeps; Http404 without one."""
    kept = request.scope.schools_where(Action.KEEP_REGISTER)
    schools = list(School.objects.filter(pk__in=kept or ()).order_by("name"))
    if not schools:
        raise Http404
    return schools


def _chosen(request: HttpRequest, schools: Sequence[School]) -> School:
    code = one_of(request, "school", [school.code for school in schools])
    return next((school for school in schools if school.code == code), schools[0])


def _cohort(request: HttpRequest, known: Sequence[LeaverCohort]) -> LeaverCohort | None:
    """As the address asks; otherwise the newest of grade 9."""
    code = one_of(request, "cohort", [each.code for each in known])
    found = [each for each in known if each.code == code] if code else known
    return found[0] if found else None
