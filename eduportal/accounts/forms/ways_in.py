"""Forms of signing in and of a user's own account."""

from typing import Any, cast

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduportal.accounts import services
from eduportal.accounts.models import User
from eduportal.accounts.selectors import factors_of
from eduportal.accounts.services.links import LONGEST_CODE
from eduportal.accounts.services.passkeys import LONGEST_ANSWER
from eduportal.accounts.services.second_factor import LONGEST_NAME
from eduportal.core.fields import SecretField, TextField


class UserNameField(TextField, UsernameField):
    """A user name: a text, composed as Django stores names."""


class SignInForm(AuthenticationForm):
    """User name and password. The page counts the failures."""

    username = UserNameField(widget=forms.TextInput(attrs={"autofocus": True}))
    password = SecretField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """After a wrong password the next thing to type is the password."""
        super().__init__(*args, **kwargs)
        if self.is_bound:
            del self.fields["username"].widget.attrs["autofocus"]
            self.fields["password"].widget.attrs["autofocus"] = True

    error_messages = {
        "invalid_login": _(
            "The user name or the password is not right. Capital letters count in the password."
        ),
        "inactive": _("This account is closed."),
    }


class ProofForm(forms.Form):
    """A code, a passkey's answer or, from a person without second factor, the password.

    Once it is valid, `device` is what the person has proved it with; None for a password.
    """

    code = TextField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=20,
        required=False,
        help_text=_("Six digits from the application, or a recovery code."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )
    passkey = TextField(max_length=LONGEST_ANSWER, required=False, widget=forms.HiddenInput())
    password = SecretField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user = request, cast(User, request.user)
        self.device: services.SecondFactor | None = None
        factors = factors_of(self.user)
        self.has_passkey = any(not hasattr(each, "sealed_key") for each in factors)
        self.has_only_passkeys = self.has_passkey and not any(
            hasattr(each, "sealed_key") for each in factors
        )
        if self.has_only_passkeys:
            self._ask_for_a_recovery_code()
        for name in ["password"] if factors else ["code", "passkey"]:
            del self.fields[name]

    def _ask_for_a_recovery_code(self) -> None:
        """No application shows this person six digits; the passkey is asked for first."""
        code = self.fields["code"]
        code.label = _("Recovery code")
        code.help_text = _("One of the codes you kept when the passkey was added.")
        del code.widget.attrs["autofocus"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("The password is not right."))
        return password

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = self.cleaned_data
        if "code" not in self.fields or self.errors:
            return fields
        try:
            self.device = self._device(fields["code"], fields["passkey"])
        except services.CodeRefused as refusal:
            self.add_error("code", str(refusal))
        return fields

    def _device(self, code: str, passkey: str) -> services.SecondFactor | None:
        if passkey:
            return services.verify_passkey(self.request, answer=passkey)
        if code:
            return services.verify_code(user=self.user, code=code)
        raise forms.ValidationError({"code": self.fields["code"].error_messages["required"]})


class DeviceNameForm(forms.Form):
    """What the person calls a device."""

    name = TextField(
        label=_("Name of the device"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("For example “My telephone”. You see it in the list of your devices."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AuthenticatorForm(DeviceNameForm):
    """The first code of a new authenticator application: proof that it holds the key."""

    code = TextField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=10,
        help_text=_("The six digits the application shows now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    field_order = ["code", "name"]

    def __init__(self, *args: Any, user: User, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.key = user, key
        self.device: services.SecondFactor | None = None

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = self.cleaned_data
        if not self.errors:
            try:
                self.device = services.confirm_authenticator(
                    user=self.user, key=self.key, code=fields["code"], name=fields["name"]
                )
            except services.CodeRefused as refusal:
                self.add_error("code", str(refusal))
        return fields


class PasskeyForm(DeviceNameForm):
    """The browser's answer to making a passkey."""

    passkey = TextField(max_length=LONGEST_ANSWER, widget=forms.HiddenInput())

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.device: services.SecondFactor | None = None

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = self.cleaned_data
        if not self.errors:
            try:
                self.device = services.add_passkey(
                    self.request, answer=fields["passkey"], name=fields["name"]
                )
            except services.CodeRefused as refusal:
                self.add_error(None, str(refusal))
        return fields


class LinkCodeForm(forms.Form):
    """The code of a one-time link, typed from paper."""

    code = TextField(
        label=_("Code on the slip"),
        max_length=LONGEST_CODE,
        help_text=_("Sixteen letters and digits, with or without the dashes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
