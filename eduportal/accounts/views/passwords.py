"""Changing a password, and getting a new one by e-mail."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduportal.accounts import known_devices, services
from eduportal.accounts.addresses import client_address, origin_of
from eduportal.accounts.refusals import too_many_attempts
from eduportal.accounts.services import guessing, mailing
from eduportal.accounts.tasks import wake_mail
from eduportal.accounts.throttling import limit_attempts, right_guess

VERBS = ["get", "head", "options", "post"]


class PasswordChangePage(views.PasswordChangeView):
    """A new password for a user who knows the old one. Other sessions of the user end."""

    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:profile")
    http_method_names = VERBS

    def form_valid(self, form):
        right_guess(self.request)
        messages.success(self.request, _("Your password has been changed."))
        answer = super().form_valid(form)
        services.end_sessions(user=self.request.user, keep=self.request.session.session_key)
        return answer

    def form_invalid(self, form):
        """A new password that is too weak is no wrong guess at the old one."""
        if "old_password" not in form.errors:
            right_guess(self.request, is_whole=False)
        return super().form_invalid(form)


class PasswordResetConfirmPage(views.PasswordResetConfirmView):
    """A new password for the holder of the mail, whose browser is a known device from now on.

    Every session of the account ends.
    """

    template_name = "accounts/password_reset_confirm.html"
    success_url = reverse_lazy("accounts:password-reset-complete")
    http_method_names = VERBS

    def form_valid(self, form):
        response = super().form_valid(form)
        services.end_sessions(user=self.user)
        known_devices.remember(self.request, response, self.user)
        return response


class PasswordResetDonePage(views.PasswordResetDoneView):
    """A link is on its way, and how long it is good for."""

    template_name = "accounts/password_reset_done.html"
    http_method_names = VERBS

    def get_context_data(self, **kwargs):
        return super().get_context_data(good_for=_good_for(), **kwargs)


def _good_for() -> str:
    """How long a mailed link for a new password is good: whole days, else hours."""
    days, rest = divmod(settings.PASSWORD_RESET_TIMEOUT, 86400)
    if days and not rest:
        return ngettext("%d day", "%d days", days) % days
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    return ngettext("%d hour", "%d hours", hours) % hours


password_change = limit_attempts(PasswordChangePage.as_view())
password_reset_confirm = PasswordResetConfirmPage.as_view()
password_reset_done = PasswordResetDonePage.as_view()
password_reset_complete = views.PasswordResetCompleteView.as_view(
    template_name="accounts/password_reset_complete.html"
)


@require_http_methods(["GET", "HEAD", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a link by e-mail. Answer and time are the same whether the address is known."""
    form = PasswordResetForm(request.POST or None)
    if form.is_valid():
        try:
            guessing.count_reset(client_address(request))
        except guessing.TooManyAttempts as refusal:
            return too_many_attempts(request, refusal.seconds)
        mailing.ask_for_reset(
            email=form.cleaned_data["email"],
            origin=origin_of(request),
            language=get_language(),
        )
        wake_mail()
        return redirect("accounts:password-reset-done")
    return render(request, "accounts/password_reset.html", {"form": form})
