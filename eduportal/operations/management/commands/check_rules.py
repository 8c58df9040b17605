"""Compare this portal's rules with a file of test vectors."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduportal.core.text import squash, visible
from eduportal.operations.vectors import differences, vectors_of


class Command(BaseCommand):
    """Prints each vector that is answered otherwise; exit code 1 if there is one."""

    help = "Evaluate a file of test vectors with the portal's own rules."
    # The rules know no database, so none is asked for.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="JSON in the form of eduportal/operations/vectors.py"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            vectors = vectors_of(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, RecursionError) as problem:
            raise CommandError(f"{file}: {problem}") from problem
        found = differences(vectors, file.name)
        for each in found:
            said = f"expected {_json(each.expected)}, got {_json(each.got)}"
            self.stdout.write(_line(f"{each.id} {each.function}: {said}"))
        self.stdout.write(f"vectors={len(vectors)} differ={len(found)}")
        if found:
            raise SystemExit(1)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _line(text: str) -> str:
    """On one line, whatever the file holds: no vector writes a closing line of its own."""
    return squash(visible(text))
