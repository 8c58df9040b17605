"""How the term ends for the students of a class: the same for the page of sealing and the seal."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from grades.choices import Answer
from grades.models import MarkSheet, RegulationSet, SealDecision
from grades.rules.cells import HIGHEST_MARK, AssessmentForm, CellCode
from grades.rules.levels import Level
from grades.rules.schemes import Scheme
from grades.rules.sheets import Moment, SubjectResult
from grades.rules.traits import CodedTrait
from grades.selectors.homeroom_records import conduct_in, homeroom_records, traits_missing_in
from grades.selectors.outcomes import Standing, standings_of
from grades.selectors.settling import OpenLine, moment_of, open_in_class
from schools.models import ClassGroup, Subject, Term
from students.models import Enrolment
from students.selectors import OwnSubjects, in_class_for, own_subjects


@dataclass(frozen=True)
class OpenStudent:
    """A student of the class who gets no level, why, and what may be decided; where a term gives
    none, a student who lacks a result.

    `lacking` are the subjects without a result, by name, with the line if there is one. `offers`
    are the answers with their clauses as settings cite them. `decision` is the one in force,
    `overtaken` one that was about something else than the student lacks now.
    """

    stay: Enrolment
    standing: Standing
    lacking: tuple[tuple[str, OpenLine | None], ...]
    offers: Mapping[Answer, str]
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
    def reason(self) -> tuple[tuple[str, ...], bool]:
        """What students without a level for one reason have in common."""
        return tuple(sorted(name for name, _line in self.lacking)), self.standing.is_choice_open


@dataclass(frozen=True)
class Ending:
    """What the set of the sheets makes of each student of the class once the term is over.

    `standings` by enrolment. Where `gives_levels` is false no student of the class can get a level,
    whatever the marks: subjects or sheets are missing, or a term gives none under the circular, and
    nothing is decided student by student. `untaught` are the compulsory subjects without a sheet,
    name by code; `conduct` are the levels homeroom teachers have given, by enrolment; without
    `gives_conduct` the circular has none. `traits` are the qualities and competences assessed,
    `traits_missing` the names of those without a level, by enrolment.
    """

    scheme: Scheme
    moment: Moment
    optional: frozenset[int]
    stays: list[Enrolment]
    standings: Mapping[int, Standing]
    open: list[OpenStudent]
    gives_levels: bool
    untaught: Mapping[str, str]
    conduct: Mapping[int, int]
    gives_conduct: bool
    traits: Sequence[CodedTrait]
    traits_missing: Mapping[int, str]

    @property
    def undecided(self) -> list[OpenStudent]:
        """On whom the head has to decide before the class is sealed."""
        if not (self.gives_levels and self.scheme.waits_for(None)):
            return []
        return [each for each in self.open if each.answer is None]

    @property
    def without_conduct(self) -> list[Enrolment]:
        """Who counts in the class and has no conduct result yet (TT 22/2021 Art. 8)."""
        if not self.gives_conduct:
            return []
        return [stay for stay in self.stays if stay.pk not in self.conduct]

    @property
    def without_traits(self) -> list[tuple[Enrolment, str]]:
        """Who counts in the class and lacks qualities or competences, and which ones
        (TT 27/2020 Art. 7)."""
        missing = self.traits_missing
        return [(stay, missing[stay.pk]) for stay in self.stays if stay.pk in missing]

    @property
    def awaiting(self) -> list[OpenStudent]:
        """For whose make-up test sealing waits."""
        decided = (each for each in self.open if each.answer is not None)
        return [each for each in decided if self.scheme.waits_for(each.answer)]

    @cached_property
    def levels(self) -> dict[int, Level | None]:
        """The level each student who counts in the class is sealed with, by enrolment."""
        by_stay = {each.stay.pk: each for each in self.open}
        found: dict[int, Level | None] = {}
        for stay in self.stays if self.scheme.gives_term_level else ():
            if stay.pk in by_stay:
                found[stay.pk] = self._level_by(by_stay[stay.pk])
            elif (standing := self.standings.get(stay.pk)) and standing.outcome:
                found[stay.pk] = standing.outcome.final
        return found

    def _level_by(self, student: OpenStudent) -> Level | None:
        if student.decision is None:
            return None
        if student.decision.level is not None:
            return Level(student.decision.level)
        return self.level_after(student, Answer(student.decision.answer))

    def level_after(self, student: OpenStudent, answer: Answer) -> Level | None:
        """The level that follows once the answer has filled the cells it fills."""
        results = {**student.standing.results}
        for subject, result in self.results_after(student, answer).items():
            results[subject] = SubjectResult(subject, results[subject].form, result)
        outcome = self.scheme.learning(
            results.values(), own_list=student.standing.own_list, optional=self.optional
        )
        return outcome.final if outcome else None

    def results_after(self, student: OpenStudent, answer: Answer) -> dict[int, int | None]:
        """The results of the subjects in which the answer fills cells, by subject."""
        lines = [line for _name, line in student.lacking if line is not None]
        return {
            line.record.sheet.subject_id: line.result_with(filled, self.moment)
            for line in lines
            if (filled := self.cells_by(line, answer))
        }

    def cells_by(self, line: OpenLine, answer: Answer) -> dict[str, int]:
        """What the answer writes into which cells of the line."""
        return self.scheme.cells_by(answer, line.record.sheet, line.lacks)


def ending_of(
    class_group: ClassGroup,
    term: Term,
    regulation: RegulationSet,
    own: OwnSubjects | None = None,
    lines: Sequence[OpenLine] | None = None,
) -> Ending:
    """How the term would end now: six queries, and up to six for what is not given."""
    own = own or own_subjects(class_group)
    lines = open_in_class(class_group, term) if lines is None else lines
    moment, scheme = moment_of(term), regulation.scheme
    sheets, stays = _sheets_of(class_group, term), _stays(class_group, term)
    standings = standings_of(class_group, term, regulation, own, _settled(lines, moment))
    others = list(compulsory_without(own, {sheet.subject_id for sheet in sheets}))
    records, traits = homeroom_records(class_group, term), scheme.traits(class_group.grade_level_id)
    known = (_names(sheets, others), newest_decisions(class_group, term))
    return Ending(
        scheme,
        moment,
        own.optional,
        stays,
        standings,
        open=_open_students(stays, standings, lines, *known, scheme),
        gives_levels=_gives_levels(scheme, sheets, own),
        untaught={subject.code: subject.name for subject in others},
        conduct=conduct_in(records),
        gives_conduct=not traits,
        traits=traits,
        traits_missing=traits_missing_in(records, stays, traits),
    )


def _names(sheets: Iterable[MarkSheet], others: Iterable[Subject]) -> dict[int, str]:
    return {each.pk: each.name for each in [*(sheet.subject for sheet in sheets), *others]}


def _sheets_of(class_group: ClassGroup, term: Term) -> list[MarkSheet]:
    sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
    return list(sheets.select_related("subject"))


def _settled(lines: Iterable[OpenLine], moment: Moment) -> dict[tuple[int, int], int | None]:
    """What the end of the term makes of the lines, by enrolment and subject."""
    return {
        (each.record.enrolment_id, each.record.sheet.subject_id): each.result(moment)
        for each in lines
    }


def compulsory_without(own: OwnSubjects, subject_ids: Iterable[int]) -> "QuerySet[Subject]":
    """The compulsory subjects of the class that are not among these, in the mark book's order."""
    missing = Subject.objects.filter(pk__in=own.compulsory - set(subject_ids))
    return missing.order_by("position", "pk")


