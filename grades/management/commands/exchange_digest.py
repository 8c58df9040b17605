"""Count the records of one level and digest them: equal where nothing was lost."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eduportal.scoping import everywhere
from grades.selectors.conservation import (
    digest_of,
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
            "--each-origin", action="store_true", help="a line for each node that sealed (ledger)"
        )
        parser.add_argument("--json", action="store_true", help="one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        level = options["level"]
        with everywhere("the digest covers every school"):
            origins = sealing_nodes() if options["each_origin"] else [options["origin"]]
            for origin in origins:
                lines = sealed_lines() if level == "school" else ledger_lines(origin)
                count, digest = digest_of(lines)
                found = {
                    "records": count,
                    "digest": digest,
                    **({"origin": origin} if origin else {}),
                }
                sealed = f" of {origin}" if origin else ""
                text = f"{level}: {count} records{sealed}, digest {digest}"
                self.stdout.write(json.dumps(found) if options["json"] else text)
