"""The tasks are thin doors to the services: what they do, twice without harm, and when."""

from eduportal.exchange import tasks
from eduportal.exchange.models import OutboxEntry
from schools.models import School
from tests.exchange.above import Above
from tests.exchange.conftest import sealed


def test_what_is_due_is_sent_once_however_often_the_task_runs(above: Above, school: School) -> None:
    package = sealed(school, 1, 2)

    for _time in range(2):
        tasks.send_due.apply(throw=True)

    assert above.bundles == [[package.hash]]
    assert OutboxEntry.objects.get().state == "accepted"
