"""Several workers at the same outbox: real threads, real transactions."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from eduportal import scoping
from eduportal.exchange.models import Delivery, Peer
from eduportal.exchange.services import queueing, send_due
from tests.exchange.above import Above, Asked, Reply, listening
from tests.exchange.conftest import described, sealed
from tests.exchange.levels import make_due
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


class TwoAtOnce(Above):
    """Answers its first request once a second one is on its way as well."""

    def __init__(self) -> None:
        super().__init__()
        self.meeting = threading.Barrier(2)

    def reply(self, asked: Asked) -> Reply:
        if len(self.asked) < 2:
            self.asked.append(asked)
            self.meeting.wait(30)
            return self.accept(asked)
        return super().reply(asked)


@pytest.mark.trial("programs")
@pytest.mark.django_db(transaction=True)
def test_a_long_queue_goes_in_two_lanes_and_a_school_stays_in_its_own(signing_key: None) -> None:
    above = TwoAtOnce()
    with listening(above) as address:
        with scoping.everywhere("the test prepares"):
            above.trusted(address)
            schools = [described(SchoolFactory()) for _number in range(4)]
            of_school = [
                [sealed(each, number, unit=f"6A{number}").hash for number in range(6)]
                for each in schools
            ]
        assert send_due() == 4 * 6
    sent = [each for hashes in above.bundles for each in hashes]
    assert sorted(sent) == sorted(sum(of_school, []))
    half_of = {digest: number % 2 for number, own in enumerate(of_school) for digest in own}
    halves = [{half_of[digest] for digest in bundle} for bundle in above.bundles]
    assert {len(each) for each in halves} == {1}
    for own in of_school:
        assert [each for each in sent if each in own] == own


class Slow(Above):
    """Answers a request about these packages once another one has arrived."""

    slow: str = ""
    awaited: str = ""

    def __init__(self) -> None:
        super().__init__()
        self.has_come = threading.Event()

    def reply(self, asked: Asked) -> Reply:
        if self.awaited in asked.hashes:
            self.has_come.set()
        if self.slow in asked.hashes:
            assert self.has_come.wait(30)
        return super().reply(asked)


@pytest.mark.django_db(transaction=True)
def test_a_lane_that_has_nothing_left_helps_the_other(
    signing_key: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = Slow()
    monkeypatch.setattr(queueing, "bundle_size", lambda peer: queueing.Size(10**6, 11))
    with listening(above) as address:
        with scoping.everywhere("the test prepares"):
            above.trusted(address)
            made = [described(SchoolFactory()) for _number in range(4)]
            schools = [each for each in made if each.pk % 2 == made[0].pk % 2]
            of_school = [
                [sealed(each, number, unit=f"6A{number}").hash for number in range(12)]
                for each in schools
            ]
        # All are of one lane; the first bundle is answered when the second school's last has come.
        above.slow, above.awaited = of_school[0][0], of_school[1][-1]
        assert send_due() == 24
    sent = [each for hashes in above.bundles for each in hashes]
    for own in of_school:
        assert [each for each in sent if each in own] == own


class SometimesMute(Above):
    """Cuts the line on requests about these packages."""

    mute: set[str] = set()

    def reply(self, asked: Asked) -> Reply:
        return Reply(None) if self.mute.intersection(asked.hashes) else super().reply(asked)


@pytest.mark.trial("programs")
@pytest.mark.django_db(transaction=True)
def test_one_lane_without_an_answer_leaves_the_other_sending(signing_key: None) -> None:
    above = SometimesMute()
    with listening(above) as address:
        with scoping.everywhere("the test prepares"):
            above.trusted(address)
            silent, other = (described(SchoolFactory()) for _number in range(2))
            mute, heard = (
                {sealed(each, number, unit=f"6A{number}").hash for number in range(11)}
                for each in (silent, other)
            )
        above.mute = mute
        assert send_due() == 11
        assert {*above.arrived} == heard
        above.mute = set()
        make_due()
        assert send_due() == 11
    assert {*above.arrived} == heard | mute
