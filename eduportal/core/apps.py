from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "eduportal.core"

    def ready(self) -> None:
        """Tasks belong to the portal's Celery application in every process that sets Django up."""
        import_module("eduportal.celery")
