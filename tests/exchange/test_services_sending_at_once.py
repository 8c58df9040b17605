"""Several workers at the same outbox: real threads, real transactions."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from eduportal import scoping
from eduportal.exchange.models import Delivery, Peer
from eduportal.exchange.services import queueing, send_due
from tests.exchange.above import Above, listening
from tests.exchange.conftest import described, sealed
from tests.factories import SchoolFactory


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_package_once(signing_key: None) -> None:
    above = Above()
    with listening(above) as address:
        with scoping.everywhere("the test prepares"):
            above.trusted(address)
            school = described(SchoolFactory())
            packages = [sealed(school, number, unit=f"6A{number}") for number in range(24)]

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
def test_who_comes_while_another_sends_leaves_the_peer_alone(signing_key: None) -> None:
    above = Above()
    with listening(above) as address:
        with scoping.everywhere("the test prepares"):
            peer = above.trusted(address)
            sealed(described(SchoolFactory()), 1)
        taken, done = threading.Event(), threading.Event()

        def hold() -> None:
            with queueing.only_sender(Peer.objects.get(pk=peer.pk)):
                taken.set()
                done.wait(30)
            connection.close()

        holder = threading.Thread(target=hold)
        holder.start()
        assert taken.wait(30)
        assert send_due() == 0
        done.set()
        holder.join()
        assert not Delivery.objects.exists()
        assert send_due() == 1
