"""Begin a school's own portal with the register its Department has handed over."""

import hashlib
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduportal.operations.handover import CannotTake, take_register


class Command(BaseCommand):
    """Run by the owner of a migrated database without a school, in place of load_reference.

    Prints the file's digest, which must be the one hand_over_school printed at the Department.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="as hand_over_school wrote it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
            school = take_register(StringIO(content.decode()))
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(f"The file cannot be read: {problem}") from problem
        except CannotTake as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{school}: SHA-256 {hashlib.sha256(content).hexdigest()}")
