"""Choosing the term a user looks at, and the list of schools."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.keyset import keyset_page, sorting_of
from eduportal.core.params import code_of, one_of, search_text
from eduportal.scoping.actions import Action
from schools.choices import Stage
from schools.period import SESSION_KEY
from schools.selectors import SCHOOL_ORDERS, communes_of, schools_listed, term_of_code
from schools.views.files import schools_file


@require_POST
def period(request: HttpRequest) -> HttpResponse:
    """Keep the chosen term for this session. It changes what is shown, never what is stored.

    `page` is the address of a page about one term, with TERM in place of its code: the answer is
    that page in the term chosen. Without it the page that asked is shown again.
    """
    term = term_of_code(code_of(request.POST, "term"))
    if term is None:
        raise Http404
    request.session[SESSION_KEY] = term.pk
    page = request.POST.get("page", "").replace("TERM", term.code)
    back = page or request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if is_ours else "home")


@require_GET
def school_list(request: HttpRequest) -> HttpResponse:
    """The schools an official looks after, searched by name or code."""
    if not request.scope.can_somewhere(Action.SEE_DASHBOARD):
        raise Http404
    school_ids = request.scope.schools_where(Action.SEE_DASHBOARD)
    units = communes_of(school_ids)
    asked = {
        "text": search_text(request),
        "stage": one_of(request, "stage", Stage.values),
        "unit": one_of(request, "unit", [unit.code for unit in units]),
    }
    schools = schools_listed(school_ids=school_ids, **asked)
    sorting = sorting_of(request, SCHOOL_ORDERS)
    may_export = request.scope.may_export(school_ids)
    if one_of(request, "export", ["xlsx"]) and may_export:
        return schools_file(schools.order_by(*sorting.order))
    context = {
        "page": keyset_page(request, schools, sorting.order),
        "sorting": sorting,
        "units": [(unit.code, unit.full_name) for unit in units],
        "stages": Stage.choices,
        "may_export": may_export,
        **asked,
    }
    return render(request, "schools/school_list.html", context)
