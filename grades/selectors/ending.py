"""How the term ends for the students of a class: the same for the page of sealing and the seal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from grades.models import MarkSheet, RegulationSet
from grades.rules.cells import HIGHEST_MARK, AssessmentForm, CellCode
from grades.rules.levels import Level
from grades.rules.schemes import Scheme
from grades.rules.sheets import Moment, SubjectResult
from grades.rules.traits import CodedTrait
from grades.selectors.homeroom_records import conduct_in, homeroom_records, traits_missing
from grades.selectors.open_students import Ended, OpenStudent, newest_decisions, open_students
from grades.selectors.outcomes import Standing, standings_of
from grades.selectors.settling import OpenLine, in_book_order, moment_of, open_in_class
from schools.models import ClassGroup, Subject, Term
from students.models import Enrolment
from students.selectors import OwnSubjects, in_class_for, own_subjects


@dataclass(frozen=True)
class Ending:
    """What the set of the sheets makes of each student of the class once the term is over.

    `lines` are those without a result, `standings` by enrolment. Where `gives_levels` is false no
    student of the class can get a level, whatever the marks: subjects or sheets are missing, or a
    term gives none under the circular, and nothing is decided student by student. `untaught` are
    the compulsory subjects without a sheet, name by code; `conduct` are the levels homeroom
    teachers have given, by enrolment; without `gives_conduct` the circular has none. `traits` are
    the qualities and competences assessed, `traits_missing` the names of those without a level, by
    enrolment.
    """

    ended: Ended
    own: OwnSubjects
    lines: Sequence[OpenLine]
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
    def scheme(self) -> Scheme:
        return self.ended.scheme

    @property
    def moment(self) -> Moment:
        return self.ended.moment

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
                found[stay.pk] = by_stay[stay.pk].level
            elif (standing := self.standings.get(stay.pk)) and standing.outcome:
                found[stay.pk] = standing.outcome.final
        return found


def ending_of(
    class_group: ClassGroup,
    term: Term,
    regulation: RegulationSet,
    own: OwnSubjects | None = None,
    lines: Sequence[OpenLine] | None = None,
    sheets: Sequence[MarkSheet] | None = None,
) -> Ending:
    """How the term would end now: five queries, and up to seven for what is not given; `sheets` are
    all of the class and term, with subject and set."""
    own = own or own_subjects(class_group)
    lines = open_in_class(class_group, term, sheets) if lines is None else lines
    moment, scheme = moment_of(term), regulation.scheme
    sheets = _sheets_of(class_group, term) if sheets is None else in_book_order(sheets)
    stays = _stays(class_group, term)
    standings = standings_of(class_group, term, regulation, own, _settled(lines, moment))
    others = list(compulsory_without(own, {sheet.subject_id for sheet in sheets}))
    known = (_names(sheets, others), newest_decisions(class_group, term))
    ended = Ended(scheme, moment, own.optional)
    return Ending(
        ended,
        own,
        lines,
        stays,
        standings,
        open=open_students(ended, stays, standings, lines, *known),
        gives_levels=_gives_levels(scheme, sheets, own),
        untaught={subject.code: subject.name for subject in others},
        **_of_homeroom(class_group, term, scheme, stays, sheets),
    )


def _of_homeroom(
    class_group: ClassGroup,
    term: Term,
    scheme: Scheme,
    stays: Sequence[Enrolment],
    sheets: Sequence[MarkSheet],
) -> dict[str, Any]:
    """What the homeroom teacher has said, and what lacks of it."""
    records, traits = homeroom_records(class_group, term), scheme.traits(class_group.grade_level_id)
    return {
        "conduct": conduct_in(records),
        "gives_conduct": not traits,
        "traits": traits,
        "traits_missing": traits_missing(class_group, term, stays, traits, records, sheets),
    }


def _names(sheets: Iterable[MarkSheet], others: Iterable[Subject]) -> dict[int, str]:
    return {each.pk: each.name for each in [*(sheet.subject for sheet in sheets), *others]}


def _sheets_of(class_group: ClassGroup, term: Term) -> list[MarkSheet]:
    sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
    return list(sheets.select_related("subject").order_by("subject__position", "pk"))


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
