"""List the demo accounts of this node: name, role, place, password."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from eduportal.accounts.selectors import demo_accounts


class Command(BaseCommand):
    """Prints nothing where there are none."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        for row in demo_accounts():
            self.stdout.write(
                f"{row.username:<15} {settings.EDUPORTAL_DEMO_PASSWORD:<15} {row.role}, {row.place}"
            )
