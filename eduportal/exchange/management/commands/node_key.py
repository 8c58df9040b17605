"""Create this node's signing key if there is none, and print its public half."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduportal.exchange import keys
from eduportal.exchange.models import NodeKey
from eduportal.exchange.services import (
    PeerProblem,
    change_own_key,
    know_own_key,
    prepare_own_key,
)
from eduportal.exchange.wire import signing


class Command(BaseCommand):
    """Prints one line of JSON: what the other node needs for `trust_node`."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        changing = parser.add_mutually_exclusive_group()
        changing.add_argument(
            "--new", action="store_true", help="make the next key; the other nodes are told first"
        )
        changing.add_argument(
            "--use-new", action="store_true", help="sign with the next key from now on"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            key = self.key(options)
        except PeerProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            json.dumps(
                {
                    "node": settings.EDUPORTAL_NODE,
                    "name": settings.EDUPORTAL_ORGANISATION,
                    "key_id": key.key_id,
                    "public_key": signing.to_text(bytes(key.public_key)),
                },
                ensure_ascii=False,
            )
        )

    def key(self, options: dict[str, Any]) -> NodeKey:
        keys.create_key(Path(settings.EDUPORTAL_SIGNING_KEY_FILE))
        if options["new"]:
            return prepare_own_key()
        return change_own_key() if options["use_new"] else know_own_key()
