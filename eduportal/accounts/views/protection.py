"""How a person's own account is protected: devices, recovery codes, sessions."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eduportal.accounts import services
from eduportal.accounts.forms.ways_in import DeviceNameForm
from eduportal.accounts.models import Authenticator, User
from eduportal.accounts.selectors import (
    factors_of,
    needs_second_factor,
    recovery_codes_left,
    sessions_of,
)
from eduportal.accounts.services.second_factor import OwnFactor
from eduportal.accounts.user_agents import device_in_words
from eduportal.accounts.views.second_factor import show_new_codes


@require_safe
def factors(request: HttpRequest) -> HttpResponse:
    """The user's devices, and how many recovery codes are left."""
    devices = factors_of(request.user)
    is_needed = needs_second_factor(request.user)
    context = {
        "devices": [(device, _kind(device)) for device in devices],
        "is_only_one_needed": is_needed and len(devices) == 1,
        "is_needed": is_needed,
        "codes_left": recovery_codes_left(request.user),
    }
    return render(request, "accounts/factors.html", context)


@require_POST
def factor_rename(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Call a device of one's own something else."""
    device = _own(request.user, kind, pk)
    form = DeviceNameForm(request.POST)
    if form.is_valid():
        services.rename_factor(device=device, name=form.cleaned_data["name"])
        messages.success(request, _("The device has a new name."))
    else:
        messages.error(request, " ".join(form.errors["name"]))
    return redirect("accounts:factors")


@require_POST
def factor_remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Forget a device of one's own. The middleware has asked for a proof of this minute."""
    device = _own(request.user, kind, pk)
    try:
        services.remove_factor(user=request.user, device=device)
    except services.LastFactor:
        messages.error(request, _("Your role needs a second factor. Add another device first."))
    else:
        request.session.cycle_key()
        messages.success(request, _("The device has been removed."))
    return redirect("accounts:factors")


@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of the old. The middleware has asked for a proof."""
    if not factors_of(request.user):
        return redirect("accounts:factors")
    return show_new_codes(request)


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the user is signed in now."""
    rows = [
        (each, device_in_words(each.user_agent), each.session_key == request.session.session_key)
        for each in sessions_of(request.user)
    ]
    return render(request, "accounts/sessions.html", {"rows": rows})


@require_POST
def session_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign out there: one other session of the user ends at once."""
    if not services.end_session(user=request.user, public_id=public_id):
        raise Http404
    messages.success(request, _("You are signed out there."))
    return redirect("accounts:sessions")


@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    services.end_sessions(user=request.user, keep=request.session.session_key)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:sessions")


def _own(user: User, kind: str, pk: int) -> OwnFactor:
    """The user's device, or Http404."""
    for device in factors_of(user):
        if (_kind(device), device.pk) == (kind, pk):
            return device
    raise Http404


def _kind(device: OwnFactor) -> str:
    return "app" if isinstance(device, Authenticator) else "passkey"
