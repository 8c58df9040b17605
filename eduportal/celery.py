"""The Celery application. Rows are the truth; this queue is only a hint (docs/architecture.md)."""

from celery import Celery

app = Celery("eduportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
