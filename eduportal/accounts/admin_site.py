"""Django's administration site, entered through the portal's own sign-in."""

from functools import wraps

from django import forms
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.admin_shown import NamesWhatItShows, with_shown
from eduportal.accounts.views.sign_in import sign_out
from eduportal.core.fields import TextField

# The register: units, schools, subjects, the programme, years and terms.
SHOWN_APP = "schools"


class ReadableForms:
    """Every text a form of the administration takes in is read as on the portal's own pages."""

    formfield_overrides = {
        models.CharField: {"form_class": TextField},
        models.SlugField: {"form_class": forms.SlugField},
    }


class PortalAdminSite(AdminSite):
    """The reference tables as a superuser corrects them beyond what the portal's own pages do.

    Its pages exist for superusers only; it has no sign-in form of its own. SignedInMiddleware has
    asked for password and second factor before any of this is reached.
    """

    site_title = _("Reference tables")
    site_header = _("Reference tables")
    index_title = _("Files in and out")

    def register(self, model_or_iterable, admin_class=None, **options):
        """Of what libraries bring along, nothing is shown. Every page reads texts as the portal
        does, and names what it shows in its forms."""
        is_one = isinstance(model_or_iterable, ModelBase)
        for model in [model_or_iterable] if is_one else model_or_iterable:
            if model._meta.app_label == SHOWN_APP:
                super().register(model, self._readable(admin_class or ModelAdmin), **options)

    def _readable(self, base: type[ModelAdmin]) -> type[ModelAdmin]:
        own = {"__module__": base.__module__, "form": with_shown(base.form)}
        return type(base.__name__, (NamesWhatItShows, ReadableForms, base), own)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and getattr(request.user, "is_superuser", False)

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def for_superusers(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return for_superusers

    def login(self, request, extra_context=None):
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect_to_login(resolve_url("admin:index"))

    def logout(self, request, extra_context=None):
        return sign_out(request)

    def password_change(self, request, extra_context=None):
        return redirect("accounts:password-change")
