"""The front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

# The first page a person needs, by what the person may do.
FIRST_PAGES = [
    ("approve_marks", "grades:class-list"),
    ("write_own_marks", "grades:marksheet-list"),
    ("see_dashboard", "dashboards:overview"),
    ("import", "imports:job-list"),
]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the page of their daily work."""
    for action, page in FIRST_PAGES:
        if request.scope.can_somewhere(action):
            return redirect(page)
    return render(request, "home.html")
