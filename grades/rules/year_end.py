"""What a student's year ends with, step by step under circulars with levels of learning.

What a person has to decide is a matter; nothing counts as settled while one is open.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.levels import AnyLevel, Award, Level, Promotion
from grades.rules.sheets import SubjectResult
from grades.rules.tt22.learning import LearningOutcome
from grades.rules.year_scheme import YearScheme


class Matter(StrEnum):
    """What the head decides about one student's year, in the order in which it is decided."""

    FIRST_TERM = "first_term"
    """A subject has a result of the second term alone, and the circular no formula for it."""
    READINGS = "readings"
    """The readings of the one-level adjustment give different levels."""
    LEARNING = "learning"
    """The results give no level."""
    CONDUCT = "conduct"
    """A term has no level of conduct."""
    ABSENCES = "absences"
    """More sessions missed than the circular allows."""
    PROMOTION = "promotion"
    """Whether the student moves up follows from nothing else."""
    AFTER_HELP = "after_help"
    """A primary student has not completed the class after help and another assessment either."""
    AGAIN = "again"
    """The same readings give different levels once subjects were assessed again in the summer."""
    AWARD = "award"
    """A title rests on what people say. It holds nothing up: without a decision there is none."""


class Verdict(NamedTuple):
    """One choice in a matter: a level, what follows, that the second term counts alone, a title."""

    level: AnyLevel | None = None
    promotion: Promotion | None = None
    second_term: bool = False
    award: Award | None = None


class Choice(NamedTuple):
    """A verdict on offer, with the clause it rests on as settings cite it."""

    verdict: Verdict
    clause: str


class TermPair(NamedTuple):
    """One subject's results of both terms, as they were sealed."""

    subject: int
    form: AssessmentForm
    term1: int | None
    term2: int | None


@dataclass(frozen=True)
class YearFacts:
    """One student's year as the sealed terms have it.

    `conduct` holds the levels of both terms, `absences` the sessions that count. `own_list` and
    `optional` as in Scheme.learning; `decided` what the head has decided. In primary school
    `traits` are the levels of qualities and competences at the end of the year, in the order of
    Scheme.traits, `traits_before` those of earlier moments; `tests` the marks of the tests at the
    end of the year, in tenths, each with its subject.
    """

    terms: tuple[TermPair, ...]
    own_list: frozenset[Hashable] | None
    optional: frozenset[Hashable]
    conduct: tuple[Level | None, Level | None]
    absences: int
    decided: Mapping[Matter, Verdict] = field(default_factory=dict)
    traits: tuple[int | None, ...] = ()
    traits_before: tuple[tuple[int | None, ...], ...] = ()
    tests: tuple[tuple[int, int | None], ...] = ()


class Grounds(NamedTuple):
    """What the records say for a title: subjects with an excellent achievement, and places of the
    qualities and competences with clear progress."""

    subjects: tuple[Hashable, ...] = ()
    progress: tuple[int, ...] = ()


@dataclass(frozen=True)
class YearOutcome:
    """What follows from a year. `open` are the matters nobody has decided and the year waits for;
    with one of them `promotion` is None. `matters` are all of them, with the choices the circular
    gives."""

    results: Mapping[int, SubjectResult]
    learning: AnyLevel | None
    outcome: LearningOutcome | None
    conduct: Level | None
    absences: int
    promotion: Promotion | None
    award: Award | None
    matters: Mapping[Matter, tuple[Choice, ...]]
    decided: Mapping[Matter, Verdict]

    @property
    def open(self) -> tuple[Matter, ...]:
        return open_of(self.matters, self.decided)


def open_of(matters: Iterable[Matter], decided: Collection[Matter]) -> tuple[Matter, ...]:
    """The matters the year waits for."""
    return tuple(each for each in matters if each not in decided and each is not Matter.AWARD)


def year_outcome(scheme: YearScheme, facts: YearFacts) -> YearOutcome:
    """What follows from the year. Verdicts in matters that are not there count for nothing."""
    matters: dict[Matter, tuple[Choice, ...]] = {}
    results = _results(scheme, facts, matters)
    outcome = scheme.learning(results.values(), own_list=facts.own_list, optional=facts.optional)
    learning = _learning(scheme, facts, outcome, matters)
    conduct = _conduct(scheme, facts, matters)
    promotion = _promotion(scheme, facts, (learning, conduct), matters)
    decided = {each: facts.decided[each] for each in matters if each in facts.decided}
    is_settled = len(decided) == len(matters)
    award = scheme.award(learning, conduct, results.values(), optional=facts.optional)
    return YearOutcome(
        results=results,
        learning=learning,
        outcome=outcome,
        conduct=conduct,
        absences=facts.absences,
        promotion=promotion if is_settled else None,
        award=award if is_settled else None,
        matters=matters,
        decided=decided,
    )


