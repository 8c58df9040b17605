"""Compare what schools, departments and the Ministry hold: everything sealed, once, and no more."""

from collections import defaultdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eduportal.operations.mainjob.levels import Level, marks_of, wait_for_ledger


class Command(BaseCommand):
    """Ends with `records school=N department=N ministry=N digest=equal`, or says what differs.

    Each node's ledger must hold what the mark books below it have sealed, node by node with the
    same digest, and nothing else: lost and counted twice are both found.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "ways", nargs="+", help="a node that seals and those above it: truong-a:long-an:bo"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ways = [way.split(":") for way in options["ways"]]
        expected: defaultdict[str, dict[str, Level]] = defaultdict(dict)
        for way in ways:
            marks = marks_of(way[0])
            self.stdout.write(f"{' → '.join(way)}: {marks.records} records")
            for node in way:
                expected[node][way[0]] = marks
        found = {node: wait_for_ledger(node, held) for node, held in expected.items()}
        for node in expected:
            self._tell(node, expected[node], found[node])
        counts = {
            "school": [expected[way[0]][way[0]] for way in ways],
            "department": [
                each for node in {way[-2] for way in ways} for each in held(found, node)
            ],
            "ministry": held(found, ways[0][-1]),
        }
        records = {name: sum(each.records for each in rows) for name, rows in counts.items()}
        equal = found == expected and all(records.values())
        line = " ".join(f"{name}={count}" for name, count in records.items())
        self.stdout.write(f"records {line} digest={'equal' if equal else 'differs'}")
        if not equal:
            raise SystemExit(1)

    def _tell(self, node: str, expected: dict[str, Level], found: dict[str, Level]) -> None:
        for origin in sorted({*expected, *found}):
            if expected.get(origin) != found.get(origin):
                was, now = (held.get(origin, Level(0, "none")) for held in (expected, found))
                self.stdout.write(
                    f"{node}: of {origin} {now.records} records, digest {now.digest[:12]}, "
                    f"{now.held} students held; sealed there: {was.records}, {was.digest[:12]}"
                )


def held(found: dict[str, dict[str, Level]], node: str) -> list[Level]:
    """What one node's ledger holds, of every node below it."""
    return list(found[node].values())
