"""Following open tasks each night."""

from celery import shared_task
from django.utils import timezone

from eduportal.scoping.tasks import ScopedTask
from eduportal.todo.services import follow_tasks


@shared_task(
    name="todo.follow",
    base=ScopedTask,
    everywhere_because="the numbers of every school's tasks are counted again",
    soft_time_limit=540,
    time_limit=600,
)
def follow() -> None:
    """Count again, propose closing, remind. Safe to run twice, also at once."""
    follow_tasks(timezone.localdate())
