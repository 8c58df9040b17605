"""A term's records from the Department to the Ministry, against logical replication.

Ours is complete: signed packages, custody, rules, register, counted-once, receipts, outbox,
row-level security, a worker of Celery, and a gunicorn as the receiver. Each round sends everything
anew, and the references carry the same records as plain rows, by logical replication and by COPY.
Then what has no reference: sealing, the bad line, bytes on the line and on disk, comparing,
correcting classes, a storm of seals, comparing a year of a whole province. Everything ends with
equal digests on both sides, or the benchmark fails.
"""

import logging
import statistics
import tempfile
from typing import Any

import django

from benchmarks import _levels as levels
from benchmarks import _province as province
from benchmarks import _rows as rows
from benchmarks._line import Line

SCHOOLS, ROUNDS = 30, 5
CORRECTED = 17
STORM_SCHOOLS_AN_HOUR, STORM_SECONDS = 1000, 60
# 300 ms there and back, 256 kbit/s each way.
BAD = {"delay": 0.15, "rate": 32_000}
CUT = 0.1


def main() -> None:
    """Print each figure, then the closing line."""
    django.setup()
    logging.disable(logging.INFO)
    from benchmarks import _department as department

    with tempfile.TemporaryDirectory() as folder:
        ministry = levels.ministry_environment(folder)
        department.prepare(SCHOOLS)
        key = levels.prepare_node(ministry)
        # What a node's tables take before they hold anything.
        empty = levels.stored(levels.THEIRS)
        levels.manage(ministry, "trust_node", *department.introduction())
        sealed, seconds = department.seal_term()
        print(f"seal: {sealed:,} records, {sealed / seconds:,.0f} records/s")
        with levels.receiver(ministry) as port, levels.exchange_worker():
            department.trust(key, f"http://{levels.HOST}:{port}")
            trial = Trial(department, ministry, port, empty)
            ours, reference = trial.rounds()
            print(f"seal, then send: {1 / (seconds / sealed + 1 / ours):,.0f} records/s")
            trial.bad_lines()
            trial.comparing()
            trial.correcting()
            trial.storm()
            trial.comparing_a_province()
    print(
        f"exchange ratio={ours / reference:.2f} ours={ours:.0f} "
        f"reference={reference:.0f} unit=records/s"
    )


class Trial:
    """One Department, one Ministry that listens on a port, and what is tried between them."""

    def __init__(self, department: Any, ministry: dict[str, str], port: int, empty: int) -> None:
        self.department, self.ministry, self.port = department, ministry, port
        self.empty = empty
        # What `seed_demo` has sealed besides makes the packages and the records a few more.
        self.records = department.digest()[0]

    def rounds(self) -> tuple[float, float]:
        """Records a second by the exchange and by logical replication: medians of all rounds."""
        count = rows.prepare()
        self._send_anew()
        ours, replicated, copied = [], [], []
        for number in range(1, ROUNDS + 1):
            ours.append(self.records / self._send_anew())
            replicated.append(count / rows.replicated(count))
            copied.append(count / rows.copied(count))
            print(
                f"round {number}: {ours[-1]:,.0f} records/s; as plain rows by logical replication "
                f"{replicated[-1]:,.0f}, by COPY {copied[-1]:,.0f}"
            )
        rows.end()
        self._print_sizes()
        return statistics.median(ours), statistics.median(replicated)

    def bad_lines(self) -> None:
        for name, cut in (("bad line", 0.0), (f"bad line, {CUT:.0%} of answers cut", CUT)):
            seconds = self._send_anew(cut=cut, **BAD)
            print(f"{name}: {self.records / seconds:,.0f} records/s, none lost, none twice")

    def comparing(self) -> None:
        """Twice: nothing differs; then two packages are gone above, and are found and sent."""
        with Line(self.port) as line:
            self.department.move_to(line.address)
            seconds, found = self.department.compared()
            assert found.is_equal, found
            print(
                f"compare, equal: {line.connections} requests, {line.up + line.down:,} B, "
                f"{1000 * seconds:.0f} ms"
            )
        self.department.move_to(f"http://{levels.HOST}:{self.port}")
        levels.forget(levels.THEIRS, LOSE_TWO)
        seconds, found = self.department.compared()
        assert len(found.requeued) == 2, found
        print(f"compare, two packages lost above: {1000 * seconds:.0f} ms")
        self.department.send()
        self._require_equal()

    def correcting(self) -> None:
        seconds = self.department.send(lambda: list(self.department.correct(CORRECTED)))
        self._require_equal()
        print(f"correct {CORRECTED} classes, from the seal to the receipts: {seconds:.1f} s")

    def storm(self) -> None:
        """So many schools seal within an hour; from each seal until the receipt is here."""
        classes, schools = self.department.sealed_classes()
        rate = STORM_SCHOOLS_AN_HOUR * classes / schools / 3600
        count = min(int(rate * STORM_SECONDS), classes - CORRECTED)
        waits = self.department.storm(rate, start=CORRECTED, classes=count)
        self._require_equal()
        print(
            f"storm, {count} classes at {rate:.1f} a second: receipts after "
            f"{statistics.median(waits):.1f} s, p95 {sorted(waits)[int(0.95 * count)]:.1f} s"
        )

    def comparing_a_province(self) -> None:
        """Heads alone: every school of a province with two terms, and two packages lost above."""
        packages = province.fill(levels.OURS)
        assert province.fill(levels.THEIRS) == packages
        province.lose_two(levels.THEIRS)
        seconds, found = self.department.compared()
        assert len(found.requeued) == 2, found
        print(f"compare {packages:,} packages of a province, two lost: {seconds:.2f} s")

    def _send_anew(self, **line: float) -> float:
        """Seconds until the receipts for everything are here, to a Ministry that has nothing."""
        levels.forget(levels.THEIRS, levels.FORGET_ABOVE)
        self.department.forget_deliveries()
        with Line(self.port, **line) as way:
            self.department.move_to(way.address if line else f"http://{levels.HOST}:{self.port}")
            seconds: float = self.department.send()
        self._require_equal()
        return seconds

    def _require_equal(self) -> None:
        printed = levels.manage(self.ministry, "exchange_digest", "--json").splitlines()[-1]
        here, above = self.department.digest(), levels.digest_in(printed)
        assert here == above, (here, above)

    def _print_sizes(self) -> None:
        with Line(self.port) as line:
            levels.forget(levels.THEIRS, levels.FORGET_ABOVE)
            self.department.forget_deliveries()
            self.department.move_to(line.address)
            self.department.send()
            print(
                f"on the line: {line.up / self.records:.1f} B a record sent, "
                f"{line.down / self.records:.1f} back"
            )
        for name, database in (("sender", levels.OURS), ("receiver", levels.THEIRS)):
            size = (levels.stored(database) - self.empty) / self.records
            print(f"stored by the {name}, beyond empty tables: {size:.1f} B a record")


LOSE_TWO = """
delete from exchange_line where package_id in (
    select id from exchange_package where feed = 'term' order by id limit 2);
delete from exchange_package where id in (
    select id from exchange_package where feed = 'term' order by id limit 2);
"""
