"""Trust another node no longer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduportal.exchange.services import PeerProblem, revoke_peer


class Command(BaseCommand):
    """What it has delivered stays; `trust_node` takes the revocation back."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the other node's code")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            peer = revoke_peer(options["code"])
        except PeerProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{peer.code} is revoked since {peer.revoked_at:%Y-%m-%d %H:%M}.")
