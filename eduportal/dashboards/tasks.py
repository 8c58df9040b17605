"""Keeping the figures current: a hint after each change, a sweep, and a nightly count."""

import datetime
import logging

from celery import shared_task
from django.utils import timezone

from eduportal.core.hints import offer
from eduportal.dashboards.figures import services
from eduportal.dashboards.figures.keeping import keep_due
from eduportal.dashboards.figures.services.checking import check_figures
from eduportal.scoping.tasks import ScopedTask

logger = logging.getLogger(__name__)
SWEEP_LIMIT = 2000


@shared_task(
    base=ScopedTask,
    name="dashboards.refresh_class",
    soft_time_limit=30,
    time_limit=60,
)
def refresh_class(*, school_id: int, class_group_id: int, term_id: int) -> None:
    """Count one class again, soon after a change. Safe to run twice, and to lose."""
    services.refresh_class_figures([class_group_id], term_id)


@shared_task(
    base=ScopedTask,
    name="dashboards.refresh_stale",
    everywhere_because="figures are counted for every school",
    soft_time_limit=240,
    time_limit=300,
)
def refresh_stale() -> None:
    """Count the classes whose hint was lost. Calls itself again while there are many."""
    if services.refresh_stale(SWEEP_LIMIT) == SWEEP_LIMIT:
        offer("dashboards.refresh_stale")


@shared_task(
    base=ScopedTask,
    name="dashboards.rebuild_all",
    everywhere_because="figures are counted for every school",
    soft_time_limit=3300,
    time_limit=3600,
)
def rebuild_all() -> None:
    """Count everything again each night, keep what the day asks for, say what was not right."""
    differing = check_figures().differing
    services.rebuild_nodes()
    corrected = services.rebuild_all()
    keep_due(timezone.localdate() - datetime.timedelta(days=1))
    if corrected:
        logger.info("The nightly count brought %d figures up to date.", corrected)
    if differing:
        logger.warning("The nightly count found %d figures that nothing explains.", differing)


@shared_task(
    base=ScopedTask,
    name="dashboards.count_nodes",
    everywhere_because="what every other node has delivered is counted",
    soft_time_limit=540,
    time_limit=600,
)
def count_nodes() -> None:
    """Count again what has arrived from other nodes. Safe to run twice."""
    services.refresh_nodes()
