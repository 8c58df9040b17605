"""Bring in administrative units, subjects, the programme, school years and terms."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from schools.services import load_reference


class Command(BaseCommand):
    """Safe to run on every start: rows that are there stay as they are."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--update",
            action="store_true",
            help="overwrite rows that differ from the files; years and terms are left alone",
        )

    def handle(self, *args: Any, update: bool, **options: Any) -> None:
        for table, count in load_reference(update=update).items():
            self.stdout.write(f"{table.removeprefix('schools_')}: {count} written")
