"""Mails of sign-in, started by the schedule and by pages."""

from celery import shared_task

from eduportal.accounts.services import mailing
from eduportal.core.hints import offer


@shared_task(name="accounts.send_mail", soft_time_limit=240, time_limit=300)
def send_mail() -> int:
    """Send the mails that wait; how many rows were settled. Safe to run twice, also at once."""
    return mailing.send_due()


def wake_mail() -> None:
    """Offer the mails to a worker once this transaction is committed; else the sweep finds them."""
    offer(send_mail.name)
