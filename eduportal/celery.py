"""The Celery application. Rows are the truth; this queue is only a hint (docs/architecture.md)."""

import logging
from logging.config import dictConfig
from typing import Any

from celery import Celery, Task
from celery.signals import (
    after_task_publish,
    before_task_publish,
    setup_logging,
    task_postrun,
    task_prerun,
    task_received,
)
from celery.worker.request import Request
from django.conf import settings

from eduportal.logs import Fields, current_work

# The header of a message that names the request which sent it, its user and its address.
SENT_BY = "eduportal_sent_by"
SENDER = ("request_id", "user_id", "client")

logger = logging.getLogger(__name__)
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


@after_task_publish.connect
def tell_sent(headers: dict[str, Any], **_: Any) -> None:
    """By its id the task is found from the request, or from the schedule, that asked for it."""
    logger.info("Task %(name)s sent", {"name": headers["task"], "id": headers["id"]})


@task_received.connect
def tell_received(request: Request, **_: Any) -> None:
    """In the place of Celery's own line, which knows nothing of the request (logs.py)."""
    before = current_work.set(_work_of(request.id, request.name, request.request_dict.get(SENT_BY)))
    logger.info("Task %s received", request.name)
    current_work.reset(before)


@task_prerun.connect
def begin_task(task_id: str, task: Task, **_: Any) -> None:
    """Every line written until the task's end names the task, and who asked for it."""
    current_work.set(_work_of(task_id, task.name, getattr(task.request, SENT_BY, None)))


@task_postrun.connect
def end_task(**_: Any) -> None:
    current_work.set(None)


def _work_of(task_id: str, name: str, sent_by: Fields | None) -> Fields:
    return {"task_id": task_id, "task": name, **(sent_by or dict.fromkeys(SENDER))}
