"""A one-time link: the owner of an account chooses the password, and the link is used up."""

from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from eduportal.accounts import known_devices
from eduportal.accounts.addresses import client_address
from eduportal.accounts.forms.ways_in import LinkCodeForm
from eduportal.accounts.models import User
from eduportal.accounts.refusals import too_many_attempts
from eduportal.accounts.services import guessing, links
from eduportal.core.params import text_of


@require_http_methods(["GET", "HEAD", "POST"])
def one_time_link(request: HttpRequest) -> HttpResponse:
    """Ask for the code, then for the new password; the second uses the link up.

    A link that is only opened fills in the code, asks nothing and counts nothing: programs that
    read mails open links too. A code that is wrong, used, replaced, out of time or of an account
    that is closed gets one and the same answer. After many of them the address has to wait.
    """
    values = request.POST if request.method == "POST" else request.GET
    code = text_of(values, "code", links.LONGEST_CODE)
    if request.method != "POST" or not code:
        asked = LinkCodeForm(
            request.POST if request.method == "POST" else None, initial={"code": code}
        )
        return render(request, "accounts/one_time_code.html", {"form": asked})
    try:
        guessing.require_link_turn(client_address(request))
    except guessing.TooManyAttempts as refusal:
        return too_many_attempts(request, refusal.seconds)
    account = links.owner_of(code)
    if account is None:
        return _refused(request)
    form = SetPasswordForm(account, request.POST if "new_password1" in request.POST else None)
    if form.is_valid():
        return _chosen(request, code, form.cleaned_data["new_password1"])
    context = {"form": form, "account": account, "code": code}
    return render(request, "accounts/one_time_link.html", context)


def _chosen(request: HttpRequest, code: str, password: str) -> HttpResponse:
    """The browser is a known device of the owner from now on."""
    account: User | None = links.use_link(code=code, password=password)
    if account is None:
        return _refused(request)
    response = redirect("accounts:password-reset-complete")
    known_devices.remember(request, response, account)
    return response


def _refused(request: HttpRequest) -> HttpResponse:
    guessing.link_refused(client_address(request))
    return render(request, "accounts/one_time_link_over.html", status=404)
