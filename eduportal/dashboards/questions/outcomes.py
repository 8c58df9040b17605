"""What the page of results reads: one term of one place, and what it is compared with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from eduportal.dashboards.figures.outcomes import (
    LOW_MARKS,
    Counts,
    GradeCounts,
    TermResults,
    subject_bins,
    subject_splits,
)
from eduportal.dashboards.figures.selectors import SchoolFigures, Tally, total
from eduportal.dashboards.figures.subjects import WHOLE_MARKS
from eduportal.dashboards.hiding.grades import grades_together, may_show_grades
from eduportal.dashboards.hiding.level_tree import LevelTree
from eduportal.dashboards.hiding.place_tree import PlaceTree, added
from eduportal.dashboards.hiding.suppression import Levels, protect_parts
from eduportal.dashboards.questions.figure import NOTHING, Place
from schools.models import School, Subject

# Averages below 5.0, and the others: the two sides of a distribution.
SIDES = (range(len(LOW_MARKS)), range(len(LOW_MARKS), len(WHOLE_MARKS)))


class Chosen(NamedTuple):
    """What the address asks for: a level of education, a subject, a grade (0: all of them)."""

    stage: str
    subject: Subject | None
    grade: int


class YearResults:
    """One term's results of every school the user may see figures of, with what must be hidden.

    Each part is read when a tile first asks for it: one query each.
    """

    def __init__(
        self, results: TermResults, schools: Sequence[School], chosen: Chosen, smallest: int
    ) -> None:
        self.results, self.chosen, self.smallest = results, chosen, smallest
        self.schools = results.of(schools)
        self.tree = LevelTree(self.schools, smallest)
        self._units = {school.pk: school.unit_id for school in schools}

    @cached_property
    def splits(self) -> dict[int, PlaceTree]:
        """By subject the students below 5.0 or not passed, and the others."""
        found = subject_splits(self.results.term, self.chosen.stage)
        return {key: PlaceTree(each, self._units, self.smallest) for key, each in found.items()}

    @cached_property
    def bins(self) -> dict[int, dict[int, Counts]]:
        """By school and grade the averages of the chosen subject by their whole mark."""
        subject = self.chosen.subject
        if subject is None:
            return {}
        found = subject_bins(self.results.term, self.chosen.stage, subject.pk)
        return {pk: grades for pk, grades in found.items() if pk in self._units}

    @cached_property
    def marks(self) -> PlaceTree:
        """The averages of the chosen subject in all grades."""
        subject = self.chosen.subject
        rows = {pk: added(list(grades.values())) for pk, grades in self.bins.items()}
        split = self.splits.get(subject.pk) if subject else None
        return PlaceTree(rows, self._units, self.smallest, split, SIDES)

    @cached_property
    def may_show_grades(self) -> bool:
        """Whether grades of all schools together may be shown to who sees no small numbers."""
        stage = self.chosen.stage
        if stage not in self.tree.stages:
            return False
        rows = self.schools
        return may_show_grades(self.tree, rows, self.results, stage, self.smallest)


@dataclass(frozen=True)
class Side:
    """One place in one term: the page's own, or what it is compared with, by its name."""

    year: YearResults
    place: Place
    name: str

    @property
    def is_whole(self) -> bool:
        """Whether it is everything the user may see."""
        return not self.place.unit and not self.place.school

    @property
    def by_grade(self) -> bool:
        """Whether anything may be shown by grade: of everything, or to who may open each mark."""
        return self.is_whole or self.year.smallest == 1

    @cached_property
    def schools(self) -> list[SchoolFigures]:
        """The place's schools that have the chosen level of education."""
        stage = self.year.chosen.stage
        return [row for row in self._all if stage in row.by_stage]

    @cached_property
    def _all(self) -> list[SchoolFigures]:
        rows, unit, school = self.year.schools, self.place.unit, self.place.school
        if school:
            return [row for row in rows if row.school.pk == school.pk]
        return [row for row in rows if row.school.unit_id == unit.pk] if unit else rows

    def tally(self, stage: str) -> Tally:
        found = [row.by_stage[stage] for row in self._all if stage in row.by_stage]
        return total(found) if found else Tally()

    def levels(self, stage: str) -> Levels:
        """The place's students by level of learning."""
        tree, unit, school = self.year.tree, self.place.unit, self.place.school
        if not any(stage in row.by_stage for row in self._all):
            return NOTHING
        if school:
            return tree.of_schools(stage, school.unit_id)[school.pk]
        return tree.of_communes(stage)[unit.pk] if unit else tree.of_scope(stage)

    def row_of(self, tree: PlaceTree) -> Levels | None:
        """The place's row of a tree; None where it has none."""
        unit, school = self.place.unit, self.place.school
        if school:
            is_there = school.unit_id in tree.communes
            return tree.schools(school.unit_id).get(school.pk) if is_there else None
        found = tree.communes.get(unit.pk) if unit else tree.whole
        return found if found and found.counts else None

    def grades(self) -> dict[int, GradeCounts] | None:
        """Students by grade and sex; None where that may not be shown."""
        year = self.year
        if not self.by_grade or (year.smallest > 1 and not year.may_show_grades):
            return None
        parts = [year.results.grades_of(row.school.pk, year.chosen.stage) for row in self.schools]
        return grades_together(parts)

    def marks(self) -> Levels | None:
        """Averages of the chosen subject by their whole mark, in all grades or the chosen one."""
        grade = self.year.chosen.grade
        if not grade:
            return self.row_of(self.year.marks)
        if not self.by_grade:
            return None
        by_grade = self._marks_by_grade()
        if grade not in by_grade:
            return None
        if self.year.smallest == 1:
            return Levels(by_grade[grade], frozenset(), 1, SIDES)
        sides = {each: (_low(bins), sum(bins) - _low(bins)) for each, bins in by_grade.items()}
        subject = self.year.chosen.subject
        whole = self.year.splits[subject.pk].whole if subject else NOTHING
        split = protect_parts(whole, sides)
        closed = {each for each, levels in split.items() if levels.hidden}
        return protect_parts(self.year.marks.whole, by_grade, closed)[grade]

    def _marks_by_grade(self) -> dict[int, Counts]:
        """The place's averages by grade, in their order."""
        own = {row.school.pk for row in self.schools}
        found: dict[int, list[Counts]] = {}
        for pk, grades in self.year.bins.items():
            if pk in own:
                for grade, bins in grades.items():
                    found.setdefault(grade, []).append(bins)
        return {grade: added(found[grade]) for grade in sorted(found)}


def _low(bins: Counts) -> int:
    return sum(bins[mark] for mark in LOW_MARKS)


def grades_in(rows: Iterable[SchoolFigures], results: TermResults, stage: str) -> list[int]:
    """The grades of a level of education in which these schools have classes."""
    return sorted({grade for row in rows for grade in results.grades_of(row.school.pk, stage)})
