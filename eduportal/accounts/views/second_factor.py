"""The second step of signing in, and setting up what it is done with."""

from base64 import b32encode
from binascii import unhexlify
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_otp.util import random_hex

from eduportal.accounts import services
from eduportal.accounts.forms.ways_in import AuthenticatorForm, PasskeyForm, ProofForm
from eduportal.accounts.models import User
from eduportal.accounts.proof import note_proof
from eduportal.accounts.selectors import has_second_factor, recovery_codes_left, second_factor_step
from eduportal.accounts.throttling import limit_attempts, right_guess
from eduportal.accounts.views.ways_on import asked_page, next_page
from eduportal.core.secrets import decrypted, encrypted

NEW_KEY = "second_factor_key"
KEY_BYTES = 20
ISSUER = "EduPortal"


@require_http_methods(["GET", "HEAD", "POST"])
@limit_attempts
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a passkey, then go on to where the user wanted to be."""
    if request.user.is_verified() or not has_second_factor(request.user):
        return HttpResponseRedirect(next_page(request))
    form = ProofForm(request.POST or None, request=request)
    if form.is_valid():
        right_guess(request)
        note_proof(request, form.device)
        return HttpResponseRedirect(next_page(request))
    context = {"form": form, "next": asked_page(request)}
    return render(request, "accounts/second_factor.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_setup(request: HttpRequest) -> HttpResponse:
    """Show a new key until the application proves that it holds it.

    The key waits in the session, encrypted: a page that is only looked at changes no device.
    """
    key = decrypted(request.session.setdefault(NEW_KEY, encrypted(random_hex(KEY_BYTES))))
    form = AuthenticatorForm(request.POST or None, user=request.user, key=key)
    if form.is_valid():
        del request.session[NEW_KEY]
        return _added(request, form.device)
    context = {
        "form": form,
        "key": _readable(key),
        "address": _address(request.user, key),
        **_standing(request),
    }
    return render(request, "accounts/second_factor_setup.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def passkey_new(request: HttpRequest) -> HttpResponse:
    """Make a passkey in the browser or the telephone beside it."""
    form = PasskeyForm(request.POST or None, request=request)
    if form.is_valid():
        return _added(request, form.device)
    return render(request, "accounts/passkey_new.html", {"form": form, **_standing(request)})


@require_POST
def passkey_new_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey, as JSON."""
    return JsonResponse(services.options_for_new(request))


def show_new_codes(request: HttpRequest) -> HttpResponse:
    """Fresh recovery codes; this answer is the only place where they stand."""
    codes = services.new_recovery_codes(user=request.user)
    return render(request, "accounts/recovery_codes_new.html", {"codes": codes})


def _added(request: HttpRequest, device: services.SecondFactor | None) -> HttpResponse:
    """The new device proves this very session; the first one comes with recovery codes."""
    note_proof(request, device)
    if not recovery_codes_left(request.user):
        return show_new_codes(request)
    return redirect("accounts:factors")


def _standing(request: HttpRequest) -> dict[str, object]:
    return {"is_due": second_factor_step(request.user) == "setup"}


def _readable(key: str) -> str:
    """The key as people type it: base32 in groups of four."""
    text = _base32(key)
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _address(user: User, key: str) -> str:
    """The key in Google Authenticator's Key URI format, which every application reads."""
    asked = urlencode({"secret": _base32(key), "issuer": ISSUER})
    return f"otpauth://totp/{ISSUER}:{quote(user.get_username())}?{asked}"


def _base32(key: str) -> str:
    return b32encode(unhexlify(key)).decode("ascii")
