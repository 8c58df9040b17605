"""The end of a year and the help after it by 27/2020/TT-BGDĐT (Điều 9, 11, 13)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import ClassVar

from grades.rules.explaining import Explanation
from grades.rules.levels import AnyLevel, Award, Completion, Level, Promotion, YearLevel
from grades.rules.sheets import SubjectResult
from grades.rules.summer import Again, SealedYear, Summer, SummerOutcome
from grades.rules.tt27.explaining import explained_help, explained_year
from grades.rules.tt27.readings import Readings
from grades.rules.tt27.year import award, bars, completion, grounds, overall, short_of
from grades.rules.year_end import (
    Choice,
    Grounds,
    Matter,
    Verdict,
    YearFacts,
    YearOutcome,
    open_of,
)

Matters = dict[Matter, tuple[Choice, ...]]
_FOLLOWS = {
    None: None,
    Completion.COMPLETED: Promotion.PROMOTED,
    Completion.PROMOTED_BY_PRINCIPAL: Promotion.PROMOTED,
    Completion.RETAINED: Promotion.RETAINED,
}
MOVING_UP = (Verdict(promotion=Promotion.PROMOTED), Verdict(promotion=Promotion.RETAINED))


class YearOfPrimary:
    """What follows from a year of primary school.

    Who has completed the class moves up. Who has not is helped by the teachers and assessed again
    in what stood in the way; on who has still not, the principal decides (Điều 11). No sessions
    are counted. Học sinh Tiêu biểu rests on what people say: the records name grounds, the
    principal gives the title.
    """

    readings: Readings

    year_clauses: ClassVar[Mapping[str, str]] = {
        Matter.LEARNING: "Đ9 k2",
        Matter.PROMOTION: "Đ11 k2",
        Matter.AFTER_HELP: "Đ11 k2",
        Matter.AWARD: "Đ13 k1",
        "reassessment": "Đ11 k2",
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
            tests = [mark for _subject, mark in facts.tests]
            level = overall(cells, facts.traits, tests, self.readings)
        matters: Matters = {}
        if level is None:
            level = self._decided_level(facts, matters)
        promotion = self._promotion(level, facts, matters)
        if level == YearLevel.WELL:
            titles = (Verdict(award=Award.EXEMPLARY_STUDENT), Verdict())
            matters[Matter.AWARD] = self._choices(Matter.AWARD, titles)
        decided = {each: facts.decided[each] for each in matters if each in facts.decided}
        is_settled = not open_of(matters, decided)
        return YearOutcome(
            results=results,
            learning=level,
            outcome=None,
            conduct=None,
            absences=facts.absences,
            promotion=promotion if is_settled else None,
            award=_award(level, decided) if is_settled else None,
            matters=matters,
            decided=decided,
        )

    def explain_year(self, facts: YearFacts, outcome: YearOutcome) -> tuple[Explanation, ...]:
        return explained_year(self.readings, facts, outcome)

    def explain_summer(
        self, year: SealedYear, learning: AnyLevel | None, conduct: Level | None
    ) -> Explanation:
        return explained_help(year.learning, learning)

    def _choices(self, matter: Matter, verdicts: Iterable[Verdict]) -> tuple[Choice, ...]:
        return tuple(Choice(each, self.year_clauses[matter]) for each in verdicts)

    def _decided_level(self, facts: YearFacts, matters: Matters) -> YearLevel | None:
        levels = [*sorted(YearLevel, reverse=True), None]
        matters[Matter.LEARNING] = self._choices(Matter.LEARNING, map(Verdict, levels))
        level = facts.decided.get(Matter.LEARNING, Verdict()).level
        return level if isinstance(level, YearLevel) else None

    def _promotion(
        self, level: YearLevel | None, facts: YearFacts, matters: Matters
    ) -> Promotion | None:
        if level is not None:
            is_completed = level > YearLevel.NOT_COMPLETED
            return Promotion.PROMOTED if is_completed else Promotion.REASSESSMENT
        if open_of(matters, facts.decided):
            return None
        # Without a level there is nothing to be assessed again: the principal decides at once.
        matters[Matter.PROMOTION] = self._choices(Matter.PROMOTION, MOVING_UP)
        return facts.decided.get(Matter.PROMOTION, Verdict()).promotion

    def grounds(self, facts: YearFacts) -> Grounds:
        """What the records say for Học sinh Tiêu biểu."""
        levels: dict[Hashable, int | None] = {each.subject: each.term2 for each in facts.terms}
        return grounds(levels, dict(facts.tests), facts.traits, facts.traits_before, self.readings)

    def completes_level(self, learning: AnyLevel | None, promotion: Promotion | None) -> bool:
        """Điều 11 khoản 3: whom the principal moves up has not completed primary school."""
        is_completed = learning is not None and learning > YearLevel.NOT_COMPLETED
        return is_completed and promotion is Promotion.PROMOTED

    def again(self, year: SealedYear) -> Again:
        """What stood in the way of “Hoàn thành”."""
        if year.learning != YearLevel.NOT_COMPLETED:
            return Again(())
        return short_of(bars(self.readings)[-1], _levels(year), year.traits, year.tests)

    def summer(
        self, year: SealedYear, summer: Summer, *, optional: Collection[Hashable]
    ) -> SummerOutcome:
        """Điều 11 khoản 2: the result with what was given again, then the principal's word.

        There is no new result before something was given again.
        """
        level = None
        if summer.sat or summer.tests or summer.traits:
            new: dict[Hashable, int | None] = {
                subject: again for subject, again in summer.sat.items() if again is not None
            }
            levels, tests = _levels(year) | new, {**year.tests, **summer.tests}
            traits = [summer.traits.get(place, was) for place, was in enumerate(year.traits)]
            level = overall(levels.values(), traits, tests.values(), self.readings)
        principal = None
        if summer.decided is not None:
            principal = summer.decided is Promotion.PROMOTED
        return SummerOutcome(level, _FOLLOWS[completion(_year_level(year), level, principal)])

    @property
    def most_absences(self) -> int | None:
        return None

    def countable_absences(self, sessions_a_day: Iterable[int]) -> int:
        return sum(sessions_a_day)

    def misses_too_much(self, absences: int) -> bool:
        return False

    def award_mark(self, award: Award) -> int | None:
        return None

    @property
    def reassesses_all(self) -> bool:
        return False

    @property
    def training_goes_first(self) -> bool:
        return False

    @property
    def teachers_assess_again(self) -> bool:
        return True


def _award(level: YearLevel | None, decided: Mapping[Matter, Verdict]) -> Award | None:
    """Who gives the title says by it that the class recognises the student, and for what."""
    is_given = decided.get(Matter.AWARD, Verdict()).award is Award.EXEMPLARY_STUDENT
    return award(
        level, outstanding_subject=is_given, clear_progress=is_given, class_recognises=is_given
    )


def _levels(year: SealedYear) -> dict[Hashable, int | None]:
    return {each.subject: each.result for each in year.results}


def _year_level(year: SealedYear) -> YearLevel | None:
    return year.learning if isinstance(year.learning, YearLevel) else None
