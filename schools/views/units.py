"""Administrative units: today's as a tree, those that ended, one unit, and its end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.core.params import one_of, search_text
from eduportal.core.revisions import revision_of
from schools.forms.rows import UnitEndForm
from schools.models import AdminUnit, School
from schools.selectors.keeping import ENDED, ended_units, unit_tree
from schools.services import UnitEnded, end_unit
from schools.views.access import administering, done
from schools.views.files import successions_file
from schools.views.rows import row_new, row_page

MOST_SHOWN = 400


@require_GET
@administering
def unit_list(request: HttpRequest) -> HttpResponse:
    """The units of today as a tree; with `show=ended` those that are no more.

    With `export=xlsx` what became of each, as a file.
    """
    if one_of(request, "export", ["xlsx"]):
        if not request.scope.may_export(None):
            raise PermissionDenied
        return successions_file()
    text, show = search_text(request), one_of(request, "show", [ENDED])
    context = {
        "text": text,
        "show": show,
        "shown": [(ENDED, _("ended"))],
        "tree": [] if show else unit_tree(day=timezone.localdate(), text=text),
        "ended": ended_units(text)[:MOST_SHOWN] if show else [],
        "may_export": request.scope.may_export(None),
    }
    return render(request, "schools/unit_list.html", context)


@require_http_methods(["GET", "POST"])
@administering
def unit_new(request: HttpRequest) -> HttpResponse:
    """Add a unit."""
    return row_new(request, AdminUnit())


@require_http_methods(["GET", "POST"])
@administering
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: correct it; what it came from and went into; its schools."""
    found = get_object_or_404(AdminUnit.objects.select_related("parent"), pk=pk)
    schools = School.objects.filter(unit=found, closed_on=None).order_by("search_key", "pk")
    side = {
        "unit": found,
        "origins": found.origins.select_related("old").order_by("old__search_key"),
        "successions": found.successions.select_related("new").order_by("new__search_key"),
        "school_count": schools.count(),
        "schools": schools[:20],
    }
    return row_page(request, found, side)


@require_http_methods(["GET", "POST"])
@administering
def unit_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a unit: renamed, merged, divided, or nothing follows."""
    found = get_object_or_404(AdminUnit, pk=pk)
    form = UnitEndForm(request.POST or None, unit=found)
    shown = request.POST.get("shown") or revision_of(found)
    results: list[UnitEnded] = []
    if done(
        request,
        form,
        lambda: results.append(end_unit(unit=found, shown=shown, ending=form.ending)),
        _("The unit has been ended."),
    ):
        _tell(request, results[0])
        return redirect("schools:unit", pk)
    context = {
        "unit": found,
        "form": form,
        "revision": shown,
        "school_count": School.objects.filter(unit=found, closed_on=None).count(),
        "list_url": reverse("schools:unit-list"),
    }
    return render(request, "schools/unit_end.html", context)


def _tell(request: HttpRequest, ended: UnitEnded) -> None:
    """What became of the schools, and that officers do not follow by themselves."""
    if ended.moved:
        text = ngettext(
            "%(count)d school belongs to the new unit now.",
            "%(count)d schools belong to the new unit now.",
            ended.moved,
        )
        messages.info(request, text % {"count": ended.moved})
    if ended.left:
        text = ngettext(
            "%(count)d school has to be given a new unit: Schools, “without a unit of today”.",
            "%(count)d schools have to be given a new unit: Schools, “without a unit of today”.",
            ended.left,
        )
        messages.warning(request, text % {"count": ended.left})
    text = _("Officers of the unit keep their old role: give them one at the new unit (Accounts).")
    messages.info(request, text)
