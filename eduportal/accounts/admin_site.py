"""Django's administration site, entered through the portal's own sign-in."""

from collections.abc import Iterable, Mapping
from functools import wraps
from typing import Any

from django import forms
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from eduportal.accounts.admin_groups import GroupAdmin
from eduportal.accounts.admin_rules import account_field, ruled
from eduportal.accounts.admin_shown import NamesWhatItShows, with_shown
from eduportal.accounts.models import User
from eduportal.accounts.views.sign_in import sign_out
from eduportal.core.fields import TextField
from eduportal.core.looking import Kind, looked


class ReadableSelect(AutocompleteSelect):
    """Shows a form again whose choice is no identifier; Django's own looks it up all the same."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, list(filter(self._may_be_chosen, value)), attr)

    def _may_be_chosen(self, value) -> bool:
        try:
            self.field.target_field.to_python(value)
        except ValidationError:
            return not value
        return True


class ReadableForms:
    """Every text a form of the administration takes in is read as on the portal's own pages."""

    formfield_overrides = {
        models.CharField: {"form_class": TextField},
        models.SlugField: {"form_class": forms.SlugField},
    }

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            using = kwargs.get("using")
            kwargs.setdefault("widget", ReadableSelect(db_field, self.admin_site, using=using))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class LookedAtAutocomplete(AutocompleteJsonView):
    """The answers to what is typed into a field that names an account."""

    def serialize_result(self, obj, to_field_name):
        looked(self.request, Kind.ACCOUNT, ((pk, None) for pk in accounts_of([obj])))
        return super().serialize_result(obj, to_field_name)


def accounts_in(context: Mapping[str, Any]) -> set[int]:
    """The accounts a page of the site shows: on its list, as its object, or about to be deleted."""
    rows = [*getattr(context.get("cl"), "result_list", ()), *context.get("queryset", ())]
    return accounts_of([*rows, context.get("original"), context.get("object")])


def accounts_of(rows: Iterable[Any]) -> set[int]:
    """The accounts among these rows, and those the rows belong to; a page may have no object."""
    found: set[int] = set()
    for row in rows:
        if not isinstance(row, models.Model):
            continue
        field = "pk" if isinstance(row, User) else f"{account_field(type(row))}_id"
        if (account := getattr(row, field, None)) is not None:
            found.add(account)
    return found


class PortalAdminSite(AdminSite):
    """Its pages exist for staff only; it has no sign-in form of its own.

    SignedInMiddleware has asked for password and second factor before any of this is reached.
    """

    site_title = _("Administration")
    site_header = _("Administration")
    index_title = _("Users, register and technical records")

    def register(self, model_or_iterable, admin_class=None, **options):
        """Every page reads texts as the portal does, names what it shows in its forms, and obeys
        the rule of whom one may touch."""
        is_one = isinstance(model_or_iterable, ModelBase)
        for model in [model_or_iterable] if is_one else model_or_iterable:
            # MachineToken says what the library's page of tokens says, in our words.
            if model is not AuthToken:
                page = GroupAdmin if model is Group else admin_class or ModelAdmin
                super().register(model, ruled(model, self._readable(page)), **options)

    def _readable(self, base: type[ModelAdmin]) -> type[ModelAdmin]:
        own = {
            "__module__": base.__module__,
            "form": with_shown(base.form, tuple(inline.model for inline in base.inlines)),
        }
        return type(base.__name__, (NamesWhatItShows, ReadableForms, base), own)

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def for_staff(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not self.has_permission(request):
                raise Http404
            response = inner(request, *args, **kwargs)
            shown = accounts_in(getattr(response, "context_data", None) or {})
            looked(request, Kind.ACCOUNT, ((pk, None) for pk in shown))
            return response

        return for_staff

    def autocomplete_view(self, request):
        return LookedAtAutocomplete.as_view(admin_site=self)(request)

    def login(self, request, extra_context=None):
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect_to_login(resolve_url("admin:index"))

    def logout(self, request, extra_context=None):
        return sign_out(request)

    def password_change(self, request, extra_context=None):
        return redirect("accounts:password-change")
