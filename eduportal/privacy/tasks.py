"""The nightly clean-up."""

from celery import shared_task

from eduportal.privacy.services.cleaning import clean_up


# No ScopedTask: each batch is a transaction of its own.
@shared_task(name="privacy.clean_up", soft_time_limit=3300, time_limit=3600)
def clean_up_tonight() -> dict[str, int]:
    """Delete what is past keeping; how many of each kind. Safe to run twice, also at once."""
    return {run.kind: run.deleted for run in clean_up()}
