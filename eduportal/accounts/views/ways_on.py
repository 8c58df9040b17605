"""Where a person goes after signing in."""

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url

from eduportal.accounts.addresses import own_address


def asked_page(request: HttpRequest) -> str:
    """The page the user wanted, if it is one of ours."""
    return own_address(request, request.POST.get("next") or request.GET.get("next") or "")


def next_page(request: HttpRequest) -> str:
    """The page the user wanted, or the first page."""
    return asked_page(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
