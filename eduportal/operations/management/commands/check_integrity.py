"""Compute every sealed result again and compare it with what is stored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from eduportal.scoping import everywhere
from grades.selectors.recomputed import Difference, recomputed
from schools.models import Term

MOST_NAMED = 20


class Command(BaseCommand):
    """Ends with `records=N students=M differences=D`; exit code 1 if there is a difference.

    Averages and levels are computed by the statements of grades/rules/tt22/in_sql.py, of each
    class under the regulation set it was sealed with. Names of students are not printed.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("years", nargs="*", help="2026-2027; none: every year")

    def handle(self, *args: Any, years: list[str], **options: Any) -> None:
        terms = Term.objects.order_by("school_year__code", "number")
        if unknown := set(years) - set(terms.values_list("school_year__code", flat=True)):
            raise CommandError(f"There is no school year {', '.join(sorted(unknown))}.")
        if years:
            terms = terms.filter(school_year__code__in=years)
        lines = students = 0
        differences: list[Difference] = []
        for term in terms:
            with everywhere("sealed results are computed again"), transaction.atomic():
                found = recomputed(term)
            self.stdout.write(f"{term}: {found.lines} records, {len(found.differences)} differ")
            lines, students = lines + found.lines, students + found.students
            differences += found.differences
        for each in differences[:MOST_NAMED]:
            self.stdout.write(
                f"{each.school} {each.class_name}, student {each.student}, {each.what}: stored "
                f"{each.stored}, computed {each.computed}"
            )
        self.stdout.write(f"records={lines} students={students} differences={len(differences)}")
        if differences:
            raise SystemExit(1)
