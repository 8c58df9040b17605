"""The days of mark entry of a term: the calendar, its windows, and exceptions to them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.params import code_of
from eduportal.scoping.actions import Action
from grades.forms.windows import DaysForm, ExceptionForm, WindowForm
from grades.models import EntryException, MarkSheet, ProvinceWindow, SchoolWindow
from grades.selectors.midterm_frozen import midterm_request_of
from grades.selectors.windows import calendar_of, school_days
from grades.services.errors import MarkBookError
from grades.services.windows import (
    alter_window,
    end_exception,
    give_exception,
    may_give_exceptions,
    may_set_windows,
    remove_window,
    set_window,
)
from grades.views.approving import looked_at
from grades.views.exception_list import exceptions_shown
from schools.models import School, Term
from schools.period import term_of
from schools.selectors import term_of_code
from staffing.selectors.staff import choosable_staff


@require_GET
def entry_days(request: HttpRequest) -> HttpResponse:
    """The calendar of the term's windows, what holds at one school, and the exceptions."""
    schools = _schools_of(request)
    term = _term_of(request)
    if term is None:
        return render(request, "grades/entry_days.html", {"term": None})
    school = _school_of(request, schools)
    exceptions = exceptions_shown(request, term, school)
    if isinstance(exceptions, HttpResponse):
        return exceptions
    context: dict[str, Any] = {
        "term": term,
        "schools": schools,
        "school": school,
        "calendar": calendar_of(term, [school.pk] if school else None),
        "midterm": midterm_request_of(term),
        "may_set": may_set_windows(request.scope),
        "may_give": school is not None and may_give_exceptions(request.scope, school.pk),
        **exceptions,
    }
    if school is not None:
        context["grades"] = grades = school_days(term, school)
        context["labels"] = [label for label, _days in grades[0].days] if grades else []
    return render(request, "grades/entry_days.html", context)


def _schools_of(request: HttpRequest) -> list[School]:
    """The schools whose days a head sees; empty for who sets them all. Http404 for any other."""
    if may_set_windows(request.scope):
        return []
    deciding = request.scope.schools_where(Action.APPROVE_MARKS)
    schools = list(School.objects.filter(pk__in=deciding or ()).order_by("search_key", "pk"))
    if not schools:
        raise Http404
    return schools


def _school_of(request: HttpRequest, schools: list[School]) -> School | None:
    """The school the address names by its code; a head's first one without; else Http404."""
    code = code_of(request.GET, "school")
    if not code:
        return schools[0] if schools else None
    school = get_object_or_404(School, code=code)
    if schools and school not in schools:
        raise Http404
    return school


def _term_of(request: HttpRequest) -> Term | None:
    """The term a form or an address names by its code, otherwise the one the user looks at."""
    code = code_of(request.POST, "term") or code_of(request.GET, "term")
    if not code:
        return term_of(request)
    term = term_of_code(code)
    if term is None:
        raise BadRequest(_("“%(name)s” is not a code.") % {"name": "term"})
    return term


@require_http_methods(["GET", "POST"])
def window_new(request: HttpRequest) -> HttpResponse:
    """A new window: for what, from when to when, why."""
    _require_setting(request)
    term = _term_of(request)
    if term is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = WindowForm(sent, initial={"school": request.GET.get("school", "")})
    if form.is_valid():
        try:
            set_window(
                place=form.place(term),
                days=form.days,
                reason=form.cleaned_data["reason"],
                scope=request.scope,
                user_id=request.user.pk,
            )
        except MarkBookError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The days of entry are set."))
            return _back(term)
    return render(request, "grades/entry_window.html", {"term": term, "form": form, "window": None})


