"""Create an account that administers this node: the first one, or one more."""

import getpass
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduportal.accounts.services import create_administrator


class Command(BaseCommand):
    """Asks for the password twice; without a terminal, reads it from standard input."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--full-name", required=True)
        parser.add_argument("--email", default="", help="where a forgotten password is reset")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = create_administrator(
                username=options["username"],
                full_name=options["full_name"],
                email=options["email"],
                password=self._password(),
            )
        except ValidationError as problem:
            raise CommandError("\n".join(problem.messages)) from problem
        self.stdout.write(f"{user.username} may sign in and administer this node.")

    def _password(self) -> str:
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        password = getpass.getpass("Password: ")
        if getpass.getpass("Password (again): ") != password:
            raise CommandError("The two passwords differ; nothing was created.")
        return password
