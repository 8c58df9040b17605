"""The end of a year by 27/2020/TT-BGDĐT, as the scheme offers it (Điều 9, 11, 13)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import ClassVar

from grades.rules.explaining import Explanation
from grades.rules.levels import Award, Promotion, YearLevel
from grades.rules.sheets import SubjectResult
from grades.rules.tt22.learning import LearningOutcome
from grades.rules.tt27.explaining import explained_year
from grades.rules.tt27.readings import Readings
from grades.rules.tt27.year import award, overall
from grades.rules.year_end import Choice, Matter, Verdict, YearFacts, YearOutcome

Matters = dict[Matter, tuple[Choice, ...]]


class YearOfPrimary:
    """What follows from a year of primary school.

    Who has completed the class moves up. On who has not, after help and another assessment, the
    principal decides (Điều 11 khoản 2). No sessions are counted, nothing is assessed in the summer.
    Học sinh Tiêu biểu rests on what people say and is not proposed.
    """

    readings: Readings

    year_clauses: ClassVar[Mapping[str, str]] = {
        Matter.LEARNING: "Đ9 k2",
        Matter.PROMOTION: "Đ11 k2",
        "award": "Đ13 k1",
    }

    def year(self, facts: YearFacts) -> YearOutcome:
        results = {
            each.subject: SubjectResult(each.subject, each.form, each.term2) for each in facts.terms
        }
        there = {subject for subject, each in results.items() if each.result is not None}
        level = None
        if facts.own_list is not None and facts.own_list <= there:
            cells = [each.result for each in results.values()]
            level = overall(cells, facts.traits, facts.tests, self.readings)
        matters: Matters = {}
        if level is None:
            level = self._decided_level(facts, matters)
        promotion = self._promotion(level, facts, matters)
        decided = {each: facts.decided[each] for each in matters if each in facts.decided}
        is_settled = len(decided) == len(matters)
        return YearOutcome(
            results=results,
            learning=level,
            outcome=None,
            conduct=None,
            absences=facts.absences,
            promotion=promotion if is_settled else None,
            award=_award(level) if is_settled else None,
            matters=matters,
            decided=decided,
        )

    def explain_year(self, facts: YearFacts, outcome: YearOutcome) -> tuple[Explanation, ...]:
        return explained_year(self.readings, facts, outcome)

    def _decided_level(self, facts: YearFacts, matters: Matters) -> YearLevel | None:
        clause = self.year_clauses[Matter.LEARNING]
        levels = [*sorted(YearLevel, reverse=True), None]
        matters[Matter.LEARNING] = tuple(Choice(Verdict(level), clause) for level in levels)
        level = facts.decided.get(Matter.LEARNING, Verdict()).level
        return level if isinstance(level, YearLevel) else None

    def _promotion(
        self, level: YearLevel | None, facts: YearFacts, matters: Matters
    ) -> Promotion | None:
        if level is not None and level > YearLevel.NOT_COMPLETED:
            return Promotion.PROMOTED
        if any(each not in facts.decided for each in matters):
            return None
        clause = self.year_clauses[Matter.PROMOTION]
        matters[Matter.PROMOTION] = tuple(
            Choice(Verdict(promotion=each), clause)
            for each in (Promotion.PROMOTED, Promotion.RETAINED)
        )
        return facts.decided.get(Matter.PROMOTION, Verdict()).promotion

    @property
    def most_absences(self) -> int | None:
        return None

    def countable_absences(self, sessions_a_day: Iterable[int]) -> int:
        return sum(sessions_a_day)

    def misses_too_much(self, absences: int) -> bool:
        return False

    def award_mark(self, award: Award) -> int | None:
        return None

    def reassessable(self, subjects: Iterable[SubjectResult]) -> tuple[Hashable, ...]:
        return ()

    @property
    def reassesses_all(self) -> bool:
        return False

    @property
    def training_goes_first(self) -> bool:
        return False

    def reassessed(
        self,
        subjects: Collection[SubjectResult],
        sat: Mapping[int, int | None],
        *,
        optional: Collection[Hashable],
    ) -> LearningOutcome | None:
        return None


def _award(level: YearLevel | None) -> Award | None:
    return award(level, outstanding_subject=False, clear_progress=False, class_recognises=False)