@require_http_methods(["GET", "POST"])
def window(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Other days for a window."""
    row = _find_window(request, public_id)
    kept = {name: getattr(row, name) for name in ("opens_on", "closes_on", "reason")}
    form = DaysForm(request.POST if request.method == "POST" else None, initial=kept)
    if form.is_valid():
        try:
            alter_window(
                window=row,
                shown=request.POST.get("shown", ""),
                days=form.days,
                reason=form.cleaned_data["reason"],
                scope=request.scope,
                user_id=request.user.pk,
            )
        except MarkBookError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The days of entry are set."))
            return _back(row.term)
    context = {"term": row.term, "form": form, "window": row, "about": _about(row)}
    return render(request, "grades/entry_window.html", context)


def _about(row: ProvinceWindow | SchoolWindow) -> list[str]:
    """What the window speaks of, in words."""
    whose = row.school.name if isinstance(row, SchoolWindow) else _("Whole province")
    named = [whose, str(row.grade_level or ""), row.column_label]
    return [text for text in named if text]


@require_POST
def window_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a window away."""
    row = _find_window(request, public_id)
    try:
        remove_window(window=row, shown=request.POST.get("shown", ""), scope=request.scope)
    except MarkBookError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The window is removed."))
    return _back(row.term)


def _require_setting(request: HttpRequest) -> None:
    if not may_set_windows(request.scope):
        raise Http404


def _find_window(request: HttpRequest, public_id: UUID) -> ProvinceWindow | SchoolWindow:
    """The window, for who sets them; otherwise Http404."""
    _require_setting(request)
    for model in (ProvinceWindow, SchoolWindow):
        rows = model.objects.select_related("term__school_year", "grade_level")
        row = rows.filter(public_id=public_id).first()
        if row is not None:
            return row
    raise Http404


def _back(term: Term, school: School | None = None) -> HttpResponse:
    of_school = f"&school={school.code}" if school else ""
    return redirect(f"{reverse('grades:entry-days')}?term={term.code}{of_school}")


@require_http_methods(["GET", "POST"])
def exception_new(request: HttpRequest) -> HttpResponse:
    """Leave for one class, teacher or student of a school; `sheet` in the address fills in."""
    sheet = _sheet_named(request)
    schools = _schools_of(request)
    school = sheet.class_group.school if sheet else _school_of(request, schools)
    term = sheet.term if sheet else _term_of(request)
    if school is None or term is None or not may_give_exceptions(request.scope, school.pk):
        raise Http404
    staff = choosable_staff(school)
    form = ExceptionForm(
        request.POST if request.method == "POST" else None,
        term=term,
        school=school,
        staff=staff,
        class_group=sheet.class_group if sheet else None,
    )
    if form.is_valid() and _give(request, form, term):
        messages.success(request, _("The exception is given."))
        if sheet is not None:
            return redirect("grades:marksheet-edit", public_id=sheet.public_id)
        return _back(term, school)
    looked_at(request, staff)
    context = {"term": term, "school": school, "form": form, "sheet": sheet}
    return render(request, "grades/entry_exception.html", context)


def _give(request: HttpRequest, form: ExceptionForm, term: Term) -> bool:
    said = form.cleaned_data
    try:
        give_exception(
            term=term,
            whose=form.whose,
            column=said["column"],
            ends_on=said["ends_on"],
            reason=said["reason"],
            scope=request.scope,
            user_id=request.user.pk,
        )
    except MarkBookError as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True


def _sheet_named(request: HttpRequest) -> MarkSheet | None:
    """The sheet the address names, whose page led here; Http404 for one that is not shown."""
    text = code_of(request.GET, "sheet")
    if not text:
        return None
    try:
        named = UUID(text)
    except ValueError as problem:
        raise Http404 from problem
    sheets = MarkSheet.objects.select_related("class_group__school", "term__school_year")
    return get_object_or_404(sheets, public_id=named)


@require_POST
def exception_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End an exception before its last day."""
    rows = EntryException.objects.select_related("term__school_year", "school")
    row = get_object_or_404(rows, public_id=public_id)
    if not may_give_exceptions(request.scope, row.school_id):
        raise Http404
    try:
        end_exception(exception=row, scope=request.scope, user_id=request.user.pk)
    except MarkBookError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The exception is ended."))
    return _back(row.term, row.school)
