"""The front door, and the search from any page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from eduportal.accounts.selectors import schools_without_head
from eduportal.core.beginning import next_of
from eduportal.core.params import one_of, search_text
from eduportal.core.text import search_key
from eduportal.scoping.actions import Action
from eduportal.shell.beginning import NAMED, is_begun, steps
from eduportal.shell.searching import KINDS, LEAST_LETTERS, find, may_search
from eduportal.shell.tiers import is_offered

# The first page a person needs, by what the person may do.
FIRST_PAGES = [
    (Action.APPROVE_MARKS, "grades:queue"),
    (Action.WRITE_OWN_MARKS, "grades:marksheet-list"),
    (Action.SEE_DASHBOARD, "dashboards:overview"),
    (Action.SEE_DASHBOARD, "dashboards:provinces"),
    (Action.KEEP_REGISTER, "grades:register"),
    (Action.IMPORT, "imports:job-list"),
]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the page of their daily work; an empty portal leads its administrator."""
    if request.scope.can(Action.ADMINISTER) and is_offered("administration") and not is_begun():
        return redirect("administration")
    for action, page in FIRST_PAGES:
        if is_offered(page) and request.scope.can_somewhere(action):
            return redirect(page)
    return render(request, "home.html")


@require_GET
def administration(request: HttpRequest) -> HttpResponse:
    """The order of steps from an empty portal to the first head, and what is still missing."""
    if not request.scope.can(Action.ADMINISTER):
        raise Http404
    found = list(steps())
    context = {
        "steps": found,
        "next": next_of(found),
        "without_head": schools_without_head()[:NAMED],
    }
    return render(request, "administration.html", context)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """People, classes, sheets and schools that fit `q`, or one `kind`; for htmx the list alone."""
    if not may_search(request.scope):
        raise Http404
    text = search_text(request)
    context = {
        "text": text,
        "groups": find(request, text, one_of(request, "kind", list(KINDS))),
        "is_short": len(search_key(text)) < LEAST_LETTERS,
    }
    page = "search/_found.html" if request.htmx else "search/search.html"
    return render(request, page, context)
