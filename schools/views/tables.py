"""What every table of the register has: a file of its rows, and removing one made by mistake."""

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from import_export.resources import ModelResource

from eduportal.core.downloads import download
from schools import resources
from schools.models import (
    AdminUnit,
    CurriculumLine,
    NationalStandard,
    School,
    SchoolSuccession,
    SchoolYear,
    Subject,
)
from schools.services import RegisterRefused, remove_row, remove_year
from schools.views.access import administering
from schools.views.rows import KINDS, address_of

FILES: dict[str, type[ModelResource]] = {
    "units": resources.AdminUnitResource,
    "schools": resources.SchoolResource,
    "subjects": resources.SubjectResource,
    "programme": resources.CurriculumLineResource,
    "years": resources.SchoolYearResource,
    "terms": resources.TermResource,
}
REMOVABLE: dict[str, type[Model]] = {
    model._meta.model_name or "": model
    for model in (AdminUnit, School, Subject, CurriculumLine, SchoolSuccession, NationalStandard)
}
# What the file begins with, so that Excel shows Vietnamese letters.
MARK = "\ufeff"


@require_GET
@administering
def export(request: HttpRequest, table: str) -> HttpResponse:
    """Every row of the table as a CSV file, which the administration site reads back."""
    if table not in FILES or not request.scope.may_export(None):
        raise Http404
    rows = FILES[table]().export()
    return download((MARK + rows.export("csv")).encode(), table, "csv")


@require_POST
@administering
def row_remove(request: HttpRequest, table: str, pk: int) -> HttpResponse:
    """Remove a row on which nothing hangs; otherwise its page says what does."""
    if table not in REMOVABLE:
        raise Http404
    row = get_object_or_404(REMOVABLE[table], pk=pk)
    back = address_of(row)
    try:
        remove_row(row, shown=request.POST.get("shown", ""))
    except RegisterRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    messages.success(request, _("%(name)s has been removed.") % {"name": row})
    return redirect(KINDS[type(row)].list_page)


@require_POST
@administering
def year_remove(request: HttpRequest, code: str) -> HttpResponse:
    """Remove a school year with its terms, while nothing hangs on them."""
    year = get_object_or_404(SchoolYear, code=code)
    try:
        remove_year(year=year, shown=request.POST.get("shown", ""))
    except RegisterRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("schools:year", code)
    messages.success(request, _("%(name)s has been removed.") % {"name": year})
    return redirect("schools:year-list")
