"""Students to whom a term gives no level by itself, and what may be decided on each of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from grades.choices import Answer
from grades.models import SealDecision
from grades.rules.levels import Level
from grades.rules.schemes import Scheme
from grades.rules.sheets import Moment, SubjectResult
from grades.selectors.outcomes import Standing
from grades.selectors.settling import OpenLine
from schools.models import ClassGroup, Term
from students.models import Enrolment

Lacking = tuple[tuple[str, OpenLine | None], ...]


class WithoutLevel(NamedTuple):
    """What students without a level for one reason have in common."""

    subjects: tuple[str, ...]
    is_choice_open: bool
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class OpenStudent:
    """A student of the class who gets no level, why, and what may be decided; where a term gives
    none, a student who lacks a result.

    `lacking` are the subjects without a result, by name, with the line if there is one; nothing
    where the readings of Art. 9(3) differ. `offers` are the answers with their clauses as settings
    cite them, `after` the standing once each of them has filled the cells it fills. `decision` is
    the one in force, `overtaken` one that was about something else than the marks say now.
    """

    stay: Enrolment
    standing: Standing
    lacking: Lacking
    offers: Mapping[Answer, str]
    after: Mapping[Answer, Standing]
    decision: SealDecision | None
    overtaken: SealDecision | None

    @property
    def answer(self) -> Answer | None:
        return Answer(self.decision.answer) if self.decision else None

    @property
    def lacks(self) -> list[str]:
        """What the student lacks, as a decision keeps it: "Toán: CK"."""
        return lacks_of(self.lacking)

    @property
    def reason(self) -> WithoutLevel:
        names = sorted(name for name, _line in self.lacking)
        return WithoutLevel(tuple(names), self.standing.is_choice_open, self.standing.choices)

    @property
    def level(self) -> Level | None:
        """The level by the decision in force; None without one."""
        answer = self.answer
        return self.after[answer].level_by(self.decision) if answer else None

    def levels_for(self, answer: Answer) -> tuple[Level, ...]:
        """The levels of which one goes with the answer; none where it takes none.

        What an answer fills in may lead to readings that differ: it is decided in the same step.
        """
        if choices := self.after[answer].choices:
            return choices
        return tuple(sorted(Level, reverse=True)) if answer is Answer.LEVEL else ()

    def results_after(self, answer: Answer) -> dict[int, int | None]:
        """The results of the subjects in which the answer fills cells, by subject."""
        lines = [line for _name, line in self.lacking if line is not None]
        results = self.after[answer].results
        return {pk: results[pk].result for pk in (line.record.sheet.subject_id for line in lines)}


@dataclass(frozen=True)
class Ended:
    """By what the end of a term is judged: the rules, how far the year is, and the subjects that
    are freely chosen."""

    scheme: Scheme
    moment: Moment
    optional: frozenset[int]

    def is_settled(self, standing: Standing) -> bool:
        """Whether nobody has to decide anything on the student."""
        if self.scheme.gives_term_level:
            return standing.outcome is not None and not standing.choices
        return not standing.missing

    def cells_by(self, line: OpenLine, answer: Answer) -> dict[str, int]:
        """What the answer writes into which cells of the line."""
        return self.scheme.cells_by(answer, line.record.sheet, line.lacks)

    def after(self, standing: Standing, lacking: Lacking, answer: Answer) -> Standing:
        """The standing once the answer has filled the cells it fills."""
        results = {**standing.results}
        for _name, line in lacking:
            if line is None or not (filled := self.cells_by(line, answer)):
                continue
            subject = line.record.sheet.subject_id
            result = line.result_with(filled, self.moment)
            results[subject] = SubjectResult(subject, results[subject].form, result)
        outcome = self.scheme.learning(
            results.values(), own_list=standing.own_list, optional=self.optional
        )
        return replace(standing, outcome=outcome, results=results)


def open_students(
    ended: Ended,
    stays: Iterable[Enrolment],
    standings: Mapping[int, Standing],
    lines: Iterable[OpenLine],
    names: Mapping[int, str],
    decisions: Mapping[int, SealDecision],
) -> list[OpenStudent]:
    """Those of the class, in its order.

    `names` are the subjects' in the mark book's order, `decisions` the newest by student.
    """
    by_stay: defaultdict[int, dict[int, OpenLine]] = defaultdict(dict)
    for line in lines:
        by_stay[line.record.enrolment_id][line.record.sheet.subject_id] = line
    found = []
    for stay in stays:
        if stay.pk not in standings or ended.is_settled(standings[stay.pk]):
            continue
        missing = standings[stay.pk].missing
        lacking = tuple((names[pk], by_stay[stay.pk].get(pk)) for pk in names if pk in missing)
        newest = decisions.get(stay.student_id)
        found.append(_open_student(ended, stay, standings[stay.pk], lacking, newest))
    return found


def _open_student(
    ended: Ended, stay: Enrolment, standing: Standing, lacking: Lacking, newest: SealDecision | None
) -> OpenStudent:
    lacks = [each for _name, line in lacking if line for each in line.lacks]
    has_every_result = not lacking and not standing.is_choice_open
    offers = ended.scheme.answers(
        lacks, has_every_result=has_every_result, readings_differ=bool(standing.choices)
    )
    after = {answer: ended.after(standing, lacking, answer) for answer in offers}
    is_in_force = newest is not None and _holds(newest, lacking, after)
    return OpenStudent(
        stay=stay,
        standing=standing,
        lacking=lacking,
        offers=offers,
        after=after,
        decision=newest if is_in_force else None,
        overtaken=None if is_in_force else newest,
    )


def _holds(newest: SealDecision, lacking: Lacking, after: Mapping[Answer, Standing]) -> bool:
    """Whether the decision is about what the student lacks, and what the readings say, now."""
    standing = after.get(Answer(newest.answer))
    if standing is None or sorted(newest.lacks) != sorted(lacks_of(lacking)):
        return False
    return newest.about == standing.about


def lacks_of(lacking: Iterable[tuple[str, OpenLine | None]]) -> list[str]:
    """The subjects without a result, each with the columns that lack: "Toán: GK, CK"."""
    return [f"{name}: {', '.join(labels)}" if labels else name for name, labels in _named(lacking)]


def _named(lacking: Iterable[tuple[str, OpenLine | None]]) -> list[tuple[str, list[str]]]:
    return [
        (name, [line.record.sheet.columns[each.cell].label for each in line.lacks] if line else [])
        for name, line in lacking
    ]


def newest_decisions(class_group: ClassGroup, term: Term) -> dict[int, SealDecision]:
    """The last decision on each student of the class, by student: one query."""
    rows = SealDecision.objects.filter(class_group=class_group, term=term)
    found = rows.select_related("actor", "principal").order_by("student", "-pk")
    return {row.student_id: row for row in found.distinct("student")}


def decisions_recorded(class_group: ClassGroup, term: Term) -> list[SealDecision]:
    """Every decision on students of the class, the newest first: one query."""
    rows = SealDecision.objects.filter(class_group=class_group, term=term)
    return list(rows.select_related("student", "actor", "principal").order_by("-pk"))
