"""Make the files of administrative units again from the package they come from."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schools.reference import building


class Command(BaseCommand):
    """Write schools/reference/admin_units.csv and admin_unit_successions.csv.

    The package is no dependency of the portal: download it first (docs/reference-rows.md).
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--package-path",
            type=Path,
            required=True,
            help="The wheel of vietnamadminunits, or the folder it is installed in.",
        )

    def handle(self, *args: Any, package_path: Path, **options: Any) -> None:
        try:
            package = building.read_package(package_path)
            units = building.unit_rows(package)
            successions = building.succession_rows(package)
        except (OSError, KeyError, building.SourceChanged) as error:
            raise CommandError(f"{package_path} cannot be used: {error}") from error
        count = building.write("admin_units", building.UNIT_COLUMNS, units)
        self.stdout.write(f"{count} units")
        count = building.write("admin_unit_successions", building.SUCCESSION_COLUMNS, successions)
        self.stdout.write(f"{count} successions")
