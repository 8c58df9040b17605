"""Whom a member of staff may touch in the administration site (accounts/authority.py).

The rule is put on every page when it is registered, those of libraries included: second factors
and tokens belong to accounts too.
"""

from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from eduportal.accounts.authority import managed_by, memberships_managed_by
from eduportal.accounts.models import Membership, User


class OfManagedAccounts(ModelAdmin):
    """Only rows of accounts the actor manages exist on this page; a superuser sees every row."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        if self.model is User:
            return rows.filter(pk__in=managed_by(actor_of(request)).values("pk"))
        if self.model is Membership:
            return rows.filter(pk__in=memberships_managed_by(actor_of(request)).values("pk"))
        managed = managed_by(actor_of(request)).values("pk")
        return rows.filter(**{f"{account_field(self.model)}__in": managed})

    def get_field_queryset(self, db, db_field, request):
        """A row cannot be hung on an account the actor does not manage."""
        rows = super().get_field_queryset(db, db_field, request)
        if db_field.remote_field.model is not User:
            return rows
        rows = User.objects.all() if rows is None else rows
        return rows.filter(pk__in=managed_by(actor_of(request)).values("pk"))


def actor_of(request: HttpRequest) -> User:
    """The signed-in member of staff: the site lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


class ForSuperusers(ModelAdmin):
    """Who may change what a group may do could raise every account in it."""

    def has_module_permission(self, request):
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission

    def has_add_permission(self, request):
        return request.user.is_superuser


def ruled(model: type[Model], page: type[ModelAdmin]) -> type[ModelAdmin]:
    """The page with the rule its rows ask for, or as it is when they belong to no account."""
    if model in (Group, Permission):
        return type(page.__name__, (ForSuperusers, page), {})
    if model is User or account_field(model):
        return type(page.__name__, (OfManagedAccounts, page), {})
    return page


def account_field(model: type[Model]) -> str:
    """The field that says whose row it is: `user` or `account`; empty when it is nobody's."""
    fields = {field.name: field.related_model for field in model._meta.fields}
    return next((name for name in ("user", "account") if fields.get(name) is User), "")
