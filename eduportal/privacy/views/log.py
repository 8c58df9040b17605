"""Asking the access log: about a student, about an account, and after a breach."""

import datetime
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.accounts.models import User
from eduportal.core.downloads import download
from eduportal.core.keyset import keyset_page
from eduportal.core.looking import Kind, looked
from eduportal.core.params import one_of, search_text, text_of
from eduportal.privacy.forms import PeriodForm
from eduportal.privacy.models import Access
from eduportal.privacy.selectors import (
    FOUND_AT_ONCE,
    SchoolIds,
    Sighting,
    account_to_ask_about,
    accounts_found,
    counted,
    described,
    has_worked_at,
    looks_at_student,
    looks_of_account,
    sightings,
    staff_found,
    students_of,
    works_at,
)
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_csv, write_xlsx
from staffing.models import StaffMember
from students.models import Student
from students.selectors import Narrowed, students_listed

NEWEST = ("-at", "-pk")
BY_SCHOOL = ("school__name", "sort_key", "pk")
SHORTEST_SEARCH = 2
LONGEST_DAY = len("2014-05-06")


def schools_asked_about(request: HttpRequest) -> SchoolIds:
    """The schools whose log the user may see; Http404 where there is none."""
    if not request.scope.can_somewhere(Action.SEE_ACCESS_LOG):
        raise Http404
    return request.scope.schools_where(Action.SEE_ACCESS_LOG)


def find_account(request: HttpRequest, pk: int) -> tuple[User, SchoolIds]:
    """The account and the schools to ask about; Http404 for one that never came near them."""
    school_ids = schools_asked_about(request)
    user = account_to_ask_about(pk, school_ids)
    if user is None:
        raise Http404
    return user, school_ids


def parse_day(text: str) -> datetime.date | None:
    """A day written year-month-day, as browsers send it; None for anything else."""
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None


def find_student(request: HttpRequest, public_id: UUID) -> Student:
    """A student of a school whose log the user may see; otherwise Http404."""
    school_ids = schools_asked_about(request)
    students = Student.objects.select_related("school")
    if school_ids is not None:
        students = students.filter(school__in=school_ids)
    return get_object_or_404(students, public_id=public_id)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Find the student or the account to ask about."""
    school_ids = schools_asked_about(request)
    text, born = search_text(request), text_of(request.GET, "born", LONGEST_DAY)
    students: list[Student] = []
    users: list[User] = []
    staff: list[StaffMember] = []
    if len(text) >= SHORTEST_SEARCH:
        asked_about = Q() if school_ids is None else Q(school__in=school_ids)
        found = students_listed(visible=asked_about, school_year=None, narrowed=Narrowed(text))
        day = parse_day(born)
        students = list((found.filter(birth_date=day) if day else found)[:FOUND_AT_ONCE])
        users = accounts_found(text, school_ids)
        staff = staff_found(text, school_ids)
    students_shown(request, students)
    looked(request, Kind.ACCOUNT, ((user.pk, None) for user in users))
    looked(request, Kind.STAFF, ((each.pk, each.school_id) for each in staff))
    context = {
        "text": text,
        "born": born,
        "students": students,
        "users": users,
        "staff": staff,
        "most": FOUND_AT_ONCE,
    }
    return render(request, "privacy/search.html", context)


@require_GET
def student(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who looked at this child."""
    school_ids = schools_asked_about(request)
    child = find_student(request, public_id)
    entries = counted(looks_at_student(child, school_ids))
    page = keyset_page(request, entries, NEWEST)
    students_shown(request, [child])
    looked(request, Kind.ACCOUNT, ((each.user_id, None) for each in page if each.user_id))
    context = {"student": child, "page": page, "rows": list(map(described, page))}
    context["can_export"] = request.scope.can(Action.EXPORT, child.school_id)
    return render(request, "privacy/student.html", context)


@require_GET
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """What this account looked at in a period."""
    user, school_ids = find_account(request, pk)
    period = PeriodForm(request.GET)
    entries = Access.objects.none()
    if period.is_valid():
        entries = counted(looks_of_account(user, school_ids=school_ids, **period.cleaned_data))
    page = keyset_page(request, entries, NEWEST)
    looked(request, Kind.ACCOUNT, [(user.pk, None)])
    context = {
        "account": user,
        "period": period,
        "page": page,
        "rows": list(map(described, page)),
        "can_correct": has_worked_at(user, school_ids),
        "can_copy": can_copy(request, user),
    }
    return render(request, "privacy/account.html", context)


@require_GET
def account_students(request: HttpRequest, pk: int) -> HttpResponse:
    """Which children this account has seen in a period: after a breach, for the report."""
    user, school_ids = find_account(request, pk)
    wanted = one_of(request, "export", ["xlsx", "csv"])
    period = PeriodForm(request.GET)
    entries = Access.objects.none()
    if period.is_valid():
        entries = looks_of_account(user, school_ids=school_ids, **period.cleaned_data)
        if wanted:
            return _export(request, user, wanted, sightings(entries, students_of(entries)))
    page = keyset_page(request, students_of(entries), BY_SCHOOL)
    students_shown(request, page)
    looked(request, Kind.ACCOUNT, [(user.pk, None)])
    context = {
        "account": user,
        "period": period,
        "page": page,
        "lines": sightings(entries, page),
        "can_export": may_export(request),
        "can_correct": has_worked_at(user, school_ids),
        "can_copy": can_copy(request, user),
    }
    return render(request, "privacy/account_students.html", context)


def can_copy(request: HttpRequest, user: User) -> bool:
    """Whether the account's data may be handed out by this user: it works at the user's school."""
    asked = request.scope.schools_where(Action.SEE_ACCESS_LOG)
    return works_at(user, asked) and may_export(request)


def may_export(request: HttpRequest) -> bool:
    """Whether the user may export at every school whose log the user may see."""
    seen = request.scope.schools_where(Action.SEE_ACCESS_LOG)
    allowed: bool = request.scope.may_export(seen)
    return allowed


def students_shown(request: HttpRequest, students: Iterable[Student]) -> None:
    looked(request, Kind.STUDENT, ((each.pk, each.school_id) for each in students))


def _export(
    request: HttpRequest, user: User, wanted: str, lines: Sequence[Sighting]
) -> HttpResponse:
    """The students seen as a file; whoever takes it away is logged as having seen them all."""
    if not may_export(request):
        raise PermissionDenied
    students_shown(request, (line.student for line in lines))
    titles = [_("School code"), _("School"), _("Class"), _("Student code"), _("Student")]
    titles += [_("Date of birth"), _("Times seen"), _("First seen"), _("Last seen")]
    table: list[Sequence[Value]] = [titles, *map(_line, lines)]
    content = write_csv(table) if wanted == "csv" else write_xlsx([(_("Students seen"), table)])
    return download(content, f"students-seen-by-{user.pk}", wanted)


def _line(line: Sighting) -> list[Value]:
    child = line.student
    seen = (f"{timezone.localtime(moment):%H:%M %d/%m/%Y}" for moment in (line.first, line.last))
    names = [child.school.code, child.school.name, line.class_name, child.ministry_code or ""]
    return [*names, child.full_name, child.birth_date, line.times, *seen]
