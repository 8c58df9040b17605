"""The end of the year and the summer by 22/2021/TT-BGDĐT, as the scheme offers it (Điều 11–15)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Hashable, Mapping
from typing import ClassVar

from grades.rules.cells import AssessmentForm
from grades.rules.explaining import Explanation
from grades.rules.levels import AnyLevel, Award, Level, Promotion
from grades.rules.sheets import SubjectResult
from grades.rules.summer import Again, SealedYear, Summer, SummerOutcome, summer_outcome
from grades.rules.tt22.explaining import ExplainingSecondary, explained_year
from grades.rules.tt22.learning import LearningOutcome, SubjectRef, by_form
from grades.rules.tt22.promotion import reassessable_subjects, reassessed_outcome
from grades.rules.tt22.readings import Readings
from grades.rules.year_end import Grounds, Matter, YearFacts, YearOutcome, year_outcome
from grades.rules.year_scheme import YearScheme


class SummerRules(YearScheme):
    """What happens beside the table of levels: absences, summer training, re-assessment."""

    readings: Readings

    # Where a matter, a step or a reason comes from.
    year_clauses: ClassVar[Mapping[str, str]] = {
        Matter.FIRST_TERM: "Đ9 k1 đb",
        Matter.READINGS: "Đ9 k3",
        Matter.LEARNING: "Đ11, Đ12 k4",
        Matter.CONDUCT: "Đ8",
        Matter.ABSENCES: "Đ12 k1 đc",
        Matter.PROMOTION: "Đ12 k4",
        "adjusted": "Đ9 k3",
        "training": "Đ8 k2, Đ13",
        "reassessment": "Đ14",
        "award": "Đ15 k1",
    }

    def year(self, facts: YearFacts) -> YearOutcome:
        return year_outcome(self, facts)

    @property
    @abstractmethod
    def explaining(self) -> ExplainingSecondary: ...

    def explain_year(self, facts: YearFacts, outcome: YearOutcome) -> tuple[Explanation, ...]:
        return explained_year(self.explaining, facts, outcome)

    def explain_summer(
        self, year: SealedYear, learning: AnyLevel | None, conduct: Level | None
    ) -> Explanation:
        return self.explaining.promotion(
            year.learning if isinstance(year.learning, Level) else None,
            year.conduct,
            year.absences,
            reassessed_learning=learning if isinstance(learning, Level) else None,
            retrained_conduct=conduct,
            summer_over=True,
        )

    def completes_level(self, learning: AnyLevel | None, promotion: Promotion | None) -> bool:
        """The conditions are those of moving up (TT 22/2021 Art. 12)."""
        return promotion is Promotion.PROMOTED

    def misses_too_much(self, absences: int) -> bool:
        return absences > self.readings.max_absences

    def award_mark(self, award: Award) -> int | None:
        return self.readings.award_mark if award == Award.EXCELLENT_STUDENT else None

    def again(self, year: SealedYear) -> Again:
        if year.learning != Level.FAILED:
            return Again(())
        found = reassessable_subjects(*by_form(year.results), self.readings)
        return Again(tuple(each.key for each in found))

    def grounds(self, facts: YearFacts) -> Grounds:
        return Grounds()

    @property
    def teachers_assess_again(self) -> bool:
        return False

    def summer(
        self, year: SealedYear, summer: Summer, *, optional: Collection[Hashable]
    ) -> SummerOutcome:
        return summer_outcome(self, year, summer, optional=optional)

    @property
    def reassesses_all(self) -> bool:
        return self.readings.reassess_all

    @property
    def training_goes_first(self) -> bool:
        return self.readings.reassessment_waits_for_training

    def reassessed(
        self,
        subjects: Collection[SubjectResult],
        sat: Mapping[int, int | None],
        *,
        optional: Collection[Hashable],
    ) -> LearningOutcome | None:
        forms = {each.subject: AssessmentForm(each.form) for each in subjects}
        given = {SubjectRef(forms[key], key): value for key, value in sat.items()}
        return reassessed_outcome(*by_form(subjects), given, self.readings, optional=optional)
