"""Make one node of the demo ready: rights, the keys of its neighbours, its register, accounts."""

import json
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from eduportal.operations.demo.seeding import is_empty


class Command(BaseCommand):
    """Run by the owner of a migrated database; repeating it changes nothing.

    A Department invents its province; a school's node takes what its Department hands over. Prints
    the demo accounts. Needs EDUPORTAL_DEMO.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("runtime_role", help="the database role the node runs as")
        parser.add_argument(
            "--peer",
            type=json.loads,
            action="append",
            default=[],
            help="what trust_node is to know of a neighbour, as JSON",
        )
        parser.add_argument("--schools", type=int, default=12, help="how many to invent")
        parser.add_argument("--first-school", type=int, default=1, help="number of the first")
        parser.add_argument(
            "--hand-over",
            nargs=3,
            action="append",
            default=[],
            metavar=("SCHOOL", "NODE", "FILE"),
            help="a school that has a portal of its own",
        )
        parser.add_argument("--take", metavar="FILE", help="the register of this school's portal")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = StringIO()
        call_command("grant_runtime", options["runtime_role"], stdout=quiet)
        for peer in options["peer"]:
            code = peer.pop("code")
            call_command("trust_node", code, **peer, stdout=quiet)
        if options["take"] and is_empty():
            call_command("take_school", options["take"], stdout=quiet)
        call_command(
            "seed_demo",
            schools=options["schools"],
            first_school=options["first_school"],
            if_empty=True,
            stdout=quiet,
        )
        for school in options["hand_over"]:
            call_command("hand_over_school", *school, stdout=quiet)
        call_command("demo_accounts", stdout=self.stdout)
