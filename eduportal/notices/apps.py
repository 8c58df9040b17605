"""Django app configuration."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices to the people of schools."""

    name = "eduportal.notices"
    default_auto_field = "django.db.models.BigAutoField"
