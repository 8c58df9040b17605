"""Let a key of a node sign nothing more that counts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduportal.exchange.models.peer import RevocationReason
from eduportal.exchange.services import PeerProblem, revoke_key


class Command(BaseCommand):
    """What it signed until now keeps its proof."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key_id", help="as node_key prints it")
        parser.add_argument(
            "--compromised", action="store_true", help="it may be in other hands, not only replaced"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        reason = RevocationReason.REPLACED
        if options["compromised"]:
            reason = RevocationReason.COMPROMISED
        try:
            key = revoke_key(options["key_id"], reason)
        except PeerProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{key.node}: {key.key_id} is revoked since {key.revoked_at:%Y-%m-%d}.")
