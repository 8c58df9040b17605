"""Signing in with a passkey: it is password and second factor in one."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eduportal.accounts import services
from eduportal.accounts.backends import PortalBackend
from eduportal.accounts.proof import note_proof
from eduportal.accounts.throttling import full_sign_in, refused_passkey
from eduportal.accounts.views.ways_on import next_page

BACKEND = f"{PortalBackend.__module__}.{PortalBackend.__qualname__}"


@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to use a passkey: to sign in, or to prove who is signed in."""
    return JsonResponse(services.options_for_use(request))


@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with the passkey's answer, then go on to where the person wanted to be."""
    try:
        sign_in_with_passkey(request, request.POST.get("passkey", ""))
    except services.CodeRefused as refused:
        messages.error(request, str(refused))
        return redirect("accounts:sign-in")
    response = HttpResponseRedirect(next_page(request))
    full_sign_in(request, response, request.user)
    return response


def sign_in_with_passkey(request: HttpRequest, answer: str) -> None:
    """Sign the passkey's owner in, second factor included; raises CodeRefused.

    The caller hands its answer to `full_sign_in`.
    """
    try:
        device = services.verify_passkey(request, answer=answer)
        if not PortalBackend().user_can_authenticate(device.user):
            raise services.CodeRefused(_("This account is closed."))
    except services.CodeRefused:
        refused_passkey(request, services.claimed_owner(answer))
        raise
    login(request, device.user, backend=BACKEND)
    note_proof(request, device)
