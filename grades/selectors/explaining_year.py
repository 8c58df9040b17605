"""Why a student's year is what it is: by subject, and over all subjects."""

from typing import cast

from django.db.models import Q

from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet, RegulationSet, TermResult
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.explaining import Derived, Explanation
from grades.rules.levels import Level
from grades.rules.sheets import SubjectResult
from grades.selectors.explained import in_words
from grades.selectors.explaining import FIRST, SECOND, Explained, Names, subjects_of, term_name
from grades.selectors.explaining_primary import why_year_level
from schools.models import SchoolYear, Subject
from schools.models.year import TERM_NUMBERS
from students.models import Enrolment
from students.selectors import own_subjects, reported_for


def why_year_of_subject(
    stays: list[Enrolment], year: SchoolYear, subject: Subject, readable: Q
) -> Explained | None:
    """Why a subject has its result of the year; None without a sheet that may be read: one query.

    By the rules of the year's last sheet; `readable` is a condition of readable_sheets.
    """
    records = _records(stays, year, readable & Q(subject=subject))
    explaining = records[-1].sheet.scheme.explaining if records else None
    if explaining is None:
        return None
    sheet = records[-1].sheet
    averages = {record.sheet.term.number: record.average for record in records}
    found = explaining.year(AssessmentForm(sheet.form), averages.get(FIRST), averages.get(SECOND))
    return Explained(
        shown=in_words(found, term_name, sheet.regulation.circular),
        regulation=sheet.regulation,
        is_sealed=_are_sealed(records),
    )


def _records(stays: list[Enrolment], year: SchoolYear, readable: Q) -> list[MarkRecord]:
    """The student's lines of the year that count, the first term's before the second's."""
    found = MarkRecord.objects.filter(
        reported_for("sheet__term", "enrolment__"),
        enrolment__in=stays,
        sheet__term__school_year=year,
        sheet__in=MarkSheet.objects.filter(readable),
    ).select_related("sheet__subject", "sheet__term", "sheet__regulation", "enrolment__class_group")
    return list(found.order_by("sheet__term__number", "enrolment__starts_on", "pk"))


def why_year(stays: list[Enrolment], year: SchoolYear) -> list[Explained]:
    """What a student's year comes to: learning, conduct, title; those that can be derived.

    The level comes from the results of the year, never from those of the terms. Six queries.
    """
    records = _records(stays, year, Q())
    if records and (years := records[-1].sheet.scheme.explaining_years):
        return why_year_level(records, years)
    explaining = records[-1].sheet.scheme.explaining if records else None
    if explaining is None:
        return []
    last = records[-1]
    regulation, group = last.sheet.regulation, last.enrolment.class_group
    own = own_subjects(group)
    subjects = _year_results(records)
    taught = {cast(int, each.subject) for each in subjects}
    mine = [each for each in subjects if own.takes(last.enrolment_id, cast(int, each.subject))]
    own_list = own.own_list(last.enrolment_id, taught)
    learning = explaining.learning(mine, own_list=own_list, optional=own.optional)
    found = [learning]
    conducts = _conducts(stays, year)
    if len(conducts) == len(TERM_NUMBERS):
        conduct = explaining.year_conduct(conducts[FIRST], conducts[SECOND])
        levels = (cast(Level | None, learning.result), cast(Level, conduct.result))
        found += [conduct, explaining.award(*levels, mine, optional=own.optional)]
    return _explained(found, subjects_of(learning), regulation, is_sealed=_are_sealed(records))


def _explained(
    found: list[Explanation], names: Names, regulation: RegulationSet, *, is_sealed: bool
) -> list[Explained]:
    """Each in words; the inputs of conduct are terms, those of the others subjects."""
    return [
        Explained(in_words(each, naming, regulation.circular), regulation, is_sealed)
        for each in found
        for naming in (term_name if each.derived is Derived.YEAR_CONDUCT else names,)
    ]


def _are_sealed(records: list[MarkRecord]) -> bool:
    return all(record.sheet.state == SheetState.SEALED for record in records)


def _year_results(records: list[MarkRecord]) -> list[SubjectResult]:
    """Each subject's result of the year, by the rules of its last sheet."""
    by_subject: dict[int, dict[int, MarkRecord]] = {}
    for record in records:
        by_subject.setdefault(record.sheet.subject_id, {})[record.sheet.term.number] = record
    found = []
    for subject, terms in by_subject.items():
        last = terms[max(terms)]
        averages = [
            terms[number].average if number in terms else None for number in (FIRST, SECOND)
        ]
        form = AssessmentForm(last.sheet.form)
        result = last.sheet.scheme.year_result(form, *averages)
        found.append(SubjectResult(subject, form, CellCode.EXEMPT if last.exempt else result))
    return found


def _conducts(stays: list[Enrolment], year: SchoolYear) -> dict[int, Level]:
    """Conduct by number of the term, where it is given: one query."""
    given = TermResult.objects.filter(enrolment__in=stays, term__school_year=year)
    rows = given.select_related("term").order_by("enrolment__starts_on", "pk")
    return {each.term.number: Level(each.conduct) for each in rows if each.conduct is not None}
