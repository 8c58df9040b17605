"""Users and their memberships in the administration site."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.models import Membership, User

# A user who may set these could make any account a superuser, his or her own included.
RIGHTS = ("is_superuser", "groups", "user_permissions")


class UserCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "full_name", "email")


class PortalUserChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Creates accounts and gives them roles; a lost second factor is removed under devices."""

    form = PortalUserChangeForm
    add_form = UserCreationForm
    list_display = ("username", "full_name", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_demo")
    search_fields = ("username", "full_name", "email")
    ordering = ("username",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "full_name", "email")}),
        (_("What the account may do"), {"fields": ("is_active", "is_staff", "is_demo", *RIGHTS)}),
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

    def get_inlines(self, request, obj):
        """A new user gets roles after its first saving, on the page that follows."""
        return self.inlines if obj else ()

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, *RIGHTS)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Who is what, where, from when to when. Ending one is entering its last day."""

    list_display = ("user", "role", "school", "unit", "starts_on", "ends_on")
    list_filter = ("role",)
    list_select_related = ("user", "school", "unit")
    search_fields = ("user__username", "user__full_name", "school__name", "school__code")
    autocomplete_fields = ("user",)
