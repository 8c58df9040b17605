"""While a file is checked: how long it will take, and the first problems it met."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from eduportal import scoping
from eduportal.imports import services
from eduportal.imports.models import ImportJob
from eduportal.imports.services import checking
from eduportal.imports.services.progress import TOLD_SO_FAR, Progress
from eduportal.imports.steps import time_left
from eduportal.workbooks.problems import Problem
from tests import factories
from tests.imports.jobs import ROSTER, receive
from tests.imports.rosters import new_row, roster
from tests.world import build_world

EVERYWHERE = "a test looks at a job at work"


@pytest.mark.parametrize(
    ("seconds", "done", "total", "said"),
    [
        (59, 100, 400, "about 3 minutes left"),
        (61, 300, 600, "about 2 minutes left"),
        (60, 399, 400, "less than a minute left"),
        (1, 100, 400, ""),
        (60, 0, 400, ""),
        (60, 400, 400, "less than a minute left"),
    ],
)
def test_the_time_left_is_told_by_the_rate_of_the_rows_so_far(
    seconds: int, done: int, total: int, said: str
) -> None:
    since = timezone.now() - datetime.timedelta(seconds=seconds)
    job = ImportJob(done=done, total=total, working_since=since)

    with translation.override("en"):
        assert time_left(job) == said


def problem(number: int) -> Problem:
    return Problem(
        "Danh sách", f"D{number}", number, "Ngày sinh", "date", "error", "Not a date.", {}, "x"
    )


@pytest.mark.django_db(transaction=True)
def test_the_first_problems_stand_on_the_page_while_the_check_goes_on(
    world, client_of, monkeypatch
):
    rows = [new_row(full_name=f"Trần Văn {n}", birth_date="31/02/2014") for n in range(3)]
    shown = []

    def look(job: ImportJob, *_checked: object) -> None:
        address = reverse("imports:job-detail", args=[job.public_id])
        shown.append(client_of("clerk").get(address).content.decode())

    with scoping.everywhere(EVERYWHERE):
        job = receive(
            roster(*rows), ROSTER, world.school, user=world.users["clerk"], year=world.year.code
        )
    monkeypatch.setattr(checking, "CHUNK", 1)
    original = checking._store
    monkeypatch.setattr(checking, "_store", lambda *args: (look(*args), original(*args)))

    with scoping.everywhere(EVERYWHERE):
        services.check_job(job.pk)
        job.refresh_from_db()

    # As words of their own: a page's token may hold these letters.
    named = [set(re.findall(r"\bD[23]\b", page)) for page in shown]
    assert named[:3] == [set(), {"D2"}, {"D2", "D3"}]
    assert job.so_far == []


@pytest.mark.django_db(transaction=True)
def test_only_the_first_are_told_and_a_new_check_tells_anew():
    build_world()
    with scoping.everywhere(EVERYWHERE):
        job = factories.ImportJobFactory()
    with scoping.everywhere(EVERYWHERE):
        with Progress(job) as progress:
            progress.tell((problem(n), {}) for n in range(TOLD_SO_FAR - 1))
            progress.tell((problem(n), {}) for n in range(5))
        job.refresh_from_db()
        assert len(job.so_far) == TOLD_SO_FAR
        with Progress(job):
            job.refresh_from_db()
            assert job.so_far == []
