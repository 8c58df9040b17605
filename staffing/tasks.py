"""Counting the balances of teachers: each night, and when somebody asks."""

from celery import shared_task

from eduportal.scoping.tasks import ScopedTask
from schools.selectors import years_under_way
from staffing.services import count_balances


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
