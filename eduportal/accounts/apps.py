import django.contrib.admin.apps
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    default = True
    name = "eduportal.accounts"
    verbose_name = _("Accounts")


class PortalAdminConfig(django.contrib.admin.apps.AdminConfig):
    """Django's administration site behind our own sign-in."""

    default = False
    default_site = "eduportal.accounts.admin_site.PortalAdminSite"
