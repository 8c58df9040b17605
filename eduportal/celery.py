"""The Celery application. Rows are the truth; this queue is only a hint (docs/architecture.md)."""

from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

app = Celery("eduportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_pages_do(**_options: Any) -> None:
    """The portal's JSON lines; without a receiver of this signal Celery sets up its own."""
    dictConfig(settings.LOGGING)
