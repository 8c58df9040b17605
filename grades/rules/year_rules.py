"""What a scheme says of the end of a year besides levels, promotion and titles."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Protocol

from grades.rules.explaining import Explanation
from grades.rules.levels import Award
from grades.rules.sheets import SubjectResult

if TYPE_CHECKING:
    from grades.rules.schemes import LearningOutcome
    from grades.rules.year_end import YearFacts, YearOutcome


class YearRules(Protocol):
    """The part of a Scheme that the end of a year and the summer ask."""

    year_clauses: ClassVar[Mapping[str, str]]
    """The clause behind each matter (year_end.Matter) and behind each reason for a proposal."""

    def year(self, facts: YearFacts) -> YearOutcome:
        """What follows from a student's year, and what a person has to decide first."""

    def explain_year(self, facts: YearFacts, outcome: YearOutcome) -> tuple[Explanation, ...]:
        """How each value of the year came about, by the results alone: what a person decided
        stands beside it."""

    def misses_too_much(self, absences: int) -> bool:
        """Whether so many sessions stand in the way of moving up."""

    def award_mark(self, award: Award) -> int | None:
        """The mark in tenths that enough subjects reached for the title; None if it asks none."""

    def reassessable(self, subjects: Iterable[SubjectResult]) -> tuple[Hashable, ...]:
        """The subjects in which a student whose year is not passed may be assessed again."""

    @property
    def reassesses_all(self) -> bool:
        """Whether every such subject has to be sat."""

    @property
    def training_goes_first(self) -> bool:
        """Whether subjects are assessed again only after the summer's conduct result."""

    def reassessed(
        self,
        subjects: Collection[SubjectResult],
        sat: Mapping[int, int | None],
        *,
        optional: Collection[Hashable],
    ) -> LearningOutcome | None:
        """The level with the new results in place of the year's, for promotion alone."""
