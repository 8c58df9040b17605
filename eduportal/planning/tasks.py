"""Counting students and forecasting the network: each night, and when an assumption has changed."""

from celery import shared_task

from eduportal.planning.services import apply_due, count_enrolments, make_run
from eduportal.scoping.tasks import ScopedTask


@shared_task(
    base=ScopedTask,
    name="planning.forecast",
    everywhere_because="the network is forecast for every commune and school",
    soft_time_limit=540,
    time_limit=600,
)
def forecast_network() -> None:
    """Write the scenarios whose day has come, count the year under way, then forecast.

    Safe to run twice, and to lose.
    """
    apply_due()
    count_enrolments()
    make_run()
