"""Responses that stop a request: signed out, code missing, too many attempts."""

from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import MAX_URL_REDIRECT_LENGTH, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduportal.core.answers import refusal, wants_json

# second factor due -> (page that settles it, word for the script, sentence for the person)
STEPS = {
    "code": ("accounts:second-factor", "otp"),
    "setup": ("accounts:second-factor-setup", "otp_setup"),
}


def signed_out(request: HttpRequest) -> HttpResponse:
    """The session has ended: a script gets 401, a browser the sign-in page."""
    if wants_json(request):
        message = _("You are signed out. Sign in again; what you typed is kept on this machine.")
        return _to_page(request, "accounts:sign-in", refusal(401, "signed_out", message))
    return redirect(_with_next(request, "accounts:sign-in"))


def second_factor_missing(request: HttpRequest, step: str) -> HttpResponse:
    """Signed in with the password only. `step` is "code" or "setup"."""
    page, needs = STEPS[step]
    if wants_json(request):
        answer = refusal(401, "second_factor", second_factor_sentence(step), needs=needs)
        return _to_page(request, page, answer)
    return redirect(_with_next(request, page))


def second_factor_sentence(step: str) -> str:
    """What the person has to do now, in words."""
    if step == "setup":
        return _("Your role needs a second factor. Set it up before you go on.")
    return _("Enter the code your authenticator application shows.")


def too_many_attempts(request: HttpRequest, seconds: int) -> HttpResponse:
    """429 with the time to wait, in a header for programs and in words for people."""
    wait = wait_sentence(seconds)
    if wants_json(request):
        answer: HttpResponse = refusal(429, "too_many_attempts", wait)
    else:
        answer = render(request, "accounts/too_many_attempts.html", {"wait": wait}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def wait_sentence(seconds: int) -> str:
    """How long to wait: seconds up to a minute, then minutes, rounded up."""
    if seconds <= 60:
        sentence = ngettext(
            "Too many attempts. Try again in %(count)d second.",
            "Too many attempts. Try again in %(count)d seconds.",
            seconds,
        )
        return sentence % {"count": seconds}
    minutes = ceil(seconds / 60)
    sentence = ngettext(
        "Too many attempts. Try again in %(minutes)d minute.",
        "Too many attempts. Try again in %(minutes)d minutes.",
        minutes,
    )
    return sentence % {"minutes": minutes}


def _with_next(request: HttpRequest, page: str) -> str:
    address = resolve_url(page)
    if request.method not in ("GET", "HEAD"):
        return address  # the page behind a form's address cannot be opened by a link
    wanted = f"{address}?{urlencode({'next': request.get_full_path()})}"
    return wanted if len(wanted) <= MAX_URL_REDIRECT_LENGTH else address


def _to_page(request: HttpRequest, page: str, answer: HttpResponse) -> HttpResponse:
    """htmx swaps nothing on 401 and follows this header instead."""
    if "HX-Request" in request.headers:
        answer["HX-Redirect"] = resolve_url(page)
    return answer
