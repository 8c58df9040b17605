"""The Department of the benchmark of the exchange: what it seals, sends, compares and corrects."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command

from benchmarks._levels import FORGET_HERE, MINISTRY, OURS, forget, rows_of
from eduportal.accounts.models import User
from eduportal.exchange.models import Package, Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.services import compare_all, trust_peer
from eduportal.exchange.services.queueing import queue_all
from eduportal.exchange.tasks import send_due
from eduportal.operations.demo.sealing import seal_one
from eduportal.scoping import Actor, Scope, acting_as, everywhere
from eduportal.scoping.actions import Action
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.selectors import revision_of_class
from grades.selectors.conservation import digest_of, ledger_lines
from grades.services import seal_class
from schools.models import ClassGroup, Term

SETTLED_WITHIN_SECONDS = 900
AMEND = """
update grades_markrecord r set final = 90 from grades_marksheet s
where s.id = r.sheet_id and s.form = 'scored' and s.class_group_id = any(%s) and s.term_id = %s
"""
WAITING = "select 1 from exchange_outboxentry where state = 'queued' limit 1"
SEALS = Scope(None, actions_by_school={None: frozenset({Action.SEAL_MARKS})})


def prepare(schools: int) -> None:
    """A province whose past year is written up and not sealed, but for a few classes."""
    settings.EDUPORTAL_DEMO = True
    call_command("node_key", stdout=StringIO())
    call_command("load_reference", stdout=StringIO())
    call_command("seed_demo", "--schools", str(schools), stdout=StringIO())
    call_command("grant_runtime", "eduportal", verbosity=0)


def introduction() -> list[str]:
    """What the Ministry is told of this node: arguments of trust_node."""
    printed = StringIO()
    call_command("node_key", stdout=printed)
    key = json.loads(printed.getvalue())["public_key"]
    said = [settings.EDUPORTAL_NODE, "--name", "Department", "--public-key", key]
    return [*said, "--relation", "downstream", "--brings-schools"]


def trust(key: str, address: str) -> Peer:
    """Send to the Ministry at this address from now on; what is sealed is queued."""
    known = {"code": MINISTRY, "name": "Ministry", "key": key, "base_url": address}
    return trust_peer(**known, relation=PeerRelation.UPSTREAM)


def past_term() -> Term:
    """The first term of the year before the newest."""
    newest = Term.objects.order_by("-starts_on").values_list("school_year", flat=True)[0]
    past = Term.objects.exclude(school_year=newest).order_by("-starts_on")
    return past.filter(number=1).select_related("school_year")[0]


@contextmanager
def sealing() -> Iterator[User]:
    head = User.objects.get(username="hieutruong")
    actor = Actor(user_id=head.pk, door="command", reason="benchmark")
    with everywhere("the benchmark seals"), acting_as(actor):
        yield head


def seal_term() -> tuple[int, float]:
    """Seal the term of all classes, decisions of the heads included; records and seconds."""
    with sealing() as head:
        term = past_term()
        approved = MarkSheet.objects.filter(term=term, state=SheetState.APPROVED)
        fresh = list(ClassGroup.objects.filter(pk__in=approved.values("class_group")))
        began = time.perf_counter()
        records = sum(seal_one(group, term, SEALS, head) for group in fresh)
        return records, time.perf_counter() - began


def correct(classes: int) -> None:
    """Change final marks of some sealed classes and seal these once more, by a decision."""
    with sealing() as head:
        term = past_term()
        sealed = Package.objects.filter(period=term.period, year=term.school_year.code)
        codes = sealed.filter(feed="term").values_list("unit", "school")[:classes]
        groups = [
            ClassGroup.objects.get(code=code, school=school, school_year=term.school_year_id)
            for code, school in codes
        ]
        with rows_of(OURS) as cursor:
            cursor.execute("set session_replication_role = replica")
            cursor.execute(AMEND, [[group.pk for group in groups], term.pk])
        for group in groups:
            seal_class(
                class_group=group,
                term=term,
                revision=revision_of_class(group, term),
                scope=SEALS,
                user=head,
                reason="15/QĐ-SGDĐT",
            )


def forget_deliveries() -> None:
    """As if nothing had been sent yet."""
    forget(OURS, FORGET_HERE)
    queue_all(Peer.objects.get(code=MINISTRY))


def move_to(address: str) -> None:
    """From now on the Ministry is reached at this address."""
    Peer.objects.filter(code=MINISTRY).update(base_url=address, paused_until=None)


def send(work: Callable[[], Any] = lambda: None) -> float:
    """Seconds of this work, and until the receipts for all that is queued then are here."""
    began = time.perf_counter()
    work()
    send_due.delay()
    with rows_of(OURS) as cursor:
        while time.perf_counter() - began < SETTLED_WITHIN_SECONDS:
            cursor.execute(WAITING)
            if not cursor.rowcount:
                return time.perf_counter() - began
            time.sleep(0.02)
    raise RuntimeError("the packages were not settled in time")


def digest() -> tuple[int, str]:
    """What this node holds of sealed terms."""
    with everywhere("the benchmark compares"):
        return digest_of(ledger_lines())


def compared() -> tuple[float, Any]:
    """Seconds of one comparison with the Ministry, and what it found."""
    began = time.perf_counter()
    ((_peer, found),) = compare_all()
    return time.perf_counter() - began, found
