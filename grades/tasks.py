"""Scheduled work on the mark book."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from eduportal.scoping.tasks import ScopedTask
from grades.models import CellOperation

OPERATIONS_KEPT_DAYS = 30


class EverySchool(ScopedTask):
    """Runs over every school."""

    abstract = True
    everywhere = "old operations of every school are cleared together"


@shared_task(base=EverySchool, name="grades.clear_operations", soft_time_limit=540, time_limit=600)
def clear_operations() -> None:
    """Forget the identities of saves no browser can still be retrying. Safe to run twice."""
    old = timezone.now() - timedelta(days=OPERATIONS_KEPT_DAYS)
    CellOperation.objects.filter(at__lt=old).delete()
