"""Several workers at the same outbox: real threads, real transactions."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from eduportal import scoping
from eduportal.exchange.models import OutboxEntry
from eduportal.exchange.services import send_due
from eduportal.exchange.states import OutboxState
from tests.exchange.above import Above, Asked, Reply, answer, listening
from tests.exchange.conftest import sealed
from tests.factories import SchoolFactory


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_package_once(signing_key: None, settings: Settings) -> None:
    settings.EXCHANGE_BUNDLE_PACKAGES = 3
    above = Above()
    with listening(above) as address:
        with scoping.everywhere("the test prepares"):
            above.trusted(address)
            school = SchoolFactory()
            packages = [sealed(school, number, class_name=f"6A{number}") for number in range(24)]

        def work(_number: int) -> int:
            try:
                return send_due()
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as threads:
            assert sum(threads.map(work, range(4))) == 24
    sent = [each for hashes in above.bundles for each in hashes]
    assert sorted(sent) == sorted(package.hash for package in packages)


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_after_the_lease_was_taken_over_changes_nothing(
    signing_key: None,
) -> None:
    above = Above()
    with listening(above) as address:
        with scoping.everywhere("the test prepares"):
            above.trusted(address)
            sealed(SchoolFactory(), 1)
        other = uuid.uuid4()

        def take_over(asked: Asked) -> Reply:
            with scoping.everywhere("another worker"):
                OutboxEntry.objects.update(lease_token=other)
            connection.close()
            return answer("results", [above.said(item.content) for item in asked.items])

        above.replies = [take_over]
        assert send_due() == 0
    with scoping.everywhere("the test looks"):
        entry = OutboxEntry.objects.get()
        assert (entry.state, entry.lease_token) == (OutboxState.SENDING, other)
