"""Who completes a level of education with a class's year, and who is recorded to have done so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from grades.choices import Promotion
from grades.models import LevelCompletion, YearResult
from grades.rules.levels import level_of
from grades.selectors.year_end import sealed_results
from grades.selectors.year_stays import at_year_end
from schools.models import ClassGroup, School
from schools.selectors import years_under_way
from students.selectors.travelling import identity_of

LAST_GRADES = (5, 9, 12)
"""The grades with which primary, lower and upper secondary school end."""


@dataclass(frozen=True)
class CompletingLine:
    """One student of a class that ends a level: the year's result, and the row that counts."""

    result: YearResult
    completion: LevelCompletion | None

    @property
    def may_complete(self) -> bool:
        """Whether the conditions are met, as the year's own rules have them."""
        result = self.result
        stored = result.final_learning
        learning = None if stored is None else level_of(stored)
        promotion = Promotion(result.final_promotion) if result.final_promotion else None
        return result.regulation.scheme.completes_level(learning, promotion)


def ends_level(class_group: ClassGroup) -> bool:
    """Whether students of the class complete a level of education with the year."""
    return class_group.grade_level_id in LAST_GRADES


def completing_lines(class_group: ClassGroup) -> list[CompletingLine]:
    """Each student of a class whose year is sealed: four queries; none for another grade.

    Who has left the class since is there only to have a completion taken back.
    """
    if not ends_level(class_group):
        return []
    results = sealed_results(class_group)
    is_there = at_year_end(class_group.school_year_id, "enrolment__")
    there = set(
        YearResult.objects.filter(is_there, enrolment__class_group=class_group).values_list(
            "pk", flat=True
        )
    )
    rows = LevelCompletion.objects.filter(year_result__in=results, taken_back_at=None)
    by_result = {row.year_result_id: row for row in rows.select_related("actor")}
    return [
        CompletingLine(each, by_result.get(each.pk))
        for each in results
        if each.pk in there or each.pk in by_result
    ]


class Completed(NamedTuple):
    """A class and a line for each student who has completed: identity, level, day, decision."""

    class_group: ClassGroup
    lines: list[list[Any]]


def completed_levels(school: School) -> Iterator[Completed]:
    """The classes of years under way in which a completion was ever recorded: two queries.

    One that was taken back is not among the lines; a class where all were has none.
    """
    rows = LevelCompletion.objects.filter(
        school=school, year_result__enrolment__school_year__in=years_under_way()
    ).select_related(
        "year_result__enrolment__student", "year_result__enrolment__class_group__school_year"
    )
    by_class: dict[ClassGroup, list[LevelCompletion]] = {}
    for row in rows.order_by("pk"):
        by_class.setdefault(row.year_result.enrolment.class_group, []).append(row)
    for group, found in by_class.items():
        yield Completed(group, sorted(_lines(found), key=lambda line: str(line[0])))


def _lines(rows: Iterable[LevelCompletion]) -> Iterator[list[Any]]:
    for row in rows:
        if row.taken_back_at is None:
            stay = row.year_result.enrolment
            identity = identity_of(stay, stay.class_group.school_year.ends_on)
            yield [*identity, row.stage, row.completed_on.isoformat(), row.decision]
