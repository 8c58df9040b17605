"""The Celery application. Rows are the truth; this queue is only a hint (docs/architecture.md)."""

from logging.config import dictConfig
from typing import Any

from celery import Celery, Task
from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun
from django.conf import settings

from eduportal.logs import current_work

# The header of a message that names the request which sent it, its user and its address.
SENT_BY = "eduportal_sent_by"
SENDER = ("request_id", "user_id", "client")

app = Celery("eduportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_pages_do(**_options: Any) -> None:
    """The portal's JSON lines; without a receiver of this signal Celery sets up its own."""
    dictConfig(settings.LOGGING)


@before_task_publish.connect
def name_the_request(headers: dict[str, Any], **_: Any) -> None:
    """Let the lines of a task be found by the request that asked for it."""
    sender = current_work.get() or {}
    headers[SENT_BY] = {name: sender.get(name) for name in SENDER}


@task_prerun.connect
def begin_task(task_id: str, task: Task, **_: Any) -> None:
    """Every line written until the task's end names the task, and who asked for it."""
    sent_by = getattr(task.request, SENT_BY, None) or dict.fromkeys(SENDER)
    current_work.set({"task_id": task_id, "task": task.name, **sent_by})


@task_postrun.connect
def end_task(**_: Any) -> None:
    current_work.set(None)
