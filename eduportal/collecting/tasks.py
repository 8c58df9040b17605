"""Reminding of collections."""

from celery import shared_task
from django.utils import timezone

from eduportal.collecting.services import remind_before
from eduportal.scoping.tasks import ScopedTask


@shared_task(
    base=ScopedTask,
    name="collecting.remind",
    everywhere_because="collections wait for people of every school",
    soft_time_limit=240,
    time_limit=300,
)
def remind_of_all() -> None:
    """Remind whoever has not handed in before the last day. Safe to run twice, and to lose."""
    remind_before(timezone.localdate())
