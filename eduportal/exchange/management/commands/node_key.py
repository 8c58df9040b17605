"""Create this node's signing key if there is none, and print its public half."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from eduportal.exchange import keys
from eduportal.exchange.services import know_own_key
from eduportal.exchange.wire import signing


class Command(BaseCommand):
    """Prints one line of JSON: what the other node needs for `trust_node`."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.EDUPORTAL_SIGNING_KEY_FILE)
        keys.create_key(path)
        public = signing.public_bytes(keys.load_key(path))
        know_own_key()
        self.stdout.write(
            json.dumps(
                {
                    "node": settings.EDUPORTAL_NODE,
                    "name": settings.EDUPORTAL_ORGANISATION,
                    "key_id": signing.key_id(public),
                    "public_key": signing.to_text(public),
                },
                ensure_ascii=False,
            )
        )
