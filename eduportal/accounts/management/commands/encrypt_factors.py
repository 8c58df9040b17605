"""Put the keys of second factors under the first key of EDUPORTAL_FACTOR_KEYS."""

from django.core.management.base import BaseCommand, CommandError

from eduportal.accounts.services import encrypt_anew


class Command(BaseCommand):
    """Run after a new key was put before the old one; then the old one may go. Safe to repeat."""

    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        written, unreadable = encrypt_anew()
        self.stdout.write(f"{written} rows are under the first key.")
        if unreadable:
            raise CommandError(
                "No key of EDUPORTAL_FACTOR_KEYS opens: " + ", ".join(unreadable) + "."
            )
