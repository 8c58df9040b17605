"""The sites of a school with their rooms: kept by the school, seen by officials."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.params import one_of
from eduportal.core.revisions import revision_of
from eduportal.scoping.actions import Action
from schools.forms.rows import SiteForm
from schools.models import School, Site
from schools.selectors import schools_listed
from schools.selectors.changes import history_of
from schools.selectors.sites import rooms_of
from schools.services import RegisterRefused, remove_row, save_row
from schools.views.access import done


@require_GET
def rooms(request: HttpRequest) -> HttpResponse:
    """The sites of one school, and what they have together."""
    schools = _schools(request, Action.KEEP_REGISTER, Action.SEE_DASHBOARD)
    school = _chosen(request, schools)
    context = {
        "school": school,
        "choices": [(each.code, each.name) for each in schools],
        "sites": list(Site.objects.filter(school=school).order_by("closed_on", *_ORDER)),
        "total": rooms_of([school])[school.pk],
        "is_keeper": request.scope.can(Action.KEEP_REGISTER, school.pk),
    }
    return render(request, "schools/rooms.html", context)


@require_http_methods(["GET", "POST"])
def site_new(request: HttpRequest) -> HttpResponse:
    """Add a site to the school the address names."""
    school = _chosen(request, _schools(request, Action.KEEP_REGISTER))
    has_main = Site.objects.filter(school=school, is_main=True, closed_on=None).exists()
    site = Site(school=school, is_main=not has_main)
    return _form_page(request, site, _("Add a site"))


@require_http_methods(["GET", "POST"])
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """One site: correct it, close it, see who changed what."""
    found = _site(request, pk)
    return _form_page(request, found, found.name)


@require_POST
def site_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a site that was entered by mistake."""
    found = _site(request, pk)
    try:
        remove_row(found, shown=request.POST.get("shown", ""))
    except RegisterRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("schools:site", pk)
    messages.success(request, _("%(name)s has been removed.") % {"name": found})
    return redirect(_list_of(found.school))


_ORDER = ("-is_main", "name", "pk")


def _form_page(request: HttpRequest, found: Site, title: str) -> HttpResponse:
    # As stored: the form writes into the row what was typed.
    shown = revision_of(found) if found.pk else ""
    history = history_of([found]) if found.pk else []
    posted = request.POST if request.method == "POST" else None
    form = SiteForm(posted, instance=found)
    if posted is not None:
        shown = posted.get("shown", "")
        if done(request, form, lambda: save_row(form.instance, shown=shown)):
            return redirect(_list_of(found.school))
    context: dict[str, Any] = {
        "form": form,
        "site": found,
        "title": title,
        "list_url": _list_of(found.school),
        "revision": shown,
        "history": history,
    }
    return render(request, "schools/site.html", context)


def _list_of(school: School) -> str:
    return f"{reverse('schools:rooms')}?school={school.code}"


def _schools(request: HttpRequest, *actions: Action) -> list[School]:
    """The open schools where the user may do one of these; Http404 without any."""
    found: set[int] = set()
    for action in actions:
        if request.scope.can_somewhere(action):
            ids = request.scope.schools_where(action)
            if ids is None:
                return list(schools_listed(school_ids=None))
            found |= ids
    schools = list(schools_listed(school_ids=frozenset(found)))
    if not schools:
        raise Http404
    return schools


def _chosen(request: HttpRequest, schools: list[School]) -> School:
    """The school the address names by its code, otherwise the first; Http404 without any."""
    if not schools:
        raise Http404
    code = one_of(request, "school", [school.code for school in schools])
    return next((school for school in schools if school.code == code), schools[0])


def _site(request: HttpRequest, pk: int) -> Site:
    """The site, if the user keeps the register of its school; otherwise Http404."""
    found = Site.objects.select_related("school").filter(pk=pk).first()
    if found is None or not request.scope.can(Action.KEEP_REGISTER, found.school_id):
        raise Http404
    return found
