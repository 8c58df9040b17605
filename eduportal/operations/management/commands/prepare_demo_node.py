"""Make one node of the demo ready: rights, the other node's key, an invented province, accounts."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """Run by the owner of a migrated database; repeating it changes nothing.

    Prints the demo accounts. Needs EDUPORTAL_DEMO.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("runtime_role", help="the database role the node runs as")
        parser.add_argument("peer", help="the other node's code")
        parser.add_argument("peer_name", help="the body that runs it")
        parser.add_argument("peer_key", help="its public key, as its node_key prints it")
        parser.add_argument("--above", default="", help="its address, if it is the node above")
        parser.add_argument("--schools", type=int, default=12, help="how many to invent")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = StringIO()
        call_command("grant_runtime", options["runtime_role"], stdout=quiet)
        call_command(
            "trust_node",
            options["peer"],
            name=options["peer_name"],
            public_key=options["peer_key"],
            relation="upstream" if options["above"] else "downstream",
            base_url=options["above"],
            brings_schools=not options["above"],
            stdout=quiet,
        )
        call_command("seed_demo", schools=options["schools"], if_empty=True, stdout=quiet)
        call_command("demo_accounts", stdout=self.stdout)
