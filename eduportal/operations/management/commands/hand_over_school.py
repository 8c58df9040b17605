"""Hand a school over to its own portal: its register as a file, and its records from there."""

import hashlib
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from eduportal.core.looking import Kind, at_school, printed
from eduportal.core.private import create_privately
from eduportal.operations.handover import write_register
from eduportal.scoping import everywhere
from schools.models import School
from schools.services import give_to_node
from staffing.models import StaffMember
from students.models import Student


class Command(BaseCommand):
    """Run at the Department. From then on only the node named may send for the school.

    The file holds every student of the school: only its owner may read it, and it travels as such
    a list may. Repeating the command writes the register of the day.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("school", help="the school's official code")
        parser.add_argument("node", help="the code of the school's portal, as its node_key prints")
        parser.add_argument("file", type=Path, help="where the register is written")

    def handle(self, *args: Any, **options: Any) -> None:
        with everywhere("a school is handed over to its own portal"), transaction.atomic():
            school = School.objects.filter(code=options["school"]).first()
            if school is None:
                raise CommandError(f"No school here has the code {options['school']}.")
            if school.node not in ("", options["node"]):
                raise CommandError(f"The records of this school come from {school.node}.")
            for kind, model in ((Kind.STUDENT, Student), (Kind.STAFF, StaffMember)):
                persons = model.objects.filter(school=school).values_list("pk", flat=True)
                printed("hand_over_school", kind, at_school(school.pk, persons))
            register = StringIO()
            count = write_register(school, register)
            give_to_node([school], options["node"])
            content = register.getvalue().encode()
            write_privately(options["file"], content)
        digest = hashlib.sha256(content).hexdigest()
        self.stdout.write(f"{school}: {count} rows, SHA-256 {digest}")


def write_privately(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    with create_privately(beside) as file:
        file.write(content)
    beside.replace(path)