Matters = dict[Matter, tuple[Choice, ...]]


def _results(scheme: YearScheme, facts: YearFacts, matters: Matters) -> dict[int, SubjectResult]:
    """The result of the year by subject; asks about subjects with a second term alone."""
    found = {each.subject: _result(scheme, each) for each in facts.terms}
    alone = [each for each in facts.terms if _is_second_alone(each, found[each.subject])]
    if not alone:
        return found
    clause = scheme.year_clauses[Matter.FIRST_TERM]
    choices = (Verdict(second_term=True), Verdict())
    matters[Matter.FIRST_TERM] = tuple(Choice(each, clause) for each in choices)
    verdict = facts.decided.get(Matter.FIRST_TERM)
    if verdict and verdict.second_term:
        for each in alone:
            found[each.subject] = SubjectResult(each.subject, each.form, each.term2)
    return found


def _result(scheme: YearScheme, pair: TermPair) -> SubjectResult:
    """Exempt in the term that decides, and in no term assessed with marks: exempt in the year."""
    exempt = pair.term2 == CellCode.EXEMPT and (
        pair.form == AssessmentForm.COMMENTED or pair.term1 in (None, CellCode.EXEMPT)
    )
    result = (
        CellCode.EXEMPT.value if exempt else scheme.year_result(pair.form, pair.term1, pair.term2)
    )
    return SubjectResult(pair.subject, pair.form, result)


def _is_second_alone(pair: TermPair, year: SubjectResult) -> bool:
    has_second = pair.term2 not in (None, CellCode.EXEMPT)
    return year.result is None and has_second and pair.term1 in (None, CellCode.EXEMPT)


def _learning(
    scheme: YearScheme, facts: YearFacts, outcome: LearningOutcome | None, matters: Matters
) -> Level | None:
    if outcome is None:
        choices = [*map(Verdict, sorted(Level, reverse=True)), Verdict()]
        return _level(_asked(scheme, facts, matters, Matter.LEARNING, choices))
    if not outcome.needs_decision:
        return outcome.final
    verdict = _asked(scheme, facts, matters, Matter.READINGS, map(Verdict, outcome.choices))
    return _level(verdict) or outcome.final


def _conduct(scheme: YearScheme, facts: YearFacts, matters: Matters) -> Level | None:
    term1, term2 = facts.conduct
    if term1 is not None and term2 is not None:
        return scheme.year_conduct(term1, term2)
    choices = map(Verdict, sorted(Level, reverse=True))
    return _level(_asked(scheme, facts, matters, Matter.CONDUCT, choices))


def _promotion(
    scheme: YearScheme,
    facts: YearFacts,
    levels: tuple[Level | None, Level | None],
    matters: Matters,
) -> Promotion | None:
    moves_up = Choice(Verdict(promotion=Promotion.PROMOTED), scheme.year_clauses[Matter.PROMOTION])
    if scheme.misses_too_much(facts.absences):
        # Moving up all the same is open to students with disabilities alone (Điều 12 khoản 4).
        stays = Verdict(promotion=Promotion.RETAINED)
        verdict = _asked(scheme, facts, matters, Matter.ABSENCES, [stays])
        matters[Matter.ABSENCES] += (moves_up,)
        return verdict.promotion
    found = scheme.promotion(*levels, facts.absences)
    waits = any(each not in facts.decided for each in matters)
    if found is None and not waits:
        choices = [moves_up.verdict, Verdict(promotion=Promotion.RETAINED)]
        return _asked(scheme, facts, matters, Matter.PROMOTION, choices).promotion
    return found


def _level(verdict: Verdict) -> Level | None:
    """The level of a verdict in a matter whose choices are Levels."""
    return verdict.level if isinstance(verdict.level, Level) else None


def _asked(
    scheme: YearScheme,
    facts: YearFacts,
    matters: Matters,
    matter: Matter,
    verdicts: Iterable[Verdict],
) -> Verdict:
    """Enter a matter with its choices; the verdict if there is one, else an empty one."""
    clause = scheme.year_clauses[matter]
    matters[matter] = tuple(Choice(each, clause) for each in verdicts)
    return facts.decided.get(matter, Verdict())
