"""Counting students, forecasting the network, and answering what is asked of the solver."""

from celery import shared_task

from eduportal.core.hints import offer
from eduportal.planning.services import apply_due, count_enrolments, make_run
from eduportal.planning.services.proposing import TASK, resume_runs, work_on_run
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


@shared_task(
    base=ScopedTask,
    name=TASK,
    everywhere_because="a proposal names the schools of its commune, or of the province",
    soft_time_limit=1500,
    time_limit=1600,
)
def solve(*, run_id: int) -> None:
    """Answer one question. Safe to run twice, and to lose."""
    work_on_run(run_id)


@shared_task(
    base=ScopedTask,
    name="planning.resume",
    everywhere_because="proposals concern every commune",
    soft_time_limit=20,
    time_limit=30,
)
def resume() -> int:
    """Offer every question that waits again; those a worker holds are left."""
    ids = resume_runs()
    for pk in ids:
        offer(TASK, run_id=pk)
    return len(ids)
