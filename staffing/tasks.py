"""Counting the balances of teachers, and reminding of the days of their review."""

from celery import shared_task
from django.utils import timezone

from eduportal.scoping.tasks import ScopedTask
from schools.selectors import years_under_way
from staffing.services import count_balances
from staffing.services.reminding import remind


@shared_task(
    base=ScopedTask,
    name="staffing.count_balances",
    everywhere_because="balances are counted for every school",
    soft_time_limit=540,
    time_limit=600,
)
def count_balances_of_all() -> None:
    """Count every school in the years under way. Safe to run twice, and to lose."""
    for year in years_under_way():
        count_balances(year)


@shared_task(
    base=ScopedTask,
    name="staffing.remind",
    everywhere_because="the review of teachers waits for people of every school",
    soft_time_limit=240,
    time_limit=300,
)
def remind_of_all() -> None:
    """Remind whom a step of the review waits for. Safe to run twice, and to lose."""
    remind(timezone.localdate())
