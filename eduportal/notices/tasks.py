"""Mails about notices, queued once a day."""

from celery import shared_task

from eduportal.notices import services
from eduportal.scoping.tasks import ScopedTask


@shared_task(
    name="notices.queue_digests",
    base=ScopedTask,
    everywhere_because="people of every school are told of their notices",
    soft_time_limit=240,
    time_limit=300,
)
def queue_digests() -> int:
    """Queue the mails of the day; how many. Safe to run twice, also at once."""
    return services.queue_digests()
