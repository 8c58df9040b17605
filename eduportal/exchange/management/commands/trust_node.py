"""Trust another node by its public key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.services import PeerProblem, trust_peer


class Command(BaseCommand):
    """Repeating it with another key adds the new one; what the old one signed keeps its proof."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the other node's code")
        parser.add_argument("--name", required=True, help="the body that runs it, as people say")
        parser.add_argument("--public-key", required=True, help="as its node_key prints it")
        parser.add_argument("--relation", required=True, choices=PeerRelation.values)
        parser.add_argument("--base-url", default="", help="address of a node above")
        parser.add_argument(
            "--school-prefix", default="", help="how the codes of its schools begin (a node below)"
        )
        parser.add_argument(
            "--brings-schools", action="store_true", help="schools new here are taken in from it"
        )

        parser.add_argument(
            "--sandbox", action="store_true", help="on trial: all is answered, nothing kept"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            peer = trust_peer(
                code=options["code"],
                name=options["name"],
                key=options["public_key"],
                relation=options["relation"],
                base_url=options["base_url"],
                school_prefix=options["school_prefix"],
                brings_schools=options["brings_schools"],
                is_sandbox=options["sandbox"],
            )
        except PeerProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{peer.code} ({peer.relation}) is trusted.")
