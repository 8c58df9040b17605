"""The staff of a school: the list, one person, and what is recorded of the person."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.core.keyset import keyset_page, sorting_of
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of, search_text
from eduportal.scoping.actions import Action
from schools.models import School, Subject
from staffing.choices import PostKind, StaffStatus
from staffing.forms.people import DutyForm, PostForm, StaffForm
from staffing.forms.records import RecordForm
from staffing.models import StaffMember, TeachingAssignment
from staffing.selectors.loads import loads_of
from staffing.selectors.rating import ratings_of
from staffing.selectors.records import retirement_of
from staffing.selectors.staff import (
    ORDERS,
    WITHOUT_ACCOUNT,
    assignments_of_staff,
    homerooms_of_staff,
    linkable_accounts,
    main_subjects_of,
    revision_of,
    staff_listed,
)
from staffing.services import (
    StaffRefused,
    add_staff,
    change_staff,
    changed_staff_problems,
    new_staff_problems,
)
from staffing.views.access import chosen_school, find_staff, kept_schools, year_of
from staffing.views.files import FILES, look_at_staff
from staffing.views.record_sections import sections_of
from staffing.views.shown import load_shown


@require_GET
def staff_list(request: HttpRequest) -> HttpResponse:
    """The school's staff: searched, narrowed, sorted, and as a file; who has no account says so.

    `all_count`: those of the same status, whatever else the list is narrowed to.
    """
    schools = kept_schools(request)
    school = chosen_school(request, schools)
    subjects = list(main_subjects_of(school))
    filters = _filters(request, subjects)
    text = search_text(request)
    today = timezone.localdate()
    staff = staff_listed(school, today, text=text, **filters)
    sorting = sorting_of(request, ORDERS)
    if kind := one_of(request, "export", list(FILES)):
        return FILES[kind](request, staff.order_by(*sorting.order), school)
    page = keyset_page(request, staff, sorting.order)
    look_at_staff(request, school, page)
    context = {
        "page": page,
        "all_count": staff_listed(school, today, status=filters["status"]).order_by().count(),
        "sorting": sorting,
        **_ways(request, school),
        "school": school,
        "schools": schools,
        "text": text,
        "is_narrowed": bool(text or any(filters.values())),
        **_offered(subjects),
        **filters,
    }
    return render(request, "staffing/staff_list.html", context)


def _ways(request: HttpRequest, school: School) -> dict[str, bool]:
    """Whether the list may be taken away, and another brought in."""
    return {
        "may_export": request.scope.may_export(frozenset({school.pk})),
        "may_import": request.scope.can(Action.IMPORT, school.pk),
    }


def _filters(request: HttpRequest, subjects: Iterable[Subject]) -> dict[str, str]:
    """What the address asks for besides the text."""
    return {
        "subject": one_of(request, "subject", [subject.code for subject in subjects]),
        "post": one_of(request, "post", PostKind.values),
        "status": one_of(request, "status", StaffStatus.values),
        "account": one_of(request, "account", [WITHOUT_ACCOUNT]),
    }


def _offered(subjects: Iterable[Subject]) -> dict[str, Any]:
    """What the list can be narrowed to."""
    return {
        "subjects": [(subject.code, subject.name) for subject in subjects],
        "posts": PostKind.choices,
        "accounts": [(WITHOUT_ACCOUNT, _("Without an account"))],
        "statuses": StaffStatus.choices,
    }


@require_GET
def staff_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person: identity, account, posts, duties, classes, homerooms and load."""
    return staff_page(request, find_staff(request, public_id))


def staff_page(
    request: HttpRequest,
    staff: StaffMember,
    problems: list[str] | None = None,
    post_form: PostForm | None = None,
    duty_form: DutyForm | None = None,
    record_form: RecordForm | None = None,
) -> HttpResponse:
    """The page of one person; with problems, what a form of it was refused for."""
    year = year_of(request)
    day = year.day_in(timezone.localdate()) if year else timezone.localdate()
    loads = loads_of(staff.school, year, day, [staff.pk]) if year else []
    lessons = assignments_of_staff(staff)
    _look(request, staff, lessons)
    context = {
        "staff": staff,
        "revision": revision_of(staff),
        "lessons": lessons,
        "homerooms": homerooms_of_staff(staff),
        "load": load_shown(loads[0]) if loads else None,
        "year": year,
        "day": day,
        "today": timezone.localdate(),
        **_rights(request, staff),
        "problems": problems or [],
        "post_form": post_form or PostForm(),
        "duty_form": duty_form or DutyForm(),
        **_recorded(staff, record_form),
    }
    return render(request, "staffing/staff_detail.html", context)


