"""The tiles of the page of results: what each shows, as drawings and as the numbers beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduportal.core import charts
from eduportal.core.numbers import grouped_text
from eduportal.dashboards.figures.outcomes import LOW_MARKS
from eduportal.dashboards.figures.subjects import WHOLE_MARKS
from eduportal.dashboards.hiding.grades import split_of
from eduportal.dashboards.hiding.suppression import Levels
from eduportal.dashboards.questions.outcomes import Side
from schools.choices import Stage
from schools.models import Subject


@dataclass(frozen=True)
class LevelRow:
    """One level of education of one side; `change` is that of the two best levels together."""

    name: str
    levels: Levels
    is_other: bool
    links: list[str]
    change: float | None = None

    @property
    def bar(self) -> SafeString:
        return charts.stacked(self.levels.shares, height=14 if self.is_other else 20)


def level_rows(own: Side, other: Side | None, stages: Sequence[str]) -> list[LevelRow]:
    """Each level of education with results, and below it what it is compared with."""
    rows = []
    for stage in stages:
        mine = own.levels(stage)
        theirs = other.levels(stage) if other else None
        if not mine.has_results:
            continue
        change = difference(mine.upper_share, theirs.upper_share if theirs else None)
        links = own.place.level_links(stage)
        rows.append(LevelRow(str(Stage(stage).label), mine, False, links, change))
        if other and theirs and theirs.has_results:
            rows.append(LevelRow(other.name, theirs, True, other.place.level_links(stage)))
    return rows


def difference(now: float | None, then: float | None) -> float | None:
    """In percentage points; None where one of them is not known or not shown."""
    return None if now is None or then is None else now - then


@dataclass(frozen=True)
class GradeRow:
    """One grade: percent at the two best levels of girls, boys and all, and all on the other side.

    None where there is nobody.
    """

    grade: int
    girls: float | None
    boys: float | None
    both: float | None
    other: float | None

    @property
    def change(self) -> float | None:
        return difference(self.both, self.other)


@dataclass(frozen=True)
class GradesTile:
    """Grades by sex on a common scale; `rows` is None where they may not be shown."""

    rows: list[GradeRow] | None

    @cached_property
    def scale(self) -> tuple[float, float]:
        """Whole tens around every value, none of them at an edge but 0 and 100."""
        values = [
            value
            for row in self.rows or []
            for value in (row.girls, row.boys, row.other)
            if value is not None
        ]
        low, high = min(values, default=0) - 2, max(values, default=100) + 2
        return max(0, low // 10 * 10), min(100, -(-high // 10) * 10)

    @property
    def drawn(self) -> list[tuple[GradeRow, SafeString | str]]:
        return [(row, self._drawing(row)) for row in self.rows or []]

    def _drawing(self, row: GradeRow) -> SafeString | str:
        if row.girls is None or row.boys is None:
            return ""
        return charts.dumbbell(row.girls, row.boys, *self.scale, row.other)


def grades_tile(own: Side, other: Side | None) -> GradesTile:
    """The grades of the place, beside those of the other side."""
    mine = own.grades()
    theirs = (other.grades() if other else None) or {}
    if mine is None:
        return GradesTile(None)
    before = {grade: _upper(counts.levels) for grade, counts in theirs.items()}
    rows = [
        GradeRow(
            grade,
            _upper(counts.girls),
            _upper(counts.boys),
            _upper(counts.levels),
            before.get(grade),
        )
        for grade, counts in mine.items()
        if any(counts.levels)
    ]
    return GradesTile(rows)


def _upper(levels: Sequence[int]) -> float | None:
    upper, rest = split_of(tuple(levels))
    return 100 * upper / (upper + rest) if upper + rest else None


@dataclass(frozen=True)
class SubjectRow:
    """One subject: percent below 5.0 or not passed, of how many; None where it is hidden."""

    subject: Subject
    levels: Levels
    other: float | None
    highest: float

    @property
    def share(self) -> float | None:
        return self.levels.shares[0]

    @property
    def change(self) -> float | None:
        return difference(self.share, self.other)

    @property
    def bar(self) -> SafeString | str:
        return "" if self.share is None else charts.bar(self.share, self.highest, self.other)


def subject_rows(
    own: Side, other: Side | None, subjects: Mapping[int, Subject]
) -> list[SubjectRow]:
    """Every subject with an average, in the order of the mark book."""
    found = {}
    for key, subject in subjects.items():
        tree = own.year.splits.get(key)
        levels = own.row_of(tree) if tree else None
        if levels and levels.has_results:
            found[subject] = (levels, _share_of(other, key))
    shown = [share for levels, then in found.values() for share in (levels.shares[0], then)]
    highest = max((share for share in shown if share), default=0)
    highest = max(5.0, -(-highest // 5) * 5)
    return [SubjectRow(each, levels, then, highest) for each, (levels, then) in found.items()]


def _share_of(other: Side | None, subject_id: int) -> float | None:
    tree = other.year.splits.get(subject_id) if other else None
    levels = other.row_of(tree) if other and tree else None
    return levels.shares[0] if levels and levels.has_results else None


@dataclass(frozen=True)
class MarkRow:
    """Averages with one whole mark: students and percent of both sides; None where hidden."""

    mark: int
    count: int | None
    share: float | None
    other: float | None


@dataclass(frozen=True)
class MarksTile:
    """The distribution of the averages of one subject; `levels` None where it is not shown."""

    subject: Subject | None
    levels: Levels | None
    other: Levels | None

    @property
    def has_results(self) -> bool:
        return bool(self.levels and self.levels.has_results)

    @property
    def low_share(self) -> float | None:
        """Percent below 5.0; None where a hidden number would follow from it."""
        if self.levels is None or self.levels.hidden >= set(WHOLE_MARKS):
            return None
        counts = self.levels.counts
        return 100 * sum(counts[mark] for mark in LOW_MARKS) / sum(counts)

    @property
    def rows(self) -> list[MarkRow]:
        mine = self.levels.cells if self.levels else []
        theirs = self.other.shares if self.other and self.other.has_results else []
        before = theirs or [None] * len(WHOLE_MARKS)
        return [MarkRow(mark, *mine[mark], before[mark]) for mark in WHOLE_MARKS if mine]

    @property
    def drawing(self) -> SafeString:
        label = _("Distribution of averages in %(subject)s") % {"subject": self.subject}
        if self.low_share is not None:
            share = grouped_text(self.low_share, 1)
            label = _("%(label)s: %(share)s%% below 5.0") % {"label": label, "share": share}
        values = [row.share for row in self.rows]
        other = [row.other for row in self.rows] if self.other else []
        names = [str(mark) for mark in WHOLE_MARKS]
        return charts.histogram(names, values, other, label, LOW_MARKS)
