"""School years with their terms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.core.revisions import revision_of
from schools.forms.years import YearForm, days_stored
from schools.models import SchoolYear, Term
from schools.selectors import current_term
from schools.selectors.changes import history_of
from schools.selectors.keeping import hanging_on, next_year, years_kept
from schools.services import correct_year, open_year
from schools.views.access import administering, done


@require_GET
@administering
def year_list(request: HttpRequest) -> HttpResponse:
    """The school years, the newest first, with the term the portal takes for the current one."""
    context = {
        "years": years_kept(),
        "current": current_term(),
        "may_export": request.scope.may_export(None),
    }
    return render(request, "schools/year_list.html", context)


@require_http_methods(["GET", "POST"])
@administering
def year_new(request: HttpRequest) -> HttpResponse:
    """Open the next school year with its terms; days of the last one are proposed."""
    form = YearForm(request.POST or None, initial=next_year())
    if done(request, form, lambda: open_year(form.plan), _("The school year is open.")):
        return redirect("schools:year-list")
    context = {"form": form, "title": _("Open a school year"), "list_url": _list_url()}
    return render(request, "schools/year.html", context)


@require_http_methods(["GET", "POST"])
@administering
def year(request: HttpRequest, code: str) -> HttpResponse:
    """One school year: correct its days; what was changed."""
    found = get_object_or_404(SchoolYear, code=code)
    shown = request.POST.get("shown") or revision_of(found, (Term,))
    form = YearForm(request.POST or None, initial=days_stored(found), year=found)
    if done(request, form, lambda: correct_year(year=found, shown=shown, plan=form.plan)):
        return redirect("schools:year", code)
    context = {
        "form": form,
        "title": str(found),
        "year": found,
        "row": found,
        "row_key": found.pk,
        "table": "schoolyear",
        "revision": shown,
        "hanging": hanging_on(found),
        "history": history_of([found, *found.terms.all()]),
        "list_url": _list_url(),
    }
    return render(request, "schools/year.html", context)


def _list_url() -> str:
    return reverse("schools:year-list")
