"""The second factor: asking for a code, setting it up, recovery codes, removing it."""

from base64 import b32encode
from binascii import unhexlify

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_otp import login as remember_device
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from eduportal.accounts import services
from eduportal.accounts.forms import CodeForm, PasswordForm, SetupForm
from eduportal.accounts.selectors import has_second_factor, second_factor_step
from eduportal.accounts.throttling import limit_attempts, right_guess

NEW_KEY = "second_factor_key"
KEY_BYTES = 20


@require_http_methods(["GET", "HEAD", "POST"])
@limit_attempts
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code, then go on to where the user wanted to be."""
    if request.user.is_verified() or not has_second_factor(request.user):
        return redirect(_next_page(request))
    form = CodeForm(request.POST or None, user=request.user)
    if form.is_valid():
        _raise_trust(request, form.device)
        return redirect(_next_page(request))
    return render(request, "accounts/second_factor.html", {"form": form, "next": _asked(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@limit_attempts
def second_factor_setup(request: HttpRequest) -> HttpResponse:
    """Show a new key until the application proves that it holds it; then the recovery codes.

    The key waits in the session: a page that is only looked at changes nothing.
    """
    if has_second_factor(request.user):
        return redirect("accounts:profile")
    key = request.session.setdefault(NEW_KEY, random_hex(KEY_BYTES))
    form = SetupForm(request.POST or None, user=request.user, key=key)
    if form.is_valid():
        del request.session[NEW_KEY]
        _raise_trust(request, form.device)
        return _show_new_codes(request)
    context = {
        "form": form,
        "key": _readable(key),
        "picture": _picture(request.user, key),
        "is_due": second_factor_step(request.user) == "setup",
    }
    return render(request, "accounts/second_factor_setup.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@limit_attempts
def second_factor_disable(request: HttpRequest) -> HttpResponse:
    """Remove the second factor, for a user who knows the password."""
    if not has_second_factor(request.user):
        return redirect("accounts:profile")
    form = PasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        right_guess(request)
        services.remove_second_factor(user=request.user)
        request.session.cycle_key()
        messages.success(request, _("The second factor has been removed."))
        return redirect("accounts:profile")
    return render(request, "accounts/second_factor_disable.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@limit_attempts
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """How many codes are left, and new ones for a user who knows the password."""
    if not has_second_factor(request.user):
        return redirect("accounts:second-factor-setup")
    form = PasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        right_guess(request)
        return _show_new_codes(request)
    left = StaticToken.objects.filter(device__user=request.user).count()
    return render(request, "accounts/recovery_codes.html", {"form": form, "left": left})


def _show_new_codes(request: HttpRequest) -> HttpResponse:
    codes = services.new_recovery_codes(user=request.user)
    return render(request, "accounts/recovery_codes_new.html", {"codes": codes})


def _raise_trust(request: HttpRequest, device: services.SecondFactor | None) -> None:
    """The session has more rights now, so it gets a new key."""
    right_guess(request)
    remember_device(request, device)
    request.session.cycle_key()


def _readable(key: str) -> str:
    """The key as people type it: base32 in groups of four."""
    text = b32encode(unhexlify(key)).decode("ascii")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _picture(user: object, key: str) -> SafeString:
    """The key as a QR code: SVG inside the page, without style attributes."""
    address = TOTPDevice(user=user, key=key).config_url
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=5, border=2, svgclass="qr", light="#fff"))


def _asked(request: HttpRequest) -> str:
    """The page the user wanted, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else ""


def _next_page(request: HttpRequest) -> str:
    return _asked(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
