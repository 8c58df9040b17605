"""Django's migrate; it alone is run by the owner, which the check of the database refuses."""

from typing import Any

from django.core.management.commands import migrate


class Command(migrate.Command):
    def check(self, *args: Any, **options: Any) -> None:
        """Every check but those of the database: what they look at is made here."""
        super().check(*args, **options | {"databases": []})
