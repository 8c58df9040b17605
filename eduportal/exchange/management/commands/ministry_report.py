"""manage.py ministry_report: bring what has changed to the Ministry's database, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduportal.exchange.services import is_reporting, report, send_everything_again


class Command(BaseCommand):
    help = "Makes the Ministry's records of what has changed and sends them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again",
            action="store_true",
            help="Sends every record again, in the version it has: one of the two was restored.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_reporting():
            raise CommandError("EDUPORTAL_CSDL_URL is not set, or this is no department.")
        if options["again"]:
            self.stdout.write(f"{send_everything_again()} records go again.")
        self.stdout.write(f"{report()} records accepted.")
