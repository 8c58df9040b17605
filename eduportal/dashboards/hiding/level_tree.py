"""Learning results of a scope with what must be hidden, consistent on every page of the scope."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from eduportal.dashboards.figures.selectors import ClassRow, SchoolFigures
from eduportal.dashboards.hiding.place_tree import PlaceTree, added
from eduportal.dashboards.hiding.suppression import Counts, Levels, protect_parts


class LevelTree:
    """Levels by stage: of the whole scope, of its communes, of their schools, grades and classes.

    Built from every school the user may see, also for the page of one of them: what is hidden in
    a school depends on its neighbours. Each stage is a tree of its own and never added to another.
    `smallest` is the smallest number of students the user may be shown.
    """

    def __init__(self, schools: Iterable[SchoolFigures], smallest: int) -> None:
        counts: defaultdict[str, dict[int, Counts]] = defaultdict(dict)
        units: dict[int, int | None] = {}
        for row in schools:
            units[row.school.pk] = row.school.unit_id
            for stage, tally in row.by_stage.items():
                counts[stage][row.school.pk] = tally.levels
        self._trees = {stage: PlaceTree(each, units, smallest) for stage, each in counts.items()}

    @property
    def stages(self) -> list[str]:
        return sorted(self._trees)

    def of_scope(self, stage: str) -> Levels:
        return self._trees[stage].whole

    def of_communes(self, stage: str) -> dict[int | None, Levels]:
        return self._trees[stage].communes

    def of_schools(self, stage: str, unit_id: int | None) -> dict[int, Levels]:
        return self._trees[stage].schools(unit_id)

    def of_school(self, figures: SchoolFigures, stage: str) -> Levels:
        return self.of_schools(stage, figures.school.unit_id)[figures.school.pk]

    def of_grades(
        self, figures: SchoolFigures, stage: str, grades: Mapping[int, Counts]
    ) -> dict[int, Levels]:
        """The grades of one stage of the school, by number."""
        ordered = {grade: grades[grade] for grade in sorted(grades)}
        return protect_parts(self.of_school(figures, stage), ordered)

    def of_classes(
        self, figures: SchoolFigures, stage: str, rows: Iterable[ClassRow]
    ) -> Mapping[int, Levels]:
        """The school's classes of one stage, by class id; they add up to its grades."""
        parts: defaultdict[int, dict[int, Counts]] = defaultdict(dict)
        for row in sorted(rows, key=lambda row: row.class_group.pk):
            if row.stage == stage:
                parts[row.class_group.grade_level_id][row.class_group.pk] = row.tally.levels
        sums = {grade: added(list(each.values())) for grade, each in parts.items()}
        found: dict[int, Levels] = {}
        for grade, levels in self.of_grades(figures, stage, sums).items():
            found |= protect_parts(levels, parts[grade])
        return found
