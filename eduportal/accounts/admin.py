"""Users and their memberships in the administration site."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import (
    AdminUserCreationForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)
from django.contrib.auth.hashers import is_password_usable
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django_otp_webauthn.models import WebAuthnCredential

from eduportal.accounts.authority import gives_everywhere, may_give
from eduportal.accounts.models import (
    AccountChange,
    Authenticator,
    MachineToken,
    Membership,
    RecoveryCodes,
    SignIn,
    User,
)
from eduportal.accounts.roles import Role
from eduportal.core import doors

# A user who may set these could make any account a superuser, his or her own included. Rights of
# the site are given by group: single ones are on no page.
RIGHTS = ("is_staff", "is_superuser", "groups")


class UserCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "full_name", "email")


class PasswordState(ReadOnlyPasswordHashWidget):
    """Whether there is a password, and the button that sets another; how it is kept is no news."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        is_set = is_password_usable(value)
        context["summary"] = [{"label": _("a password is set") if is_set else _("no password")}]
        return context


class PortalUserChangeForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(label=_("Password"), widget=PasswordState)

    class Meta:
        model = User
        exclude = ("user_permissions",)
        labels = {"is_superuser": _("every right in the administration")}
        widgets = {"groups": forms.CheckboxSelectMultiple}


class MembershipForm(forms.ModelForm):
    """Refuses a role its `actor` may not give: the one there was and the one there will be."""

    actor: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The Department decides it: what others send is not read.
        if "imports_marks" in self.fields:
            self.fields["imports_marks"].disabled = not gives_everywhere(self.actor)

    def clean(self):
        values = super().clean()
        account_id = self.instance.user_id or getattr(values.get("user"), "pk", None)
        if account_id == self.actor.pk:
            raise forms.ValidationError(_("Nobody changes his or her own roles."))
        places = [(values.get("role"), getattr(values.get("school"), "pk", None))]
        if self.instance.pk:
            places.append((self.instance.role, self.instance.school_id))
        for role, school_id in places:
            if role and not may_give(self.actor, role=role, school_id=school_id):
                text = _("Your own role does not let you give or change the role “%(role)s” here.")
                raise forms.ValidationError(text % {"role": Role(role).label})
        return values


class NeverDeleted(BaseModelAdmin):
    """An account is closed and a role ended; the row stays for those who ask who was what."""

    def has_delete_permission(self, request, obj=None):
        return False


class MembershipInline(NeverDeleted, admin.StackedInline):
    model = Membership
    form = MembershipForm
    extra = 0
    fields = (("role", "school", "unit"), ("starts_on", "ends_on"), "imports_marks")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.actor = request.user
        return formset


@admin.register(User)
class UserAdmin(NeverDeleted, DjangoUserAdmin):
    """Creates accounts and gives them roles; a lost second factor is removed under devices."""

    form = PortalUserChangeForm
    add_form = UserCreationForm
    list_display = ("username", "full_name", "is_active", "is_staff", "last_login")
    filter_horizontal = ()
    list_filter = ("is_active", "is_staff", "is_demo")
    search_fields = ("username", "full_name", "email")
    ordering = ("username",)
    readonly_fields = ("last_login", "date_joined", "is_demo")
    fieldsets = (
        (None, {"fields": ("username", "password", "full_name", "email")}),
        (_("What the account may do"), {"fields": ("is_active", "is_demo", *RIGHTS)}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "full_name",
                    "email",
                    "usable_password",
                    "password1",
                    "password2",
                )
            },
        ),
    )
    inlines = (MembershipInline,)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and gives_everywhere(request.user)

    def get_inlines(self, request, obj):
        """A new user gets roles after its first saving, on the page that follows."""
        return self.inlines if obj else ()

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, *RIGHTS)


@admin.register(Membership)
class MembershipAdmin(NeverDeleted, admin.ModelAdmin):
    """Who is what, where, from when to when. Ending one is entering its last day."""

    form = MembershipForm
    list_display = ("user", "role", "school", "unit", "starts_on", "ends_on")
    list_filter = ("role",)
    list_select_related = ("user", "school", "unit")
    search_fields = ("user__username", "user__full_name", "school__name", "school__code")
    autocomplete_fields = ("user",)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.actor = request.user
        return form

    def get_readonly_fields(self, request, obj=None):
        """A membership stays with its account."""
        return ("user",) if obj else ()


class ReadOnly(NeverDeleted):
    """Written by the portal alone."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(AccountChange)
class AccountChangeAdmin(ReadOnly, admin.ModelAdmin):
    """Who changed which account or role, when, and through which door."""

    list_display = ("moment", "account", "told", "actor", "door_name")
    fields = readonly_fields = list_display
    list_filter = ("what",)
    list_select_related = ("account", "actor")
    search_fields = ("account__username", "actor__username")

    @admin.display(description=_("when"), ordering="at")
    def moment(self, change: AccountChange) -> str:
        return date_format(timezone.localtime(change.at), "H:i d/m/Y")

    @admin.display(description=_("what"))
    def told(self, change: AccountChange) -> str:
        return change.in_words

    @admin.display(description=_("made through"), ordering="door")
    def door_name(self, change: AccountChange) -> str:
        return str(doors.NAMES.get(change.door, change.door))


@admin.register(SignIn)
class SignInAdmin(ReadOnly, admin.ModelAdmin):
    """Every attempt to sign in: who, from where, with which outcome."""

    list_display = ("at", "user", "address", "outcome")
    list_filter = ("outcome",)
    list_select_related = ("user",)
    search_fields = ("user__username", "address")


class OfLibraries(admin.ModelAdmin):
    """Rows of libraries' tables, whose fields have no Vietnamese names: removed, never changed."""

    list_select_related = ("user",)
    search_fields = ("user__username", "user__full_name")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("user"), ordering="user__username")
    def owner(self, row: Any) -> str:
        return str(row.user)


@admin.register(Authenticator, RecoveryCodes, WebAuthnCredential)
class DeviceAdmin(OfLibraries):
    """Second factors people have lost."""

    list_display = ("owner", "device", "added_at", "used_at")
    fields = readonly_fields = list_display

    @admin.display(description=_("Name of the device"), ordering="name")
    def device(self, row: Any) -> str:
        return str(row.name)

    @admin.display(description=_("created"), ordering="created_at")
    def added_at(self, row: Any) -> datetime.datetime:
        return row.created_at

    @admin.display(description=_("Last used"), ordering="last_used_at")
    def used_at(self, row: Any) -> datetime.datetime | None:
        return row.last_used_at


@admin.register(MachineToken)
class MachineTokenAdmin(OfLibraries):
    """Tokens of machines, which only `create_machine_token` makes; the token itself is not kept."""

    list_display = ("owner", "beginning", "made_at", "ends_at")
    fields = readonly_fields = list_display

    @admin.display(description=_("begins with"), ordering="token_key")
    def beginning(self, row: MachineToken) -> str:
        return row.token_key

    @admin.display(description=_("created"), ordering="created")
    def made_at(self, row: MachineToken) -> datetime.datetime:
        return row.created

    @admin.display(description=_("good until"), ordering="expiry")
    def ends_at(self, row: MachineToken) -> datetime.datetime | None:
        return row.expiry
