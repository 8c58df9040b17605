"""Compute every sealed result again and compare it with what is stored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from eduportal.scoping import everywhere
from grades.models import YearResult
from grades.selectors.recomputed import Difference, recomputed
from grades.selectors.year_stored import spoilt_in
from schools.models import ClassGroup, Term

MOST_NAMED = 20


class Command(BaseCommand):
    """Ends with `records=N students=M years=Y differences=D`; exit code 1 if there is a difference.

    Averages and levels of terms are computed by statements (Scheme.in_sql), of each class under the
    regulation set it was sealed with; sealed years from the sealed terms and the decisions. The
    register and the entry windows count as the seals found them: what they say by now is no
    difference here, but on the pages that correct what was sealed. No student is named.
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
        sealed_years, of_years = _years(set(terms.values_list("school_year", flat=True)))
        differences += of_years
        for each in differences[:MOST_NAMED]:
            self.stdout.write(
                f"{each.school} {each.class_name}, student {each.student}, {each.what}: stored "
                f"{each.stored}, computed {each.computed}"
            )
        closing = f"records={lines} students={students} years={sealed_years}"
        self.stdout.write(f"{closing} differences={len(differences)}")
        if differences:
            raise SystemExit(1)


def _years(years: set[int]) -> tuple[int, list[Difference]]:
    """How many students' sealed years there are, and what is stored otherwise in them."""
    found: list[Difference] = []
    with everywhere("sealed years are computed again"):
        sealed = YearResult.objects.filter(enrolment__school_year__in=years)
        classes = ClassGroup.objects.filter(pk__in=sealed.values("enrolment__class_group"))
        for group in classes.select_related("school", "school_year", "grade_level"):
            for each in spoilt_in(group):
                place = (group.school.code, group.name, each.result.enrolment.student_id)
                found.append(Difference(*place, each.thing, each.stored, each.computed))
        return sealed.count(), found
