from django.apps import AppConfig
from django.core import checks

from eduportal.scoping.checks import check_databases


class ScopingConfig(AppConfig):
    name = "eduportal.scoping"
    label = "scoping"

    def ready(self) -> None:
        checks.register(check_databases, checks.Tags.database)
