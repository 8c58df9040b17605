"""Keeping the findings current: a sweep of the schools that are due, and every school by night."""

from celery import shared_task

from eduportal.core.hints import offer
from eduportal.quality.services import checking
from eduportal.scoping.tasks import ScopedTask


@shared_task(
    base=ScopedTask,
    name="quality.check_due",
    everywhere_because="the rules of data quality look at every school",
    soft_time_limit=540,
    time_limit=600,
)
def check_due() -> None:
    """Look at some schools that are due. Calls itself again while there are many."""
    if checking.check_due() == checking.SCHOOLS_A_RUN:
        offer("quality.check_due")


@shared_task(
    base=ScopedTask,
    name="quality.check_all",
    everywhere_because="the rules of data quality look at every school",
    soft_time_limit=540,
    time_limit=600,
)
def check_all() -> None:
    """Make every school due, and judge the rules by what became of their findings."""
    checking.count_standings()
    checking.ask_for_all()
