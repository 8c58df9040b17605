"""Results by grade and sex: shown where no level of a class, school or commune follows from them.

The two best levels of a grade, added up, are told by sums over the schools that no other page
shows. Whoever may not see small numbers gets them of the whole scope alone, and only if they give
away none of the rows in which a page hides one of these levels.
"""

from collections.abc import Hashable, Mapping, Sequence

from eduportal.dashboards.figures.outcomes import GradeCounts, TermResults
from eduportal.dashboards.figures.selectors import SchoolFigures
from eduportal.dashboards.hiding.determined import determined
from eduportal.dashboards.hiding.level_tree import LevelTree
from eduportal.dashboards.hiding.suppression import Counts, Levels


def grades_together(parts: Sequence[Mapping[int, GradeCounts]]) -> dict[int, GradeCounts]:
    """The grades of several schools added up, by number."""
    found: dict[int, list[GradeCounts]] = {}
    for each in parts:
        for grade, counts in each.items():
            found.setdefault(grade, []).append(counts)
    return {
        grade: GradeCounts(*(_added(column) for column in zip(*found[grade], strict=True)))
        for grade in sorted(found)
    }


def may_show_grades(
    tree: LevelTree,
    schools: Sequence[SchoolFigures],
    results: TermResults,
    stage: str,
    smallest: int,
) -> bool:
    """Whether the grades of the whole scope may be shown by sex to who sees no small numbers."""
    whole = grades_together([results.grades_of(row.school.pk, stage) for row in schools])
    if any(0 < count < smallest for each in whole.values() for count in _told_by(each)):
        return False
    if tree.of_scope(stage).upper is None:
        return False
    return not determined(_unknown(tree, schools, results, stage))


def _told_by(counts: GradeCounts) -> list[int]:
    """Every number of students that the shares of a grade tell, those of unknown sex included."""
    halves = [split_of(counts.girls), split_of(counts.boys)]
    unknown = [
        all_ - girls - boys
        for all_, girls, boys in zip(split_of(counts.levels), *halves, strict=True)
    ]
    return [*halves[0], *halves[1], *unknown]


def split_of(levels: Counts) -> Counts:
    """Students at the two best levels, and the others."""
    return sum(levels[:2]), sum(levels[2:])


def _unknown(
    tree: LevelTree, schools: Sequence[SchoolFigures], results: TermResults, stage: str
) -> list[tuple[Hashable, Hashable]]:
    """Each row whose two best levels no page tells, between the two sums it is part of."""
    edges: list[tuple[Hashable, Hashable]] = [
        (("commune", unit), "scope")
        for unit, levels in tree.of_communes(stage).items()
        if is_untold(levels)
    ]
    for row in schools:
        if stage not in row.by_stage:
            continue
        mine: Hashable = ("school", row.school.pk)
        if is_untold(tree.of_school(row, stage)):
            edges.append((mine, ("commune", row.school.unit_id)))
        grades = results.grades_of(row.school.pk, stage)
        counts = {grade: each.levels for grade, each in grades.items()}
        edges += [
            (mine, ("grade", grade))
            for grade, levels in tree.of_grades(row, stage, counts).items()
            if is_untold(levels)
        ]
    return edges


def is_untold(levels: Levels) -> bool:
    return levels.has_results and levels.upper is None


def _added(rows: Sequence[Counts]) -> Counts:
    return tuple(map(sum, zip(*rows, strict=True)))
