"""Proving again who one is: at the second step of signing in, and before what cannot be undone.

A proof is made with a second factor, or with the password by a person who has none.
"""

import datetime
import time
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django_otp import login as remember_device

from eduportal.accounts.addresses import client_address, own_address
from eduportal.accounts.choices import Outcome
from eduportal.accounts.forms.ways_in import ProofForm
from eduportal.accounts.models import User
from eduportal.accounts.services import SecondFactor, guessing
from eduportal.accounts.throttling import begin_attempt, settled
from eduportal.core.answers import refusal, wants_json

PROVED_AT = "proved_at"
# Removing a device or making new recovery codes: proved just now.
AT_ONCE = datetime.timedelta(minutes=1)
FIELDS = "proof"
# Beside the proof when no form was interrupted, only a page asked for.
ONLY_LOOKED = "proof-only-looked"
# The page the person came from.
BACK = "proof-back"
# Never written into a page: the person types them again.
NOT_REPEATED = ("csrfmiddlewaretoken", "password")


def note_proof(request: HttpRequest, device: SecondFactor | None = None) -> None:
    """The person has just proved who this is; with more rights the session gets a new key."""
    if device is not None:
        remember_device(request, device)
        request.session.cycle_key()
    request.session[PROVED_AT] = time.time()


def recently_proved(request: HttpRequest, within: datetime.timedelta | None = None) -> bool:
    """Whether the last proof is young enough for what cannot be undone."""
    seconds = within.total_seconds() if within else settings.EDUPORTAL_PROOF_SECONDS
    age = time.time() - request.session.get(PROVED_AT, 0)
    return bool(0 <= age <= seconds)


def proof_missing(
    request: HttpRequest, action: str, within: datetime.timedelta | None = None
) -> HttpResponse | None:
    """The page that asks for a proof, and carries the interrupted form; None once it is proved.

    `action` says what it is for, in the user's language.

    The page sends the form's own fields to the form's own address again, with the proof beside
    them, so that nothing is kept anywhere meanwhile. Files have to be chosen again.
    """
    if recently_proved(request, within):
        return None
    if wants_json(request):
        return refusal(403, "proof", _("Prove who you are once more before you go on."))
    if not any(name.startswith(f"{FIELDS}-") for name in request.POST):
        return _ask(request, action, ProofForm(request=request, prefix=FIELDS))
    form = ProofForm(request.POST, request=request, prefix=FIELDS)
    refused = _tried(request, action, form)
    if refused is None and ONLY_LOOKED in request.POST:
        return HttpResponseRedirect(request.get_full_path())
    return refused


def _tried(request: HttpRequest, action: str, form: ProofForm) -> HttpResponse | None:
    """Count the attempt; None when it was right, otherwise the page again, with the reason."""
    try:
        attempt = begin_attempt(request, request.user.get_username())
    except guessing.TooManyAttempts as refusal:
        return _ask(request, action, form, refusal.seconds)
    if form.is_valid():
        note_proof(request, form.device)
        guessing.signed_in(cast(User, request.user), client_address(request))
        guessing.forgive(attempt)
        return None
    request.guess = Outcome.WRONG  # type: ignore[attr-defined]
    return settled(request, attempt, _ask(request, action, form))


def _ask(request: HttpRequest, action: str, form: ProofForm, seconds: int = 0) -> HttpResponse:
    """The page; after too many wrong answers with the time to wait, and still with every field."""
    context: dict[str, Any] = {
        # An answer that came too soon is not even looked at.
        "form": ProofForm(request=request, prefix=FIELDS) if seconds else form,
        "seconds": seconds,
        "action": action,
        "back_name": BACK,
        "back": _came_from(request),
        "fields": _carried(request),
        "only_looked": ONLY_LOOKED if _has_only_looked(request) else "",
    }
    response = render(request, "accounts/proof.html", context, status=429 if seconds else 200)
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


def _came_from(request: HttpRequest) -> str:
    """A page of ours, or the first one: where the browser says it was, kept through wrong tries."""
    asked = request.POST.get(BACK) or request.headers.get("Referer", "")
    return own_address(request, asked) or resolve_url(settings.LOGIN_REDIRECT_URL)


def _has_only_looked(request: HttpRequest) -> bool:
    return request.method != "POST" or ONLY_LOOKED in request.POST


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        if not name.startswith(f"{FIELDS}-") and not any(word in name for word in NOT_REPEATED)
        for value in values
    ]
