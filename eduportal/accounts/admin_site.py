"""Django's administration site, entered through the portal's own sign-in."""

from functools import wraps

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.admin_rules import ruled
from eduportal.accounts.views.sign_in import sign_out


class PortalAdminSite(AdminSite):
    """Its pages exist for staff only; it has no sign-in form of its own.

    SignedInMiddleware has asked for password and second factor before any of this is reached.
    """

    site_title = _("Administration")
    site_header = _("Administration")
    index_title = _("Users, register and technical records")

    def register(self, model_or_iterable, admin_class=None, **options):
        """Every page is registered under the rule of whom its visitor may touch."""
        is_one = isinstance(model_or_iterable, ModelBase)
        for model in [model_or_iterable] if is_one else model_or_iterable:
            super().register(model, ruled(model, admin_class or ModelAdmin), **options)

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def for_staff(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return for_staff

    def login(self, request, extra_context=None):
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect_to_login(resolve_url("admin:index"))

    def logout(self, request, extra_context=None):
        return sign_out(request)

    def password_change(self, request, extra_context=None):
        return redirect("accounts:password-change")
