"""The same packages on several connections at once: real threads, real transactions."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from eduportal import scoping
from eduportal.exchange.models import Package, Receipt
from eduportal.exchange.services import receive_bundle
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.header import scope_of
from grades.models import LedgerLine
from tests.exchange.conftest import Sender, make_sender, row

THREADS = 6


@pytest.fixture
def committed_sender(transactional_db: None, signing_key: None) -> Sender:
    with scoping.everywhere("a test prepares"):
        return make_sender()


def seal_class(sender: Sender, name: str, numbers: range) -> Item:
    """The first version of another class of the sender's school."""
    sender.version, sender.previous = 0, ""
    scope = scope_of(sender.school.code, name, "2026-2027-HK1", "subject-result")
    return sender.seal([row(number) for number in numbers], **{"class": name, "scope": scope})


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
        packages, receipts, records = (
            model.objects.count() for model in (Package, Receipt, LedgerLine)
        )
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
        assert not {"stale", "fork"} & {code for [code] in codes}

    with scoping.everywhere("a test looks"):
        assert Package.objects.get(state="accepted").version == THREADS
        assert LedgerLine.objects.get().package.version == THREADS
        assert Package.objects.filter(state="superseded").count() == THREADS - 1


def test_of_many_forks_one_wins(committed_sender: Sender, pool: Any) -> None:
    forks = [seal_class(committed_sender, "6A1", range(n, n + 1)) for n in range(THREADS)]

    answers = pool(lambda item: receive(committed_sender, [item]), forks)

    assert sorted(answers) == [["accepted"]] + [["fork"]] * (THREADS - 1)
    assert counts() == (1, 1, 1)


def test_receipts_are_numbered_in_the_order_they_become_visible(
    committed_sender: Sender, pool: Any
) -> None:
    items = [seal_class(committed_sender, f"8A{n}", range(n, n + 1)) for n in range(24)]
    seen: list[list[int]] = []

    def receive_and_look(item: Item) -> None:
        receive(committed_sender, [item])
        with scoping.everywhere("a test looks"):
            numbers = Receipt.objects.order_by("sequence").values_list("sequence", flat=True)
            seen.append(list(numbers))

    pool(receive_and_look, items)

    everything = max(seen, key=len)
    # Whoever has read up to a number has read everything below it: no late commit.
    assert all(numbers == everything[: len(numbers)] for numbers in seen)
