"""The front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from eduportal.scoping.actions import Action

# The first page a person needs, by what the person may do.
FIRST_PAGES = [
    (Action.APPROVE_MARKS, "grades:queue"),
    (Action.WRITE_OWN_MARKS, "grades:marksheet-list"),
    (Action.SEE_DASHBOARD, "dashboards:overview"),
    (Action.IMPORT, "imports:job-list"),
]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the page of their daily work."""
    for action, page in FIRST_PAGES:
        if request.scope.can_somewhere(action):
            return redirect(page)
    return render(request, "home.html")
