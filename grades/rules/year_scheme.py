"""What the end of a year asks of a scheme with levels of learning."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import ClassVar, Protocol

from grades.rules.cells import AssessmentForm
from grades.rules.levels import Award, Level, Promotion
from grades.rules.sheets import SubjectResult
from grades.rules.tt22.learning import LearningOutcome


class YearScheme(Protocol):
    """The part of a Scheme from which the steps of year_end and summer go; see there."""

    year_clauses: ClassVar[Mapping[str, str]]

    def learning(
        self,
        subjects: Iterable[SubjectResult],
        *,
        own_list: Collection[Hashable] | None,
        optional: Collection[Hashable],
    ) -> LearningOutcome | None: ...

    def year_result(
        self, form: AssessmentForm, term1: int | None, term2: int | None
    ) -> int | None: ...

    def year_conduct(self, term1: Level, term2: Level) -> Level | None: ...

    def promotion(
        self,
        learning: Level | None,
        conduct: Level | None,
        absences: int,
        *,
        reassessed_learning: Level | None = None,
        retrained_conduct: Level | None = None,
        summer_over: bool = False,
    ) -> Promotion | None: ...

    def award(
        self,
        learning: Level | None,
        conduct: Level | None,
        subjects: Iterable[SubjectResult],
        *,
        optional: Collection[Hashable],
    ) -> Award | None: ...

    def misses_too_much(self, absences: int) -> bool: ...

    def reassessed(
        self,
        subjects: Collection[SubjectResult],
        sat: Mapping[int, int | None],
        *,
        optional: Collection[Hashable],
    ) -> LearningOutcome | None: ...
