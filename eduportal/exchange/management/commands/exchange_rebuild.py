"""Write the ledger anew from the sealed packages: same bytes, same lines."""

from typing import Any

from django.core.management.base import BaseCommand

from eduportal.exchange.services import rebuild


class Command(BaseCommand):
    """Says of each period whether its lines were as the packages say. Safe beside a running portal:
    what arrives meanwhile waits."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        for found in rebuild():
            verdict = "as they were" if found.is_same else "they were not what the packages say"
            where = f"{found.feed} {found.year} {found.period}"
            self.stdout.write(f"{where}: {found.lines} lines, {verdict}.")
