"""Compute every sealed result again and compare it with what is stored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from eduportal.scoping import everywhere
from grades.models import YearResult
from grades.selectors.recomputed import Difference, recomputed
from grades.selectors.year_stored import StoredOtherwise, spoilt_in
from schools.models import ClassGroup, Term

MOST_NAMED = 20


class Command(BaseCommand):
    """Ends with `records=N students=M years=Y differences=D`; exit code 1 if there is a difference.

    Averages and levels of terms are computed by statements (Scheme.in_sql), of each class under the
    regulation set it was sealed with; sealed years from the sealed terms and the decisions. The
    register and the entry windows count as the seals found them: what they say by now is no
    difference here, but on the pages that correct what was sealed. Nor is the year of a student of
    whom a mark was amended after it was sealed: how many wait for the correction is said by itself.
    No student is named.
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
        differences += self._without_amended(of_years)
        for each in differences[:MOST_NAMED]:
            self.stdout.write(
                f"{each.school} {each.class_name}, student {each.student}, {each.what}: stored "
                f"{each.stored}, computed {each.computed}"
            )
        closing = f"records={lines} students={students} years={sealed_years}"
        self.stdout.write(f"{closing} differences={len(differences)}")
        if differences:
            raise SystemExit(1)

    def _without_amended(self, of_years: list[StoredOtherwise]) -> list[Difference]:
        """Those that no amendment explains; of the others it is said how many students they are."""
        amended = {each.result.pk for each in of_years if each.is_amended}
        if amended:
            self.stdout.write(f"years amended since, to be corrected by the head: {len(amended)}")
        return [_difference(each) for each in of_years if not each.is_amended]


def _years(years: set[int]) -> tuple[int, list[StoredOtherwise]]:
    """How many students' sealed years there are, and what is stored otherwise in them."""
    with everywhere("sealed years are computed again"):
        sealed = YearResult.objects.filter(enrolment__school_year__in=years)
        classes = ClassGroup.objects.filter(pk__in=sealed.values("enrolment__class_group"))
        groups = classes.select_related("school", "school_year", "grade_level")
        return sealed.count(), [each for group in groups for each in spoilt_in(group)]


def _difference(found: StoredOtherwise) -> Difference:
    stay = found.result.enrolment
    place = (stay.class_group.school.code, stay.class_group.name, stay.student_id)
    return Difference(*place, found.thing, found.stored, found.computed)
