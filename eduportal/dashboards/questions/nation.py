"""Results by province and subject, from what has arrived.

A province is shown once enough of its classes are here (settings.EDUPORTAL_COVERAGE_LEAST), and
only where no number of it is so small that it points at a student, nor can be worked out from the
numbers beside it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduportal.core import charts
from eduportal.core.numbers import grouped_text
from eduportal.dashboards.figures.nodes import SUBJECT_FIELDS
from eduportal.dashboards.questions.provinces import LEVELS, Province
from eduportal.dashboards.questions.results import level_names
from schools.models import Subject


@dataclass(frozen=True)
class LevelLine:
    """Students of one province by learning level, the best first."""

    name: str
    code: str
    counts: Sequence[int]

    @property
    def students(self) -> int:
        return sum(self.counts)

    @property
    def shares(self) -> list[float]:
        return [count * 100 / self.students for count in self.counts]

    @property
    def named_shares(self) -> list[tuple[str, float]]:
        """Each level's name with its share."""
        return list(zip(level_names(), self.shares, strict=True))

    @property
    def bar(self) -> SafeString:
        shares = ", ".join(f"{grouped_text(share, 1)}%" for share in self.shares)
        return charts.bar_of_shares(self.shares, f"{self.name}: {shares}")


@dataclass(frozen=True)
class SubjectLine:
    """Averages of one subject: marks, those below 5.0, their sum in tenths; and by comments."""

    name: str
    code: str
    marks: int
    below: int
    sum: int
    passed: int
    not_passed: int

    @property
    def students(self) -> int:
        return self.marks + self.passed + self.not_passed

    @property
    def low_share(self) -> float:
        """Of a hundred averages, those below 5.0 or not passed."""
        return (self.below + self.not_passed) * 100 / self.students

    @property
    def mean(self) -> float | None:
        """The mean of the averages that are marks."""
        return self.sum / self.marks / 10 if self.marks else None


@dataclass(frozen=True)
class Results:
    """What is shown of the results, and the names of the provinces that are not."""

    nation: LevelLine | None
    levels: list[LevelLine]
    subjects: list[SubjectLine]
    too_few: list[str]


def results_of(provinces: Iterable[Province]) -> Results:
    """Levels by province, by name, and all subjects of the provinces shown together: one query."""
    with_any = [each for each in provinces if any(_levels(each))]
    shown = [each for each in with_any if _is_shown(each)]
    lines = [LevelLine(each.peer.name, each.peer.code, _levels(each)) for each in shown]
    whole = [sum(counts) for counts in zip(*(line.counts for line in lines), strict=True)]
    return Results(
        LevelLine(_("All shown"), "", whole) if lines else None,
        lines,
        subjects_of(shown),
        [each.peer.name for each in with_any if each not in shown],
    )


def subjects_of(provinces: Iterable[Province]) -> list[SubjectLine]:
    """Every subject in the order of the mark book, the provinces together: one query."""
    found: dict[str, Counter[str]] = {}
    for province in provinces:
        for code, counts in province.figure.subjects.items():
            found.setdefault(code, Counter()).update(counts)
    names = dict(Subject.objects.order_by("position").values_list("code", "name"))
    order = [code for code in names if code in found] + sorted(found.keys() - names.keys())
    lines = [_subject(names.get(code, code), code, found[code]) for code in order]
    return [line for line in lines if line.students and not _is_small(line)]


def by_subject(provinces: Iterable[Province], code: str) -> list[SubjectLine]:
    """One subject in every province shown, by name.

    Where a line is left out as small, so are the next smallest, until what the listed lines lack
    to the sum of all is no small number and of more than one province.
    """
    lines = [
        _subject(each.peer.name, each.peer.code, each.figure.subjects[code])
        for each in provinces
        if code in each.figure.subjects and _is_shown(each)
    ]
    lines = [line for line in lines if line.students]
    hidden = [line for line in lines if _is_small(line)]
    listed = sorted((line for line in lines if line not in hidden), key=lambda line: -line.students)
    while hidden and listed and (len(hidden) == 1 or _is_small(_together(hidden))):
        hidden.append(listed.pop())
    return [line for line in lines if line in listed]


def subjects_in(provinces: Sequence[Province], node: str) -> list[SubjectLine]:
    """The subjects of one of the provinces, each where `by_subject` lists the province."""
    own = subjects_of(each for each in provinces if each.peer.code == node)
    return [
        line for line in own if any(each.code == node for each in by_subject(provinces, line.code))
    ]


def _together(lines: Iterable[SubjectLine]) -> SubjectLine:
    columns = zip(*(attrgetter(*SUBJECT_FIELDS)(line) for line in lines), strict=True)
    return SubjectLine("", "", *map(sum, columns))


def _subject(name: str, code: str, counts: dict[str, int] | Counter[str]) -> SubjectLine:
    return SubjectLine(name, code, *(counts[field] for field in SUBJECT_FIELDS))


def _is_shown(province: Province) -> bool:
    figure, least = province.figure, settings.EDUPORTAL_COVERAGE_LEAST
    is_enough = figure.accepted * 100 >= least * figure.wanted
    return is_enough and not any(map(_points_at_somebody, _levels(province)))


def _is_small(line: SubjectLine) -> bool:
    low = line.below + line.not_passed
    return any(map(_points_at_somebody, (low, line.students - low, line.marks)))


def _points_at_somebody(count: int) -> bool:
    return 0 < count < settings.SUPPRESSION_SMALLEST


def _levels(province: Province) -> list[int]:
    return [getattr(province.figure, level) for level in LEVELS]
