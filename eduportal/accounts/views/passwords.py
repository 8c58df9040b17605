"""Changing a password, and getting a new one by e-mail."""

from django.contrib import messages
from django.contrib.auth import views
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from eduportal.accounts.throttling import limit_attempts

VERBS = ["get", "head", "options", "post"]


class PasswordChangePage(views.PasswordChangeView):
    """A new password for a user who knows the old one. Other sessions of the user end."""

    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:profile")
    http_method_names = VERBS

    def form_valid(self, form):
        messages.success(self.request, _("Your password has been changed."))
        return super().form_valid(form)


password_change = limit_attempts(PasswordChangePage.as_view())

# The answer is the same whether the address belongs to a user or not.
password_reset = limit_attempts(
    views.PasswordResetView.as_view(
        template_name="accounts/password_reset.html",
        email_template_name="accounts/password_reset_email.txt",
        subject_template_name="accounts/password_reset_subject.txt",
        success_url=reverse_lazy("accounts:password-reset-done"),
        http_method_names=VERBS,
    )
)
password_reset_done = views.PasswordResetDoneView.as_view(
    template_name="accounts/password_reset_done.html"
)
password_reset_confirm = limit_attempts(
    views.PasswordResetConfirmView.as_view(
        template_name="accounts/password_reset_confirm.html",
        success_url=reverse_lazy("accounts:password-reset-complete"),
        http_method_names=VERBS,
    )
)
password_reset_complete = views.PasswordResetCompleteView.as_view(
    template_name="accounts/password_reset_complete.html"
)
