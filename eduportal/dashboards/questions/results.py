"""The learning results of the sealed classes, by level of education."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduportal.core.charts import LEVEL_FILLS, StackedRow, stacked_bars
from eduportal.dashboards.figures.selectors import LEVEL_STAGES, SchoolFigures, Tally, total
from eduportal.dashboards.hiding.suppression import Levels
from eduportal.dashboards.questions.figure import Place
from grades.choices import LEVEL_NAMES
from schools.choices import Stage

HIDDEN_FILL = "chart-hidden"


@dataclass(frozen=True)
class StageResults:
    """Results of one level of education, with the tally they were counted from."""

    stage: str
    levels: Levels
    tally: Tally
    links: list[str]

    @property
    def name(self) -> str:
        return str(Stage(self.stage).label)


def results_by_stage(
    schools: Sequence[SchoolFigures], levels_of: Callable[[str], Levels], place: Place
) -> dict[str, Any]:
    """What a page shows of the schools' results; `levels_of` gives those of one stage, hidden
    where they must be."""
    results = [
        StageResults(stage, levels_of(stage), tally, place.level_links(stage))
        for stage, tally in _by_stage(schools)
    ]
    return {
        "results": results,
        "results_chart": _chart(results, _("Learning results by level of education")),
        "counted": total(line.tally for line in results),
        "level_names": level_names(),
    }


def level_names() -> list[str]:
    """The four levels of learning results, the best first."""
    return [str(name) for _level, name in LEVEL_NAMES]


def _by_stage(schools: Iterable[SchoolFigures]) -> list[tuple[str, Tally]]:
    """The tally of each level of education whose terms end with levels of learning."""
    found: defaultdict[str, list[Tally]] = defaultdict(list)
    for row in schools:
        for stage, tally in row.by_stage.items():
            if stage in LEVEL_STAGES:
                found[stage].append(tally)
    return [(stage, total(tallies)) for stage, tallies in sorted(found.items())]


def _chart(results: Sequence[StageResults], label: str) -> SafeString:
    """One bar of 100 % a level of education; what is hidden is one grey part."""
    rows = [
        StackedRow(
            line.name,
            [*(share or 0 for share in line.levels.shares), line.levels.hidden_share],
            f"?stage={line.stage}",
        )
        for line in results
        if line.levels.has_results
    ]
    return stacked_bars(rows, label, fills=(*LEVEL_FILLS, HIDDEN_FILL))
