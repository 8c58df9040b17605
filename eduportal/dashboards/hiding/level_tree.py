"""Learning results of a scope with what must be hidden, consistent on every page of the scope."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from eduportal.dashboards.figures.selectors import ClassRow, SchoolFigures, Tally, total
from eduportal.dashboards.hiding.suppression import Counts, Levels, protect_parts, protect_sum


class LevelTree:
    """Levels by stage: of the whole scope, of its communes, of their schools, of their classes.

    Built from every school the user may see, also for the page of one of them: what is hidden in
    a school depends on its neighbours. Each stage is a tree of its own and never added to another.
    `smallest` is the smallest number of students the user may be shown.
    """

    def __init__(self, schools: Iterable[SchoolFigures], smallest: int) -> None:
        self._smallest = smallest
        tallies: defaultdict[str, dict[int | None, dict[int, Tally]]] = defaultdict(dict)
        for row in sorted(schools, key=lambda row: row.school.pk):
            for stage, tally in row.by_stage.items():
                unit = tallies[stage].setdefault(row.school.unit_id, {})
                unit[row.school.pk] = tally
        self._tallies = dict(tallies)
        # Every table of a page asks for its rows; each is worked out once.
        self.of_communes = cache(self._of_communes)
        self.of_schools = cache(self._of_schools)

    @property
    def stages(self) -> list[str]:
        return sorted(self._tallies)

    def of_scope(self, stage: str) -> Levels:
        units = self._tallies[stage].values()
        counts = _counts(tally for schools in units for tally in schools.values())
        return protect_sum(counts, self._smallest)

    def _of_communes(self, stage: str) -> dict[int | None, Levels]:
        parts = {
            unit_id: _counts(schools.values()) for unit_id, schools in self._tallies[stage].items()
        }
        ordered = sorted(parts, key=lambda unit_id: unit_id or 0)
        return protect_parts(self.of_scope(stage), {unit_id: parts[unit_id] for unit_id in ordered})

    def _of_schools(self, stage: str, unit_id: int | None) -> dict[int, Levels]:
        schools = self._tallies[stage][unit_id]
        whole = self.of_communes(stage)[unit_id]
        return protect_parts(whole, {pk: tally.levels for pk, tally in schools.items()})

    def of_school(self, figures: SchoolFigures, stage: str) -> Levels:
        levels: Levels = self.of_schools(stage, figures.school.unit_id)[figures.school.pk]
        return levels

    def of_classes(
        self, figures: SchoolFigures, stage: str, rows: Iterable[ClassRow]
    ) -> Mapping[int, Levels]:
        """The school's classes of one stage, by class id."""
        parts = {row.class_group.pk: row.tally.levels for row in rows if row.stage == stage}
        return protect_parts(
            self.of_school(figures, stage), {pk: parts[pk] for pk in sorted(parts)}
        )


def _counts(tallies: Iterable[Tally]) -> Counts:
    return total(tallies).levels
