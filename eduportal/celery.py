"""The Celery application. Rows are the truth; this queue is only a hint (docs/architecture.md)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduportal.settings.dev")

app = Celery("eduportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
