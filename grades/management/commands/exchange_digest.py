"""Count the records of one level and digest them: equal where nothing was lost."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eduportal.scoping import everywhere
from grades.selectors.conservation import (
    HeldLine,
    digest_of,
    held_students,
    ledger_lines,
    sealed_lines,
    sealing_nodes,
)


class Command(BaseCommand):
    """`school` reads the sealed sheets of the mark book, `ledger` what this node accepted.

    Nodes that receive from several others compare one at a time: `--origin long-an`.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--level", choices=["school", "ledger"], default="ledger")
        parser.add_argument("--origin", default="", help="only records this node sealed (ledger)")
        parser.add_argument(
            "--each-origin",
            action="store_true",
            help="a line for each node that sealed, with its students held (ledger)",
        )
        parser.add_argument("--json", action="store_true", help="one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with everywhere("the digest covers every school"):
            if options["each_origin"]:
                for origin in sealing_nodes():
                    more = {"origin": origin, "held": held_students(origin)}
                    self._print(options, ledger_lines(origin), more)
            elif options["level"] == "school":
                self._print(options, sealed_lines())
            else:
                self._print(options, ledger_lines(options["origin"]))

    def _print(
        self, options: dict[str, Any], lines: Iterable[HeldLine], more: dict[str, Any] | None = None
    ) -> None:
        records, digest = digest_of(lines)
        found = {"records": records, "digest": digest, **(more or {})}
        named = "".join(f", {name} {value}" for name, value in (more or {}).items())
        text = f"{options['level']}: {records} records, digest {digest}{named}"
        self.stdout.write(json.dumps(found) if options["json"] else text)
