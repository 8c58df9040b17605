"""Choosing the term a user looks at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from schools.models import Term
from schools.selectors import SESSION_KEY


@require_GET
def period(request: HttpRequest) -> HttpResponse:
    """Keep the chosen term for this session. It changes what is shown, never what is stored."""
    asked = request.GET.get("term", "")
    term = get_object_or_404(Term, pk=asked if asked.isdigit() else 0)
    request.session[SESSION_KEY] = term.pk
    back = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if is_ours else "home")
