"""Where a person goes after signing in."""

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def asked_page(request: HttpRequest) -> str:
    """The page the user wanted, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else ""


def next_page(request: HttpRequest) -> str:
    """The page the user wanted, or the first page."""
    return asked_page(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
