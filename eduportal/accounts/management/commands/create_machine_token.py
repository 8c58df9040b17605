"""A token for a machine that calls the interface."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduportal.accounts.models import User
from eduportal.accounts.services import NotAMachine, create_machine_token


class Command(BaseCommand):
    """Creates a token and prints it once; the portal keeps only its digest."""

    help = "Create a token for a machine account and print it. It cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="user name of the machine account")
        parser.add_argument("--days", type=int, default=90, help="days until it expires")

    def handle(self, *args: object, user: str, days: int, **options: object) -> None:
        if days < 1:
            raise CommandError("--days must be 1 or more.")
        try:
            machine = User.objects.get(username=user, is_active=True)
            token = create_machine_token(user=machine, days=days)
        except User.DoesNotExist as problem:
            raise CommandError(f"There is no active user {user!r}.") from problem
        except NotAMachine as problem:
            raise CommandError(f"{user!r} has no machine membership in force today.") from problem
        self.stdout.write(token)
