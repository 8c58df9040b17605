"""Send everything that is due to the node above, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand

from eduportal.exchange.services import send_due


class Command(BaseCommand):
    """Does what the task exchange.send_due does; safe beside running workers."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_due()} packages settled.")
