"""The services as tasks. The sweep finds what was never enqueued."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from eduportal.exchange import services
from eduportal.exchange.models import Nonce

NONCES_KEPT_HOURS = 24


# No ScopedTask: it would hold a transaction open while the network is used.
@shared_task(name="exchange.send_due", soft_time_limit=540, time_limit=600)
def send_due() -> None:
    """Send everything that is due. Safe to run twice, also at once."""
    services.send_due()


@shared_task(name="exchange.queue_missed", soft_time_limit=60, time_limit=90)
def queue_missed() -> None:
    """Queue what has no outbox row for a node above. Safe to run twice."""
    services.queue_missed()


@shared_task(name="exchange.clear_nonces", soft_time_limit=60, time_limit=90)
def clear_nonces() -> None:
    """Forget requests too old to be accepted again anyway. Safe to run twice."""
    old = timezone.now() - timedelta(hours=NONCES_KEPT_HOURS)
    Nonce.objects.filter(at__lt=old).delete()
