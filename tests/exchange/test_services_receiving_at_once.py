"""The same packages on several connections at once: real threads, real transactions."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from eduportal import scoping
from eduportal.exchange.models import Line, Package, Receipt
from eduportal.exchange.services import receive_bundle
from eduportal.exchange.wire.bundle import Item
from tests.exchange.conftest import Sender, make_sender, row

THREADS = 6


@pytest.fixture
def committed_sender(transactional_db: None, signing_key: None) -> Sender:
    with scoping.everywhere("a test prepares"):
        return make_sender()


def seal_class(sender: Sender, name: str, numbers: range) -> Item:
    """The first version of another class of the sender's school."""
    sender.version, sender.previous = 0, ""
    rows = [row(number) for number in numbers]
    return sender.seal(rows, scope=sender.scope(unit=name), unit_name=name)


@pytest.fixture
def pool() -> Iterator[Callable[..., list[Any]]]:
    """Call a function with each of the arguments, all at the same time."""
    with ThreadPoolExecutor(THREADS) as executor:

        def call(function: Callable[[Any], Any], arguments: list[Any]) -> list[Any]:
            def with_own_connection(argument: Any) -> Any:
                try:
                    return function(argument)
                finally:
                    connection.close()

            return list(executor.map(with_own_connection, arguments))

        yield call


def receive(sender: Sender, items: list[Item]) -> list[str]:
    return [result.code for result in receive_bundle(peer=sender.peer, items=items)]


def counts() -> tuple[int, int, int]:
    with scoping.everywhere("a test counts"):
        packages, receipts, records = (model.objects.count() for model in (Package, Receipt, Line))
        return packages, receipts, records


def test_bundles_in_opposite_order_do_not_wait_for_each_other_for_ever(
    committed_sender: Sender, pool: Any
) -> None:
    bundle = [
        seal_class(committed_sender, f"7A{number}", range(number * 2, number * 2 + 2))
        for number in range(10)
    ]

    answers = pool(
        lambda items: receive(committed_sender, items), [bundle, bundle[::-1]] * (THREADS // 2)
    )

    assert counts() == (10, 10, 20)
    assert sum(codes.count("accepted") for codes in answers) == 10
    assert sum(codes.count("known") for codes in answers) == 10 * (THREADS - 1)


def test_versions_that_race_end_with_the_newest(committed_sender: Sender, pool: Any) -> None:
    versions = [committed_sender.seal([row(number)]) for number in range(THREADS)]
    waiting = [[item] for item in versions]
    # What came too early is told so and comes again, as its sender does.
    for _round in range(THREADS):
        codes = pool(lambda items: receive(committed_sender, items), waiting)
        assert not {"fork"} & {code for [code] in codes}

    with scoping.everywhere("a test looks"):
        assert Package.objects.get(state="accepted").version == THREADS
        assert Line.objects.get().package.version == THREADS
        assert Package.objects.filter(state="superseded").count() == THREADS - 1


def test_of_many_forks_one_wins(committed_sender: Sender, pool: Any) -> None:
    forks = [seal_class(committed_sender, "6A1", range(n, n + 1)) for n in range(THREADS)]

    answers = pool(lambda item: receive(committed_sender, [item]), forks)

    assert sorted(answers) == [["accepted"]] + [["fork"]] * (THREADS - 1)
    assert counts() == (1, 1, 1)


def test_two_schools_with_the_same_students_at_once_count_each_once(
    committed_sender: Sender, pool: Any
) -> None:
    with scoping.everywhere("a test prepares"):
        schools = [make_sender(f"truong-{number}") for number in range(THREADS)]
        bundles = [
            (school, [seal_class(school, f"8A{n}", range(n * 5, n * 5 + 5)) for n in range(4)])
            for school in schools
        ]

    answers = pool(lambda sent: receive(*sent), bundles)

    assert answers == [["accepted"] * 4] * THREADS
    with scoping.everywhere("a test looks"):
        assert Line.objects.count() == 20 * THREADS
        assert Line.objects.filter(counted=True).count() == 20


def test_a_student_whom_one_school_lets_go_while_another_lists_the_student_counts(
    committed_sender: Sender, pool: Any
) -> None:
    """Neither sees what the other has not committed yet; one of the lines must count."""
    with scoping.everywhere("a test prepares"):
        other = make_sender("truong-b")
    for number in range(12):
        first = seal_class(committed_sender, f"9A{number}", range(number, number + 1))
        receive(committed_sender, [first])
        dropped = committed_sender.seal([], scope=committed_sender.scope(unit=f"9A{number}"))
        listed = seal_class(other, f"9B{number}", range(number, number + 1))
        pool(lambda sent: receive(*sent), [(committed_sender, [dropped]), (other, [listed])])
    with scoping.everywhere("a test looks"):
        assert Line.objects.filter(counted=True).count() == Line.objects.count() == 12
