"""What the clock starts and what the domains announce exists, and ends in time."""

import pytest

from eduportal import registry, schedule
from eduportal.celery import app

SCHEDULED = [entry["task"] for entry in schedule.SCHEDULE.values()]


@pytest.fixture(autouse=True, scope="module")
def tasks() -> None:
    app.autodiscover_tasks(force=True)


@pytest.mark.parametrize("name", [*SCHEDULED, *registry.ON_MARKS_CHANGED])
def test_a_name_on_the_schedule_or_in_the_registry_is_a_task(name: str) -> None:
    assert name in app.tasks


def test_every_task_of_ours_has_a_limit_and_is_warned_before_it() -> None:
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert len(ours) >= len(SCHEDULED)
    for task in ours:
        assert 0 < (task.soft_time_limit or 0) < (task.time_limit or 0), task.name
