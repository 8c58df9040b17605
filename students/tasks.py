"""Following leavers each night, reminding of them, and reading lists of institutions."""

from celery import shared_task
from django.utils import timezone

from eduportal.core.hints import offer
from eduportal.scoping.tasks import ScopedTask
from schools.models import SchoolYear
from students.services.leaving import (
    COUNT,
    follow_leavers,
    freeze_year,
    resume_lists,
    work_on_list,
)
from students.services.leaving.lists import TASK
from students.services.leaving.reminding import remind


@shared_task(
    base=ScopedTask,
    name="students.follow_leavers",
    everywhere_because="leavers of every school are found at every other",
    soft_time_limit=540,
    time_limit=600,
)
def follow_leavers_each_night() -> None:
    """Count who has left, find them in the portal, keep what is known. Safe to run twice."""
    follow_leavers(timezone.localdate())


@shared_task(
    base=ScopedTask,
    name=COUNT,
    everywhere_because="leavers of every school are counted",
    soft_time_limit=240,
    time_limit=300,
)
def count_leavers(*, year_id: int) -> None:
    """Count who completed or left in the year, or count again. Safe to run twice."""
    freeze_year(SchoolYear.objects.get(pk=year_id), timezone.localdate())


@shared_task(
    base=ScopedTask,
    name="students.remind",
    everywhere_because="the schools of every leaver are asked for an answer",
    soft_time_limit=240,
    time_limit=300,
)
def remind_schools() -> None:
    """Remind schools of leavers of whom nothing is known. Safe to run twice, and to lose."""
    remind(timezone.localdate())


@shared_task(
    base=ScopedTask,
    name=TASK,
    everywhere_because="a list is matched with the leavers of every school",
    soft_time_limit=240,
    time_limit=300,
)
def read_list(*, list_id: int) -> None:
    """Do one piece of a list, and ask for the rest. Safe to run twice, and to lose."""
    if work_on_list(list_id):
        offer(TASK, list_id=list_id)


@shared_task(
    base=ScopedTask,
    name="students.resume_lists",
    everywhere_because="lists are matched with the leavers of every school",
    soft_time_limit=20,
    time_limit=30,
)
def resume_all_lists() -> None:
    """Offer every list that is at work again; those a worker holds are left."""
    for pk in resume_lists():
        offer(TASK, list_id=pk)
