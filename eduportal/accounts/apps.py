import django.contrib.admin.apps
from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    default = True
    name = "eduportal.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        # Models exist only now.
        from eduportal.accounts.beginnings import begin_session

        user_logged_in.connect(begin_session, dispatch_uid="accounts.begin_session")


class PortalAdminConfig(django.contrib.admin.apps.AdminConfig):
    """Django's administration site behind our own sign-in."""

    default = False
    default_site = "eduportal.accounts.admin_site.PortalAdminSite"
