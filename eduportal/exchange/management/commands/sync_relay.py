"""Send everything that is due to the node above, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eduportal.exchange.services import send_all_again, send_due
from eduportal.scoping import everywhere


class Command(BaseCommand):
    """Does what the tasks exchange.… do; safe beside running workers."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="also what was given up and needs a person"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["again"]:
            with everywhere("a person sends again what was given up"):
                self.stdout.write(f"{send_all_again()} packages back in the queue.")
        self.stdout.write(f"{send_due()} packages settled.")
