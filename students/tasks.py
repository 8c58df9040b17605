"""Following leavers: each night."""

from celery import shared_task
from django.utils import timezone

from eduportal.scoping.tasks import ScopedTask
from students.services.leaving import follow_leavers


@shared_task(
    base=ScopedTask,
    name="students.follow_leavers",
    everywhere_because="leavers of every school are found at every other",
    soft_time_limit=540,
    time_limit=600,
)
def follow_leavers_each_night() -> None:
    """Count who has left, find them in the portal, keep what is known. Safe to run twice."""
    follow_leavers(timezone.localdate())
