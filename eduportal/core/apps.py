import sys
import threading
from importlib import import_module

from django.apps import AppConfig

from eduportal.logs import print_uncaught


class CoreConfig(AppConfig):
    name = "eduportal.core"

    def ready(self) -> None:
        """Tasks belong to the portal's Celery application in every process that sets Django up.

        What fails unexpectedly is printed as the logs would hold it.
        """
        import_module("eduportal.celery")
        sys.excepthook = print_uncaught
        threading.excepthook = lambda failed: print_uncaught(*failed[:3])
