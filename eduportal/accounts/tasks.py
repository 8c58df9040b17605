"""Housekeeping of sign-in, started by the schedule."""

from celery import shared_task

from eduportal.accounts import services


@shared_task(name="accounts.clear_expired", soft_time_limit=240, time_limit=300)
def clear_expired() -> dict[str, int]:
    """Delete what has expired; says how many rows of each kind. Safe to run twice."""
    return services.clear_expired()
