"""Trials of minutes: a ring of nodes in which chance breaks things, a month without a line, a soak.

`CHAOS_SECONDS` and `CHAOS_SEED` choose how long the ring runs and repeat what chance has done.
"""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from eduportal.exchange.models import OutboxEntry, Peer
from eduportal.exchange.services import send_due
from eduportal.scoping import everywhere
from tests.exchange.levels import conserved, let_pass, make_due, seal, states
from tests.exchange.line import Line
from tests.exchange.ring import ring
from tests.exchange.second_node import SecondNode
from tests.world import World

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
SECONDS = int(os.environ.get("CHAOS_SECONDS", "600"))
SEED = int(os.environ.get("CHAOS_SEED", "0")) or random.randrange(1, 1_000_000)
DEPARTMENTS = int(os.environ.get("CHAOS_DEPARTMENTS", "2"))
SCHOOLS = int(os.environ.get("CHAOS_SCHOOLS", "5"))
A_DAY_SECONDS = 86_400


def test_a_ring_in_which_chance_breaks_everything_ends_with_the_same_on_every_level(
    transactional_db: None, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with ring(tmp_path, DEPARTMENTS, SCHOOLS, random.Random(SEED)) as found:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            found.step()
        rests = found.come_to_rest()
        record_property("attack", f"ring: seed {SEED}, {SECONDS} s, {found.steps}")
        assert rests, f"seed {SEED}: {found.differences()}"
        assert any(found.steps.values())


def test_a_month_without_a_line_arrives_in_one_burst(
    ministry: SecondNode, line: Line, world: World
) -> None:
    """Every day a correction, every day a sweep every half hour that finds nobody."""
    with everywhere("a test cuts the line"):
        Peer.objects.update(base_url="http://127.0.0.1:9")
    for day in range(30):
        seal(world, 50 + day, reason=f"QĐ {day}")
        for _sweep in range(4):
            let_pass(A_DAY_SECONDS // 4)
            assert send_due() == 0
    with everywhere("a test mends the line"):
        Peer.objects.update(base_url=line.address)
        waiting = OutboxEntry.objects.count()
    assert waiting == 2 + 4 * 30
    make_due()
    assert send_due() == waiting
    assert states() == {"accepted"}
    assert conserved(ministry)


def test_hours_of_corrections_leave_no_connection_and_no_memory_behind(
    ministry: SecondNode, world: World, record_property: Callable[[str, object], None]
) -> None:
    """A soak: as long as the ring; what the Ministry's process holds after a tenth of it stays."""
    until, marks, sizes = time.monotonic() + SECONDS, 0, []
    while time.monotonic() < until:
        seal(world, 30 + marks % 70, reason=f"QĐ {marks}")
        marks += 1
        make_due()
        send_due()
        sizes.append(ministry.memory())
    assert conserved(ministry)
    [(connections,)] = ministry.rows(
        "select count(*) from pg_stat_activity where datname = current_database()"
    )
    record_property("attack", f"soak: {marks} rounds, memory {sizes[0]} to {sizes[-1]} kB")
    # Four threads, the console, and this question.
    assert connections <= 8
    assert sizes[-1] < 1.2 * sizes[len(sizes) // 10] + 20_000
