"""The page of one student: who, where, how far, and what the register says and has said."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal import registry
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of
from eduportal.core.posting import posted_from
from eduportal.exchange.selectors.evidence import accepted_of_student
from eduportal.scoping.actions import Action
from grades.selectors.attendance import YearOfAbsences, absences_of_student
from grades.selectors.correcting import sealed_otherwise
from grades.selectors.earlier_years import earlier_years_of
from grades.selectors.examinations import examinations_of
from grades.selectors.outside import term_joined
from grades.selectors.reviews import lines_known
from grades.selectors.student import (
    NUMBERS,
    StudentResults,
    readable_sheets,
    reads_every_sheet,
    seal_decisions,
    student_results,
)
from grades.services.homeroom_rights import may_see_homeroom
from grades.views.access import find_student
from schools.models import SchoolYear
from schools.period import term_of
from staffing.selectors import homeroom_of
from students.choices import Ended, PaperKind, PaperState
from students.models import Enrolment, Student
from students.selectors import (
    exemptions_of,
    masked,
    merges_of,
    papers_of,
    register_history,
    transfers_of,
)
from students.services import predecessor_of, undo_refusals

CHANGES_SHOWN = 12
LOOKS_SHOWN = 6
READ_MARKS = (Action.READ_MARKS, Action.WRITE_MARKS, Action.WRITE_OWN_MARKS)


@require_GET
def student_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Identity, results, stays, documents, changes, who looked: as much as the role shows."""
    return _page(request, *find_student(request, public_id))


