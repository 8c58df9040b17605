"""The services as tasks. The sweep finds what was never enqueued."""

from celery import shared_task

from eduportal.exchange import services


# No ScopedTask: it would hold a transaction open while the network is used.
@shared_task(name="exchange.send_due", soft_time_limit=540, time_limit=600)
def send_due() -> None:
    """Send everything that is due. Safe to run twice, also at once."""
    services.send_due()


@shared_task(name="exchange.queue_missed", soft_time_limit=60, time_limit=90)
def queue_missed() -> None:
    """Queue what has no outbox row for a node above. Safe to run twice."""
    services.queue_missed()
