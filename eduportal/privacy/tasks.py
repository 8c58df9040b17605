"""The nightly care of the access log."""

import logging

from celery import shared_task

from eduportal.privacy import access_log

logger = logging.getLogger(__name__)


@shared_task(name="privacy.keep_access_log", soft_time_limit=240, time_limit=300)
def keep_access_log() -> list[str]:
    """Make the months to come and drop those past keeping. Safe to run twice."""
    dropped = access_log.keep_months()
    if dropped:
        logger.info("The access log no longer holds %s.", ", ".join(dropped))
    return dropped
