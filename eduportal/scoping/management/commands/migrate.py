"""Django's migrate; it alone is run by the owner, which the check of the database refuses."""

from typing import Any

from django.core.management.commands import migrate


class Command(migrate.Command):
    def get_check_kwargs(self, options: dict[str, Any]) -> dict[str, Any]:
        """Every check but those of the database: what they look at is made here."""
        return super().get_check_kwargs(options) | {"databases": []}