def _rights(request: HttpRequest, staff: StaffMember) -> dict[str, bool]:
    return {
        "may_protect": request.scope.can(Action.KEEP_PROTECTIONS, staff.school_id),
        "can_create_account": request.scope.can(Action.MANAGE_ACCOUNTS, staff.school_id),
    }


def _recorded(staff: StaffMember, refused: RecordForm | None) -> dict[str, Any]:
    """Posts, duties and records, the newest first."""
    return {
        "posts": staff.posts.order_by("-starts_on", "-pk"),
        "duties": staff.duties.order_by("-starts_on", "-pk"),
        "sections": sections_of(staff, refused),
        "ratings": ratings_of(staff),
        "retires_on": retirement_of(staff.birth_date, staff.sex),
    }


def _look(request: HttpRequest, staff: StaffMember, lessons: list[TeachingAssignment]) -> None:
    """The person, the account, and those the person stands in for."""
    away = [row.substitution.absent_id for row in lessons if hasattr(row, "substitution")]
    looked(request, Kind.STAFF, at_school(staff.school_id, [staff.pk, *away]))
    if staff.user_id:
        looked(request, Kind.ACCOUNT, [(staff.user_id, None)])


@require_http_methods(["GET", "POST"])
def staff_new(request: HttpRequest) -> HttpResponse:
    """Record a person by hand, with the post; all that is wrong is said at once."""
    schools = kept_schools(request)
    school = chosen_school(request, schools)
    form = StaffForm(request.POST or None, school=school, accounts=_accounts(request, school))
    post_form = PostForm(request.POST or None)
    problems: list[str] = []
    if form.is_bound:
        has_post = post_form.is_valid()
        if form.is_valid() and has_post:
            made: list[StaffMember] = []
            if _try(problems, lambda: made.append(_add(school, form, post_form))):
                text = _("%(name)s is on the school's staff.")
                messages.success(request, text % {"name": made[0].full_name})
                return redirect("staffing:staff", made[0].public_id)
        else:
            post = post_form.facts if has_post else None
            problems = new_staff_problems(school, form.facts, post)
    context = {"form": form, "post_form": post_form, "problems": problems}
    context |= {"school": school, "schools": schools}
    return render(request, "staffing/staff_form.html", context)


def _add(school: School, form: StaffForm, post_form: PostForm) -> StaffMember:
    return add_staff(school=school, facts=form.facts, post=post_form.facts)


@require_http_methods(["GET", "POST"])
def staff_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what is recorded of a person, link an account; all that is wrong is said at once."""
    staff = find_staff(request, public_id)
    accounts = _accounts(request, staff.school, staff)
    form = StaffForm(request.POST or None, school=staff.school, accounts=accounts, staff=staff)
    shown = request.POST.get("shown", "")
    problems: list[str] = []
    if form.is_bound and not form.is_valid():
        problems = changed_staff_problems(staff, form.facts)
    elif form.is_bound and _try(
        problems, lambda: change_staff(staff_id=staff.pk, shown=shown, facts=form.facts)
    ):
        messages.success(request, _("The changes are saved."))
        return redirect("staffing:staff", public_id)
    looked(request, Kind.STAFF, at_school(staff.school_id, [staff.pk]))
    context = {
        "form": form,
        "problems": problems,
        "staff": staff,
        "school": staff.school,
        "revision": revision_of(staff),
    }
    return render(request, "staffing/staff_form.html", context)


def _accounts(request: HttpRequest, school: School, staff: StaffMember | None = None) -> list:
    accounts = linkable_accounts(school, staff)
    looked(request, Kind.ACCOUNT, ((account.pk, None) for account in accounts))
    return accounts


def _try(problems: list[str], act: Callable[[], object]) -> bool:
    """Whether it was done; otherwise the problems say why not."""
    try:
        act()
    except StaffRefused as refusal:
        problems += refusal.problems
        return False
    return True
