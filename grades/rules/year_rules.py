"""What a scheme says of the end of a year besides levels, promotion and titles."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import ClassVar, Protocol

from grades.rules.explaining import Explanation
from grades.rules.levels import AnyLevel, Award, Level, Promotion
from grades.rules.summer import Again, SealedYear, Summer, SummerOutcome
from grades.rules.year_end import Grounds, YearFacts, YearOutcome


class YearRules(Protocol):
    """The part of a Scheme that the end of a year and the summer ask."""

    year_clauses: ClassVar[Mapping[str, str]]
    """The clause behind each matter (year_end.Matter) and behind each reason for a proposal."""

    def year(self, facts: YearFacts) -> YearOutcome:
        """What follows from a student's year, and what a person has to decide first."""

    def explain_year(self, facts: YearFacts, outcome: YearOutcome) -> tuple[Explanation, ...]:
        """How each value of the year came about, by the results alone: what a person decided
        stands beside it."""

    def explain_summer(
        self, year: SealedYear, learning: AnyLevel | None, conduct: Level | None
    ) -> Explanation:
        """How what follows after the summer came about; the levels are those of the summer."""

    def misses_too_much(self, absences: int) -> bool:
        """Whether so many sessions stand in the way of moving up."""

    def award_mark(self, award: Award) -> int | None:
        """The mark in tenths that enough subjects reached for the title; None if it asks none."""

    def again(self, year: SealedYear) -> Again:
        """In what a student whose year is not passed may be assessed again."""

    @property
    def reassesses_all(self) -> bool:
        """Whether every such subject has to be sat."""

    @property
    def training_goes_first(self) -> bool:
        """Whether subjects are assessed again only after the summer's conduct result."""

    def grounds(self, facts: YearFacts) -> Grounds:
        """What the records say for a title that rests on what people say (Matter.AWARD)."""

    @property
    def teachers_assess_again(self) -> bool:
        """Whether the teachers of each class plan and assess again, and not one person a subject
        for the whole school."""

    def completes_level(self, learning: AnyLevel | None, promotion: Promotion | None) -> bool:
        """Whether the student has completed the level of education that ends with the grade; both
        are what holds after the summer."""

    def summer(
        self, year: SealedYear, summer: Summer, *, optional: Collection[Hashable]
    ) -> SummerOutcome:
        """What follows from a year that waited, with the new results in place of the year's, for
        promotion alone."""
