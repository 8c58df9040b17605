"""Why a student's year is what it is by now, while its terms are not all sealed."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import cast

from django.db.models import Q

from grades.choices import SheetState
from grades.choices.traits import names_of_traits
from grades.models import MarkRecord, MarkSheet, RegulationSet, TermResult
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.explaining import Derived, Explanation
from grades.rules.levels import Level
from grades.rules.sheets import SubjectResult
from grades.selectors.explained import Shown, in_words
from grades.selectors.explaining import FIRST, SECOND, Explained, Names, term_name
from schools.models import SchoolYear, Subject
from schools.models.year import TERM_NUMBERS
from students.models import Enrolment
from students.selectors import own_subjects, reported_for


def lines_of_year(stays: list[Enrolment], year: SchoolYear, readable: Q) -> list[MarkRecord]:
    """The student's lines of the year that count, the first term's before the second's: one query.

    `readable` is a condition of readable_sheets.
    """
    found = MarkRecord.objects.filter(
        reported_for("sheet__term", "enrolment__"),
        enrolment__in=stays,
        sheet__term__school_year=year,
        sheet__in=MarkSheet.objects.filter(readable),
    ).select_related("sheet__subject", "sheet__term", "sheet__regulation", "enrolment__class_group")
    return list(found.order_by("sheet__term__number", "enrolment__starts_on", "pk"))


def are_sealed(records: Iterable[MarkRecord]) -> bool:
    """Whether every line is on a sealed sheet."""
    return all(record.sheet.state == SheetState.SEALED for record in records)


def why_running_year(
    stays: list[Enrolment], year: SchoolYear, address: Callable[[str], str]
) -> list[Explained]:
    """What the year would come to by the marks as they stand; what cannot be derived is left out.

    The level comes from the results of the year, never from those of the terms. Six queries.
    """
    records = lines_of_year(stays, year, Q())
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
    words = year_in_words(found, regulation, address, group.grade_level_id)
    return [Explained(shown, regulation, are_sealed(records)) for shown in words]


def year_in_words(
    found: Sequence[Explanation],
    regulation: RegulationSet,
    address: Callable[[str], str],
    grade: int,
) -> list[Shown]:
    """Each in words; the inputs of conduct are terms, those of the others subjects, their tests,
    and the qualities and competences of the grade: one query.

    `address` is that of how the year of a subject, by its code, came about; where nothing of a
    single subject is derived, nothing is linked.
    """
    keys = {each.key for explanation in found for each in explanation.inputs}
    subjects = list(Subject.objects.filter(pk__in=[key for key in keys if isinstance(key, int)]))
    traits = names_of_traits(regulation.scheme.traits(grade))
    names = Names.of_year(subjects, traits)
    links: dict[Hashable, str] = {subject.pk: address(subject.code) for subject in subjects}
    circular = regulation.circular
    return [
        in_words(each, term_name, circular)
        if each.derived is Derived.YEAR_CONDUCT
        else in_words(each, names, circular, links, grade)
        for each in found
    ]


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
