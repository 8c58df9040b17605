"""Counting the balances of teachers, reminding of the days of their review, and making plans."""

from celery import shared_task
from django.utils import timezone

from eduportal.core.hints import offer
from eduportal.scoping.tasks import ScopedTask
from schools.selectors import years_under_way
from staffing.services import count_balances
from staffing.services.deciding import carry_out_due
from staffing.services.reminding import remind
from staffing.services.scenarios import TASK
from staffing.services.solving import resume_scenarios, work_on_scenario


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


@shared_task(
    base=ScopedTask,
    name=TASK,
    everywhere_because="a plan moves teachers between all schools",
    soft_time_limit=1500,
    time_limit=1600,
)
def solve_scenario(*, scenario_id: int) -> None:
    """Work on one piece of a plan, and ask for the rest. Safe to run twice, and to lose."""
    if work_on_scenario(scenario_id):
        offer(TASK, scenario_id=scenario_id)


@shared_task(
    base=ScopedTask,
    name="staffing.resume_scenarios",
    everywhere_because="plans concern every school",
    soft_time_limit=20,
    time_limit=30,
)
def resume_all_scenarios() -> int:
    """Offer every plan that is being computed again; parts a worker holds are left."""
    ids = resume_scenarios()
    for pk in ids:
        offer(TASK, scenario_id=pk)
    return len(ids)


@shared_task(
    base=ScopedTask,
    name="staffing.carry_out_decisions",
    everywhere_because="decisions concern two schools",
    soft_time_limit=240,
    time_limit=300,
)
def carry_out_decisions() -> int:
    """Carry out the decisions whose day has come. Safe to run twice, and to lose."""
    return carry_out_due()
