"""Count the records of one level and digest them: equal where nothing was lost."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eduportal.scoping import everywhere
from grades.selectors.conservation import digest_of, ledger_lines, sealed_lines


class Command(BaseCommand):
    """`school` reads the sealed sheets of the mark book, `ledger` what this node accepted.

    Nodes that receive from several others compare one at a time: `--origin long-an`.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--level", choices=["school", "ledger"], default="ledger")
        parser.add_argument("--origin", default="", help="only records this node sealed (ledger)")
        parser.add_argument("--json", action="store_true", help="one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        is_school = options["level"] == "school"
        with everywhere("the digest covers every school"):
            lines = sealed_lines() if is_school else ledger_lines(options["origin"])
            count, digest = digest_of(lines)
        if options["json"]:
            self.stdout.write(json.dumps({"records": count, "digest": digest}))
        else:
            self.stdout.write(f"{options['level']}: {count} records, digest {digest}")