@posted_from("grades:student")
def student_number(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same page with the personal number in full: a look of its own in the access log."""
    student, stays = find_student(request, public_id)
    if not request.scope.can(Action.KEEP_REGISTER, student.school_id):
        raise Http404
    return _page(request, student, stays, shows_number=True)


def _page(
    request: HttpRequest, student: Student, stays: list[Enrolment], *, shows_number: bool = False
) -> HttpResponse:
    looked(request, Kind.STUDENT, [(student.pk, student.school_id)])
    newest = stays[0] if stays else None
    keeps = request.scope.can(Action.KEEP_REGISTER, student.school_id)
    context = {
        "student": student,
        "stays": stays,
        "stay": newest,
        "homeroom": _homeroom(request, newest),
        "exemptions": list(exemptions_of(student)),
        "results": _results(request, student, stays),
        "absences": _absences(request, student, stays),
        **_brought(request, student, newest),
        "reads_marks": any(request.scope.can(each, student.school_id) for each in READ_MARKS),
        "came_from_outside": newest is not None and term_joined(newest) is not None,
        "keeps_register": keeps,
        "may_prove": _may_prove(request, student),
        "sealed_otherwise": sealed_otherwise(student, stays) if keeps else [],
        "can_seal": request.scope.can(Action.SEAL_MARKS, student.school_id),
        "transfers": transfers_of(student),
        **(_register(request, student, newest, shows_number) if keeps else {}),
        **_looks(request, student),
    }
    return render(request, "grades/student.html", context)


def _may_prove(request: HttpRequest, student: Student) -> bool:
    """Whether there is a sealed result to prove, and the reader may see how it travelled."""
    needed = (Action.SEE_EXCHANGE, Action.READ_MARKS)
    may_see = all(request.scope.can(action, student.school_id) for action in needed)
    return may_see and accepted_of_student(student.person_uid).exists()


def _homeroom(request: HttpRequest, stay: Enrolment | None) -> str:
    """Who leads the class of a student who sits in it."""
    if stay is None or stay.ends_on is not None:
        return ""
    staff = homeroom_of(stay.class_group, stay.school_year.day_in(timezone.localdate()))
    looked(request, Kind.STAFF, at_school(stay.school_id, (each.pk for each in staff)))
    return ", ".join(each.full_name for each in staff)


def _results(
    request: HttpRequest, student: Student, stays: list[Enrolment]
) -> dict[str, Any] | None:
    """The year looked at, beside the one before it or another that the address names."""
    term = term_of(request)
    if term is None:
        return None
    years = list(dict.fromkeys(stay.school_year for stay in stays))
    earlier = [year for year in years if year.starts_on < term.school_year.starts_on]
    beside = one_of(request, "beside", [year.code for year in years])
    chosen = [y for y in years if y.code == beside and y != term.school_year] or earlier[:1]
    with_levels = reads_every_sheet(request.scope, student.school_id)
    beside_each_other = [term.school_year, *chosen]
    shown = student_results(
        stays,
        beside_each_other,
        term,
        readable_sheets(request.scope, request.user.pk, student.school_id),
        with_levels=with_levels,
    )
    decided = seal_decisions(student, beside_each_other) if with_levels else []
    return _table(shown, term.school_year, years) | {"term": term, "decided": decided}


def _absences(
    request: HttpRequest, student: Student, stays: list[Enrolment]
) -> YearOfAbsences | None:
    """What the student missed, for those who see the class of the year side by side."""
    term = term_of(request)
    here = [stay for stay in stays if term and stay.school_year_id == term.school_year_id]
    if term is None or not here:
        return None
    group = here[0].class_group
    if not may_see_homeroom(request.scope, request.user.pk, group):
        return None
    return absences_of_student(student, group, term)


def _brought(request: HttpRequest, student: Student, stay: Enrolment | None) -> dict[str, Any]:
    """What lists say of examinations and of years before the portal, as the results are seen."""
    leads = stay is not None and may_see_homeroom(request.scope, request.user.pk, stay.class_group)
    if not leads and not reads_every_sheet(request.scope, student.school_id):
        return {}
    return {"examined": examinations_of(student), "earlier_years": earlier_years_of(student)}


def _table(
    shown: StudentResults, year: SchoolYear, years: Collection[SchoolYear]
) -> dict[str, Any]:
    return {
        "table": shown,
        "numbers": NUMBERS,
        "year": year,
        "others": [each for each in years if each not in [c.year for c in shown.columns]],
    }


def _register(
    request: HttpRequest, student: Student, newest: Enrolment | None, shows_number: bool
) -> dict[str, Any]:
    """What those see who keep the register."""
    number = student.personal_number
    history = register_history(student, CHANGES_SHOWN)
    undo = _undo_of(newest)
    looked(request, Kind.ACCOUNT, ((line.who_id, None) for line in history if line.who_id))
    return {
        "number": number if shows_number else masked(number),
        "is_masked": bool(number) and not shows_number,
        "papers": [
            (PaperKind(kind).label, PaperState(facts.state), facts)
            for kind, facts in papers_of(student).items()
            if facts.state
        ],
        "history": history,
        "merges": merges_of(student),
        "undo": undo,
        "undo_refusals": undo_refusals(newest) if newest is not None and undo else [],
        "may_return": newest is not None and newest.ends_on is not None,
        "lines_known": lines_known(student, newest.school_year) if newest else [],
    }


def _looks(request: HttpRequest, student: Student) -> dict[str, Any]:
    """Who looked last, for those who may ask (eduportal.registry.LAST_LOOKS)."""
    if not request.scope.can(Action.SEE_ACCESS_LOG, student.school_id):
        return {}
    looks = import_string(registry.LAST_LOOKS)(request.scope, student, LOOKS_SHOWN)
    shown = (look["entry"].user_id for look in looks)
    looked(request, Kind.ACCOUNT, ((user_id, None) for user_id in shown if user_id))
    return {"sees_log": True, "looks": looks}


def _undo_of(stay: Enrolment | None) -> str:
    """What there is to take back: a sentence, or nothing."""
    if stay is None or stay.succeeded_on is not None:
        return ""
    if stay.ends_on is not None:
        return _("Take back that the student left")
    old = predecessor_of(stay)
    if old is None or old.ended != Ended.CLASS_CHANGE:
        return ""
    return _("Back to class %(class)s") % {"class": old.class_group.name}
