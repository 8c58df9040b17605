"""Records a second at the Ministry from one Department, and from several at the same time.

Every Department has a database, a key and schools of its own, and sends as its worker does: one
request after the other. Department and Ministry share the machine, so what is measured is the work
of both. The ratio is several Departments to one; receivers of one process and of four are tried
with the same several.
"""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from benchmarks import _levels as levels

DEPARTMENTS, SCHOOLS, ROUNDS = 3, 4, 3
Environment = dict[str, str]
SEAL = """
import django; django.setup()
from benchmarks import _department as department
print(department.seal_term()[0])
"""
DELIVERIES = "select min(started_at), max(finished_at) from exchange_delivery where sent_bytes > 0"
RECORDS = "select sum(records) from exchange_package where feed = 'term'"
SEND_AGAIN = """
delete from exchange_receipt; delete from exchange_delivery;
update exchange_outboxentry set state = 'queued', settled_at = null, attempts = 0;
"""


def main() -> None:
    """Print each figure, then the closing line."""
    with tempfile.TemporaryDirectory() as folder:
        ministry = levels.ministry_environment(folder)
        departments = [department(folder, number) for number in range(1, DEPARTMENTS + 1)]
        introduce(ministry, departments)
        one = measured(ministry, departments[:1])
        several = measured(ministry, departments)
        for workers in (1, 4):
            measured(ministry, departments, workers)
    print(f"growth ratio={several / one:.2f} ours={several:.0f} reference={one:.0f} unit=records/s")


def department(folder: str, number: int) -> Environment:
    """A node with a province of its own; its environment."""
    database = f"{levels.OURS}_{number}"
    with levels.rows_of(levels.OURS) as cursor:
        cursor.execute(f"create database {database} owner eduportal_owner")
    environment = levels.node_environment(folder, f"so-{number}", database)
    return environment | {"EDUPORTAL_DEMO": "1"}


def introduce(ministry: Environment, departments: Sequence[Environment]) -> None:
    """Make all databases, let the nodes know each other, and seal the past term."""
    above = levels.prepare_node(ministry)
    for number, environment in enumerate(departments):
        key = levels.prepare_node(environment)
        code, owner = environment["EDUPORTAL_NODE"], levels.as_owner(environment)
        levels.manage(owner, "seed_demo", f"--schools={SCHOOLS}", f"--first-school={number}001")
        known = ["--name=node", "--relation"]
        levels.manage(
            ministry, "trust_node", code, *known, "downstream", "--brings-schools",
            f"--public-key={key}",
        )  # fmt: skip
        levels.manage(
            environment, "trust_node", levels.MINISTRY, *known, "upstream",
            f"--public-key={above}", "--base-url=http://127.0.0.1:1",
        )  # fmt: skip
        subprocess.run([sys.executable, "-c", SEAL], cwd=levels.ROOT, env=owner, check=True)


def measured(ministry: Environment, senders: Sequence[Environment], workers: int = 2) -> float:
    """Records a second, the median of the rounds: from the first request to the last answer."""
    with levels.receiver(ministry, workers) as port:
        rates = [sent(port, senders) for _round in range(ROUNDS)]
    rate = statistics.median(rates)
    print(f"{len(senders)} senders, {workers} receiving processes: {rate:,.0f} records/s")
    return rate


def sent(port: int, senders: Sequence[Environment]) -> float:
    levels.forget(levels.THEIRS, levels.FORGET_ABOVE)
    address = f"update exchange_peer set base_url = 'http://{levels.HOST}:{port}'"
    for environment in senders:
        levels.forget(levels.database_of(environment), f"{SEND_AGAIN} {address}")
    with ExitStack() as running:
        for environment in senders:
            running.enter_context(relay(environment))
    times, records = [], 0
    for environment in senders:
        with levels.rows_of(levels.database_of(environment)) as cursor:
            cursor.execute(DELIVERIES)
            times.append(cursor.fetchone())
            cursor.execute(RECORDS)
            records += int(cursor.fetchone()[0])
    with levels.rows_of(levels.THEIRS) as cursor:
        cursor.execute(RECORDS)
        assert int(cursor.fetchone()[0]) == records
    first, last = min(each[0] for each in times), max(each[1] for each in times)
    return records / float((last - first).total_seconds())


@contextmanager
def relay(environment: Environment) -> Iterator[None]:
    """Sends everything that is due, beside what the block does."""
    command = [sys.executable, "manage.py", "sync_relay"]
    process = subprocess.Popen(command, cwd=levels.ROOT, env=environment, stdout=subprocess.DEVNULL)
    yield
    assert process.wait() == 0
