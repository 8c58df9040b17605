"""The schools of the province as the Department's administrator keeps them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.keyset import keyset_page, sorting_of
from eduportal.core.params import one_of, search_text
from schools.choices import ManagingBody, Stage
from schools.forms.years import ClosingForm
from schools.models import School
from schools.selectors import SCHOOL_ORDERS
from schools.selectors.keeping import CLOSED, OPEN, UNPLACED, communes_today, kept_schools
from schools.services import RegisterRefused, close_school, reopen_school
from schools.views.access import administering, done
from schools.views.files import rooms_file, schools_file
from schools.views.rows import row_new, row_page

STATES = {
    OPEN: pgettext_lazy("school", "open"),
    CLOSED: gettext_lazy("closed"),
    UNPLACED: gettext_lazy("open, without a unit of today"),
}


FILES = {"xlsx": schools_file, "rooms": rooms_file}


@require_GET
@administering
def kept_school_list(request: HttpRequest) -> HttpResponse:
    """Every school, searched and narrowed; the filters stay in the address."""
    units = list(communes_today())
    asked = {
        "text": search_text(request),
        "stage": one_of(request, "stage", Stage.values),
        "unit": one_of(request, "unit", [unit.code for unit in units]),
        "body": one_of(request, "body", ManagingBody.values),
        "state": one_of(request, "state", list(STATES)) or OPEN,
    }
    sorting = sorting_of(request, SCHOOL_ORDERS)
    schools = kept_schools(**asked)
    may_export = request.scope.may_export(None)
    export = one_of(request, "export", FILES)
    if export and may_export:
        return FILES[export](schools.order_by(*sorting.order))
    context = {
        "page": keyset_page(request, schools, sorting.order),
        "sorting": sorting,
        "units": [(unit.code, unit.full_name) for unit in units],
        "stages": Stage.choices,
        "bodies": ManagingBody.choices,
        "states": STATES.items(),
        "is_narrowed": any(asked[name] for name in ("text", "stage", "unit", "body"))
        or asked["state"] != OPEN,
        "may_export": may_export,
        **asked,
    }
    return render(request, "schools/kept_school_list.html", context)


@require_http_methods(["GET", "POST"])
@administering
def kept_school_new(request: HttpRequest) -> HttpResponse:
    """Add a school."""
    return row_new(request, School())


@require_http_methods(["GET", "POST"])
@administering
def kept_school(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One school: correct it, close it, its accounts and its history."""
    return _page(request, public_id, ClosingForm())


@require_POST
@administering
def kept_school_close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close the school from the day after its last."""
    school = _school(public_id)
    form = ClosingForm(request.POST)
    if done(
        request,
        form,
        lambda: close_school(
            school=school, shown=request.POST.get("shown", ""), on=form.cleaned_data["on"]
        ),
        _("The school is closed."),
    ):
        return redirect("schools:kept-school", public_id)
    return _page(request, public_id, form)


@require_POST
@administering
def kept_school_reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the closing back."""
    try:
        reopen_school(school=_school(public_id), shown=request.POST.get("shown", ""))
    except RegisterRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The school is open again."))
    return redirect("schools:kept-school", public_id)


def _school(public_id: UUID) -> School:
    return get_object_or_404(School.objects.select_related("unit"), public_id=public_id)


def _page(request: HttpRequest, public_id: UUID, closing: ClosingForm) -> HttpResponse:
    school = _school(public_id)
    side = {"school": school, "closing": closing}
    return row_page(request, school, side, is_form=not closing.is_bound)
