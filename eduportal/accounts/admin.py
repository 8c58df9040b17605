"""Users and their memberships in the administration site."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _
from django_otp_webauthn.models import WebAuthnCredential

from eduportal.accounts.authority import gives_everywhere, may_give
from eduportal.accounts.models import (
    AccountChange,
    Authenticator,
    Membership,
    RecoveryCodes,
    SignIn,
    User,
)
from eduportal.accounts.roles import Role

# A user who may set these could make any account a superuser, his or her own included.
RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


class UserCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "full_name", "email")


class PortalUserChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


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


class MembershipInline(NeverDeleted, admin.TabularInline):
    model = Membership
    form = MembershipForm
    extra = 0

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.actor = request.user
        return formset


@admin.register(User)
class UserAdmin(NeverDeleted, DjangoUserAdmin):
    """Creates accounts and gives them roles; a lost second factor is removed under devices."""

    form = PortalUserChangeForm
    add_form = UserCreationForm
    list_display = ("username", "full_name", "email", "is_active", "is_staff", "last_login")
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

    list_display = ("at", "account", "what", "actor", "door")
    list_filter = ("what",)
    list_select_related = ("account", "actor")
    search_fields = ("account__username", "actor__username")


@admin.register(SignIn)
class SignInAdmin(ReadOnly, admin.ModelAdmin):
    """Every attempt to sign in: who, from where, with which outcome."""

    list_display = ("at", "user", "address", "outcome")
    list_filter = ("outcome",)
    list_select_related = ("user",)
    search_fields = ("user__username", "address")


@admin.register(Authenticator, RecoveryCodes, WebAuthnCredential)
class DeviceAdmin(admin.ModelAdmin):
    """Second factors people have lost: removed here, and never readable."""

    list_display = ("user", "name", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__full_name")
    fields = readonly_fields = ("user", "name", "created_at", "last_used_at")

    def has_add_permission(self, request):
        return False
