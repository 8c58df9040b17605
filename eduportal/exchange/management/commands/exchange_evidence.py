"""Write evidence to take away, checked without the portal by exchange/verify.py."""

import datetime
import uuid
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduportal.core.looking import Kind, printed
from eduportal.core.private import create_privately
from eduportal.exchange.models import DailyRoot, Package
from eduportal.exchange.selectors.evidence import of_class, of_day, of_student
from eduportal.exchange.selectors.proof import persons_in
from eduportal.exchange.services import About, about_student, write_evidence
from eduportal.scoping import everywhere


class Command(BaseCommand):
    """Of one student, of a class (every version of the package's scope), or of a whole day.

    Only the owner of the file may read it.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        about = parser.add_mutually_exclusive_group(required=True)
        about.add_argument("--student", type=uuid.UUID, help="uid of the student, as in packages")
        about.add_argument("--package", help="digest of a package of the class")
        about.add_argument("--day", type=datetime.date.fromisoformat, help="as 2027-01-16")
        parser.add_argument("file", type=Path, help="the ZIP to be written")

    def handle(self, *args: Any, **options: Any) -> None:
        with everywhere("evidence may be about any school"):
            about, keys, root = self.chosen(options)
            printed("exchange_evidence", Kind.STUDENT, persons_in(keys, about.uid))
            with create_privately(options["file"]) as file:
                write_evidence(file, about, keys, root)
        self.stdout.write(f"{len(keys)} packages in {options['file']}.")

    def chosen(self, options: dict[str, Any]) -> tuple[About, list[int], DailyRoot | None]:
        """What the evidence is about, its packages, and the root of the day asked for."""
        if uid := options["student"]:
            found, about, root = of_student(uid), about_student(uid), None
        elif options["package"]:
            package = Package.objects.filter(hash=options["package"]).first()
            found = of_class(package) if package else []
            about, root = About("class", str(package), "all"), None
        else:
            day = options["day"]
            root = DailyRoot.objects.filter(day=day).first()
            if root is None:
                raise CommandError(f"{day} has no root: it is not over, or nothing had come yet.")
            found, about = of_day(day), About("day", day.isoformat(), "all")
        if not found and root is None:
            raise CommandError("Nothing of this is here.")
        return about, found, root
