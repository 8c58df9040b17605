"""Pages of public examinations: means by school and class, and the scores of a class."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.core.downloads import download
from eduportal.core.keyset import listed_page
from eduportal.core.looking import Kind, looked
from eduportal.core.params import code_of, one_of
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_xlsx
from grades.choices.examinations import TEMPLATE_SUBJECTS, Examination
from grades.models import ExaminationScore
from grades.selectors.examinations import (
    CandidateRow,
    MeanRow,
    candidate_rows,
    candidates_in,
    candidates_of,
    classes_examined,
    means_by_class,
    means_by_school,
    subjects_examined,
)
from grades.selectors.year_list import classes_led_on
from grades.views.access import find_led_class
from schools.models import ClassGroup, School, SchoolYear, Subject
from schools.period import year_of

FORMATS = ("xlsx", "candidates", "template")


@dataclass(frozen=True)
class Shown:
    """What the page lists: schools, or the classes of one."""

    school: School | None
    subjects: Sequence[Subject]
    rows: Sequence[MeanRow]


@require_GET
def examinations(request: HttpRequest) -> HttpResponse:
    """Means of the schools, or of the classes of one school; files of them."""
    kind = Examination(one_of(request, "kind", Examination.values) or Examination.ENTRANCE)
    year = year_of(request)
    wanted = one_of(request, "export", FORMATS)
    if year is None:
        return render(request, "grades/examinations.html", {"year": None})
    if wanted in ("candidates", "template"):
        return _of_province(request, kind, year, wanted)
    shown = _shown(request, kind, year)
    may_export = request.scope.may_export(frozenset({shown.school.pk}) if shown.school else None)
    if wanted:
        if not may_export:
            raise PermissionDenied
        return _means_file(kind, shown)
    page = listed_page(request, shown.rows, lambda row: row.about.pk)
    context = {
        "page": page,
        "year": year,
        "kind": kind,
        "kinds": Examination.choices,
        "shown": shown,
        "rows": _with_links(request, year, page),
        "names": [subject.short_name for subject in shown.subjects],
        "by_school": bool(shown.rows) and isinstance(shown.rows[0].about, School),
        "smallest": settings.SUPPRESSION_SMALLEST,
        "may_export": may_export,
        "may_bring": request.scope.can(Action.ADMINISTER),
    }
    return render(request, "grades/examinations.html", context)


@require_GET
def examination_class(request: HttpRequest, kind: str, public_id: UUID) -> HttpResponse:
    """The scores of the students who sat in the class, for those who see its results."""
    group = find_led_class(request, public_id)
    if kind not in Examination.values:
        raise Http404
    examination = Examination(kind)
    subjects = subjects_examined(examination, group.school_year, {group.school_id})
    rows = candidate_rows(candidates_in(examination, group), subjects)
    _looked(request, rows)
    if one_of(request, "export", ["xlsx"]):
        if not request.scope.may_export(frozenset({group.school_id})):
            raise PermissionDenied
        return _scores_file(examination, subjects, rows)
    context = {
        "group": group,
        "kind": examination,
        "names": [subject.short_name for subject in subjects],
        "rows": rows,
        "may_export": request.scope.may_export(frozenset({group.school_id})),
    }
    return render(request, "grades/examination_class.html", context)


def _shown(request: HttpRequest, kind: Examination, year: SchoolYear) -> Shown:
    """Schools for whoever sees several; the classes of one for its people and those who ask."""
    allowed = request.scope.schools_where(Action.SEE_DASHBOARD)
    code = code_of(request.GET, "school")
    school: School | None
    if code:
        school = get_object_or_404(School, code=code)
        if allowed is not None and school.pk not in allowed:
            raise Http404
    elif allowed is None or len(allowed) > 1:
        subjects = subjects_examined(kind, year, allowed)
        rows = means_by_school(kind, year, allowed, subjects, settings.SUPPRESSION_SMALLEST)
        return Shown(None, subjects, rows)
    else:
        school = School.objects.filter(pk__in=allowed).first()
    groups = classes_examined(kind, year, [school.pk]) if school else _led(request, year)
    subjects = subjects_examined(kind, year, {group.school_id for group in groups})
    reads = school is not None and request.scope.can(Action.READ_MARKS, school.pk)
    least = 1 if reads or school is None else settings.SUPPRESSION_SMALLEST
    return Shown(school, subjects, means_by_class(kind, year, groups, subjects, least))


def _led(request: HttpRequest, year: SchoolYear) -> list[ClassGroup]:
    return classes_led_on(request.user.pk, year, year.day_in(timezone.localdate()))


def _with_links(
    request: HttpRequest, year: SchoolYear, rows: Iterable[MeanRow]
) -> list[tuple[MeanRow, bool]]:
    """The rows, each with whether its students may be looked at."""
    led = {group.pk for group in _led(request, year)}
    return [(row, _is_open(request, row, led)) for row in rows]


def _is_open(request: HttpRequest, row: MeanRow, led: set[int]) -> bool:
    """Whether the students behind the row may be looked at: of classes alone."""
    if isinstance(row.about, School):
        return False
    return row.about.pk in led or request.scope.can(Action.READ_MARKS, row.about.school_id)


def _looked(request: HttpRequest, rows: Sequence[CandidateRow]) -> None:
    shown = [(row.candidate.student_id, row.candidate.school_id) for row in rows]
    looked(request, Kind.STUDENT, shown)


def _of_province(
    request: HttpRequest, kind: Examination, year: SchoolYear, wanted: str
) -> HttpResponse:
    """All candidates, or none but their titles, for whoever brings them."""
    if not request.scope.can(Action.ADMINISTER) or not request.scope.may_export(None):
        raise PermissionDenied
    if wanted == "template":
        subjects = list(Subject.objects.filter(code__in=TEMPLATE_SUBJECTS[kind]))
        return _scores_file(kind, subjects, [])
    subjects = subjects_examined(kind, year, None)
    rows = candidate_rows(candidates_of(kind, year), subjects)
    _looked(request, rows)
    return _scores_file(kind, subjects, rows)


def _means_file(kind: Examination, shown: Shown) -> HttpResponse:
    few = f"<{settings.SUPPRESSION_SMALLEST}"
    titles: list[Value] = [_("School code"), _("School")] if not shown.school else [_("Class")]
    table: list[list[Value]] = [[*titles, _("Candidates"), *(each.name for each in shown.subjects)]]
    for row in shown.rows:
        about = row.about
        named = [about.code, about.name] if isinstance(about, School) else [about.name]
        means = [few if hidden else mean and mean[1] for mean, hidden in row.cells]
        table.append([*named, few if row.candidates is None else row.candidates, *means])
    return download(write_xlsx([(str(kind.label)[:31], table)]), f"examination-{kind.value}")


def _scores_file(
    kind: Examination, subjects: Sequence[Subject], rows: Sequence[CandidateRow]
) -> HttpResponse:
    """Candidates as their importer reads them."""
    titles: list[Value] = [
        _("Candidate number"),
        _("Full name"),
        _("Date of birth"),
        _("Ministry code"),
        _("School"),
        _("Council"),
        *(each.name for each in subjects),
        _("Total"),
    ]
    table = [titles, *(_line(row) for row in rows)]
    return download(write_xlsx([(str(kind.label)[:31], table)]), f"scores-{kind.value}")


def _line(row: CandidateRow) -> list[Value]:
    candidate, student = row.candidate, row.candidate.student
    return [
        candidate.number,
        student.full_name,
        student.birth_date,
        student.ministry_code or "",
        student.school.name,
        candidate.council,
        *map(_cell, row.scores),
        candidate.total,
    ]


def _cell(score: ExaminationScore | None) -> Value:
    if score is None:
        return ""
    return str(score.get_state_display()) if score.score is None else score.score
