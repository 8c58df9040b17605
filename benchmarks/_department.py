"""The Department of the benchmark of the exchange: what it seals, sends, compares and corrects."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db.models import QuerySet

from benchmarks._levels import FORGET_HERE, MINISTRY, OURS, forget, rows_of
from eduportal.accounts.models import User
from eduportal.exchange.models import Package, Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.services import compare_all, trust_peer
from eduportal.exchange.services.queueing import queue_all
from eduportal.exchange.tasks import send_due
from eduportal.operations.demo.sealing import decide
from eduportal.scoping import Actor, Scope, acting_as, everywhere
from eduportal.scoping.actions import Action
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.selectors import revision_of_class
from grades.selectors.conservation import digest_of, ledger_lines
from grades.selectors.correcting import sealed_term
from grades.services import correct_class, seal_class
from schools.models import ClassGroup, Term

SETTLED_WITHIN_SECONDS = 900
# Every line of a class differs from what was sealed.
RENAME = """
update students_student s set full_name = full_name || ' A' from students_enrolment e
where e.student_id = s.id and e.class_group_id = any(%s)
"""
WAITING = "select 1 from exchange_outboxentry where state = 'queued' limit 1"
WAITS = """
select extract(epoch from settled_at - created_at) from exchange_outboxentry where id > %s
"""
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
    """Seal the term of all classes once the heads have decided; records and seconds."""
    with sealing() as head:
        term = past_term()
        approved = MarkSheet.objects.filter(term=term, state=SheetState.APPROVED)
        fresh = list(ClassGroup.objects.filter(pk__in=approved.values("class_group")))
        for group in fresh:
            decide(group, term, SEALS, head)
        began = time.perf_counter()
        records = sum(_seal(group, term, head) for group in fresh)
        return records, time.perf_counter() - began


def _seal(group: ClassGroup, term: Term, head: User) -> int:
    revision = revision_of_class(group, term)
    sealed = seal_class(
        without_conduct=True,
        class_group=group,
        term=term,
        revision=revision,
        scope=SEALS,
        user=head,
    )
    return sealed.records


def correct(classes: int, start: int = 0) -> Iterator[None]:
    """Change the names of some sealed classes, and seal them again by a decision, one a step."""
    with sealing() as head:
        term = past_term()
        codes = _sealed().values_list("unit", "school")
        groups = [
            ClassGroup.objects.get(code=code, school=school, school_year=term.school_year_id)
            for code, school in codes[start : start + classes]
        ]
    with rows_of(OURS) as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(RENAME, [[group.pk for group in groups]])
    for group in groups:
        with sealing() as head:
            _correct(group, term, head)
        yield


def _sealed() -> QuerySet[Package]:
    term = past_term()
    accepted = Package.objects.filter(feed="term", state="accepted", period=term.period)
    return accepted.filter(year=term.school_year.code).order_by("school", "unit")


def _correct(group: ClassGroup, term: Term, head: User) -> None:
    sealed = sealed_term(group, term)
    assert sealed is not None
    correct_class(
        class_group=group,
        term=term,
        revision=sealed.revision,
        basis="15/QĐ-SGDĐT",
        scope=SEALS,
        user=head,
    )


def sealed_classes() -> tuple[int, int]:
    """Classes whose past term is sealed, and the schools they are of."""
    with sealing():
        of_schools = list(_sealed().values_list("school", flat=True))
    return len(of_schools), len(set(of_schools))


def storm(rate: float, start: int, classes: int) -> list[float]:
    """Correct so many classes a second; of each, the seconds until its receipt is here."""
    with rows_of(OURS) as cursor:
        cursor.execute("select max(id) from exchange_outboxentry")
        [(last,)] = cursor.fetchall()
        began = time.perf_counter()
        for number, _step in enumerate(correct(classes, start), start=1):
            time.sleep(max(0.0, began + number / rate - time.perf_counter()))
        _settle(cursor, time.perf_counter())
        cursor.execute(WAITS, [last])
        return [float(seconds) for (seconds,) in cursor.fetchall()]


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
        return _settle(cursor, began)


def _settle(cursor: Any, began: float) -> float:
    """Wait until nothing is to be sent; seconds since it began."""
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