def newest_decisions(class_group: ClassGroup, term: Term) -> dict[int, SealDecision]:
    """The last decision on each student of the class, by student: one query."""
    rows = SealDecision.objects.filter(class_group=class_group, term=term)
    found = rows.select_related("actor", "principal").order_by("student", "-pk")
    return {row.student_id: row for row in found.distinct("student")}


def decisions_recorded(class_group: ClassGroup, term: Term) -> list[SealDecision]:
    """Every decision on students of the class, the newest first: one query."""
    rows = SealDecision.objects.filter(class_group=class_group, term=term)
    return list(rows.select_related("student", "actor", "principal").order_by("-pk"))


def lacks_of(lacking: Iterable[tuple[str, OpenLine | None]]) -> list[str]:
    """The subjects without a result, each with the columns that lack: "Toán: GK, CK"."""
    return [f"{name}: {', '.join(labels)}" if labels else name for name, labels in _named(lacking)]


def _named(lacking: Iterable[tuple[str, OpenLine | None]]) -> list[tuple[str, list[str]]]:
    return [
        (name, [line.record.sheet.columns[each.cell].label for each in line.lacks] if line else [])
        for name, line in lacking
    ]


def _stays(class_group: ClassGroup, term: Term) -> list[Enrolment]:
    """Who counts in the class, in its order; a student who has left gets no level here."""
    enrolments = Enrolment.objects.filter(in_class_for(term), class_group=class_group)
    return list(enrolments.select_related("student").order_by("position", "pk"))


def _gives_levels(scheme: Scheme, sheets: Sequence[MarkSheet], own: OwnSubjects) -> bool:
    """Whether a student with the best marks on every sheet of the class would get a level."""
    if not scheme.gives_term_level:
        return False
    best = {AssessmentForm.SCORED: HIGHEST_MARK, AssessmentForm.COMMENTED: CellCode.PASSED}
    forms = [(sheet.subject_id, AssessmentForm(sheet.form)) for sheet in sheets]
    results = [SubjectResult(subject, form, best[form]) for subject, form in forms]
    return scheme.learning(results, own_list=own.compulsory, optional=own.optional) is not None


def _open_students(
    stays: Iterable[Enrolment],
    standings: Mapping[int, Standing],
    lines: Iterable[OpenLine],
    names: Mapping[int, str],
    decisions: Mapping[int, SealDecision],
    scheme: Scheme,
) -> list[OpenStudent]:
    by_stay: defaultdict[int, dict[int, OpenLine]] = defaultdict(dict)
    for line in lines:
        by_stay[line.record.enrolment_id][line.record.sheet.subject_id] = line
    found = []
    for stay in stays:
        if stay.pk not in standings or _is_settled(standings[stay.pk], scheme):
            continue
        missing = standings[stay.pk].missing
        lacking = tuple((names[pk], by_stay[stay.pk].get(pk)) for pk in names if pk in missing)
        newest = decisions.get(stay.student_id)
        found.append(_open_student(stay, standings[stay.pk], lacking, newest, scheme))
    return found


def _is_settled(standing: Standing, scheme: Scheme) -> bool:
    if scheme.gives_term_level:
        return standing.outcome is not None
    return not standing.missing


def _open_student(
    stay: Enrolment,
    standing: Standing,
    lacking: tuple[tuple[str, OpenLine | None], ...],
    newest: SealDecision | None,
    scheme: Scheme,
) -> OpenStudent:
    lacks = [each for _name, line in lacking if line for each in line.lacks]
    has_every_result = not lacking and not standing.is_choice_open
    offers = scheme.answers(lacks, has_every_result=has_every_result)
    is_in_force = (
        newest is not None and newest.answer in offers and newest.lacks == lacks_of(lacking)
    )
    return OpenStudent(
        stay=stay,
        standing=standing,
        lacking=lacking,
        offers=offers,
        decision=newest if is_in_force else None,
        overtaken=None if is_in_force else newest,
    )
