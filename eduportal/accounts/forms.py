"""Forms of signing in and of a user's own account."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduportal.accounts import services
from eduportal.accounts.models import User
from eduportal.accounts.roles import Role


class SignInForm(AuthenticationForm):
    """User name and password. The page counts the failures."""

    error_messages = {
        "invalid_login": _(
            "The user name or the password is not right. Capital letters count in the password."
        ),
        "inactive": _("This account is closed."),
    }


class CodeForm(forms.Form):
    """A code of the authenticator application, or one of the recovery codes."""

    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=20,
        help_text=_("Six digits from the application, or a recovery code."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        self.device: services.SecondFactor | None = None
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            self.device = services.verify_code(user=self.user, code=code)
        except services.CodeRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return code


class SetupForm(forms.Form):
    """The first code of a new authenticator application: proof that it holds the key."""

    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=10,
        help_text=_("The six digits the application shows now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, user: User, key: str, **kwargs: Any) -> None:
        self.user, self.key = user, key
        self.device: services.SecondFactor | None = None
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            self.device = services.confirm_authenticator(user=self.user, key=self.key, code=code)
        except services.CodeRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return code


class PasswordForm(forms.Form):
    """The user's own password once more, before a change that weakens the account."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("The password is not right."))
        return password


class RoleForm(forms.Form):
    """One of the roles a person may give at a school."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, role.label) for role in roles]
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=choices)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class InvitationForm(RoleForm, forms.ModelForm):
    """A new account: its owner gets a link by e-mail, so nobody types a password for it."""

    class Meta:
        model = User
        fields = ("full_name", "username", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
