"""The tasks are thin doors to the services: what they do, twice without harm, and when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from eduportal.exchange import tasks
from eduportal.exchange.models import Nonce, OutboxEntry
from schools.models import School
from tests.exchange.above import Above, listening
from tests.exchange.conftest import sealed
from tests.factories import NonceFactory


def test_what_is_due_is_sent_once_however_often_the_task_runs(above: Above, school: School) -> None:
    package = sealed(school, 1, 2)

    for _time in range(2):
        tasks.send_due.apply(throw=True)

    assert above.bundles == [[package.hash]]
    assert OutboxEntry.objects.get().state == "accepted"


def test_a_package_sealed_before_a_node_above_was_known_is_queued_once(
    signing_key: None, school: School
) -> None:
    package = sealed(school, 1)
    above = Above()
    with listening(above) as address:
        peer = above.trusted(address)

        for _time in range(2):
            tasks.queue_missed.apply(throw=True)

    assert OutboxEntry.objects.get(package=package, peer=peer).state == "queued"


@pytest.mark.usefixtures("db_everywhere")
def test_nonces_are_forgotten_once_their_requests_are_refused_by_their_date() -> None:
    now = timezone.now()
    ages = {"fresh": timedelta(hours=23), "old": timedelta(hours=25)}
    rows = {name: NonceFactory() for name in ages}
    for name, age in ages.items():
        Nonce.objects.filter(pk=rows[name].pk).update(at=now - age)

    for _time in range(2):
        tasks.clear_nonces.apply(throw=True)

    assert list(Nonce.objects.all()) == [rows["fresh"]]
