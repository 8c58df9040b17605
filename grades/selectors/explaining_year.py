"""Why a student's year is what it is: by subject, and over all subjects."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext as _

from grades.choices import Matter, YearState
from grades.models import MarkRecord, RegulationSet, YearResult
from grades.rules.cells import AssessmentForm
from grades.rules.explaining import Derived, Explanation, Result, Why
from grades.rules.levels import Level, level_of
from grades.rules.year_end import YearOutcome
from grades.selectors.after_summer import decisions_of_summer, sealed_year
from grades.selectors.explained import in_words, value_in_words
from grades.selectors.explaining import FIRST, SECOND, Explained, term_name
from grades.selectors.explaining_running import (
    are_sealed,
    lines_of_year,
    why_running_year,
    year_in_words,
)
from grades.selectors.year_end import ClassYear, StudentYear, class_year
from schools.models import SchoolYear, Subject
from students.models import Enrolment

# What a person may have decided on a value of the year, that which comes last first.
DECIDED = {
    Derived.LEVEL: (Matter.LEARNING, Matter.READINGS, Matter.FIRST_TERM),
    Derived.YEAR_CONDUCT: (Matter.CONDUCT,),
    Derived.PROMOTION: (Matter.PROMOTION, Matter.ABSENCES),
    Derived.AWARD: (Matter.AWARD,),
}


def why_year_of_subject(
    stays: list[Enrolment],
    year: SchoolYear,
    subject: Subject,
    readable: Q,
    address: Callable[[MarkRecord], str],
) -> Explained | None:
    """Why a subject has its result of the year; None without a sheet that may be read: one query.

    By the rules of the year's last sheet; `readable` is a condition of readable_sheets, `address`
    that of how the result of a term came about.
    """
    records = lines_of_year(stays, year, readable & Q(subject=subject))
    explaining = records[-1].sheet.scheme.explaining if records else None
    if explaining is None:
        return None
    sheet = records[-1].sheet
    averages = {record.sheet.term.number: record.average for record in records}
    found = explaining.year(AssessmentForm(sheet.form), averages.get(FIRST), averages.get(SECOND))
    links: dict[Hashable, str] = {each.sheet.term.number: address(each) for each in records}
    return Explained(
        shown=in_words(found, term_name, sheet.regulation.circular, links),
        regulation=sheet.regulation,
        is_sealed=are_sealed(records),
    )


def why_year(
    stays: list[Enrolment], year: SchoolYear, address: Callable[[str], str]
) -> list[Explained]:
    """What a student's year comes to: learning, conduct, what follows, title.

    Once both terms are sealed, as the page of the class's year has it, with what the head decided
    and what the summer brought; before, as far as the marks go. `address` is that of how the year
    of a subject, by its code, came about. Seven queries before, about fifteen then.
    """
    stay = next((each for each in stays if each.school_year_id == year.pk), None)
    if stay is None:
        return []
    whole = class_year(stay.class_group)
    student = next((each for each in whole.students if each.stay.pk == stay.pk), None)
    if student is None or whole.regulation is None:
        return why_running_year(stays, year, address)
    return [
        *_of_ended_year(whole, student, whole.regulation, address),
        *_after_summer(stay, whole.regulation),
    ]


def explained_end(whole: ClassYear, student: StudentYear) -> dict[str, Explained]:
    """How the student's year would come about, by the Derived: one query."""
    if whole.regulation is None:
        return {}
    found = _of_ended_year(whole, student, whole.regulation, lambda _code: "")
    return {each.shown.key: each for each in found}


def _of_ended_year(
    whole: ClassYear,
    student: StudentYear,
    regulation: RegulationSet,
    address: Callable[[str], str],
) -> list[Explained]:
    """Each value of the year of a class whose terms are sealed: one query."""
    outcome = student.outcome
    found = [
        _undecided(each, outcome) for each in regulation.scheme.explain_year(student.facts, outcome)
    ]
    words = year_in_words(found, regulation, address, whole.class_group.grade_level_id)
    return [
        Explained(
            shown,
            regulation,
            whole.state == YearState.SEALED,
            stored=_other_value(each, outcome, whole.class_group.grade_level_id),
            decision=next(
                (student.decisions[m] for m in DECIDED[each.derived] if m in student.decisions),
                None,
            ),
        )
        for each, shown in zip(found, words, strict=True)
    ]


def _undecided(found: Explanation, outcome: YearOutcome) -> Explanation:
    """While a person has to decide, nothing counts as settled (Scheme.year)."""
    is_last = found.derived in (Derived.PROMOTION, Derived.AWARD)
    if is_last and outcome.open:
        return replace(found, result=None, why=Why.UNDECIDED)
    return found


def _other_value(found: Explanation, outcome: YearOutcome, grade: int) -> str:
    """What holds instead of what the results alone give, in words; empty where it is the same."""
    held: Mapping[Derived, Result] = {
        Derived.LEVEL: outcome.learning,
        Derived.YEAR_CONDUCT: outcome.conduct,
        Derived.PROMOTION: outcome.promotion,
        Derived.AWARD: outcome.award,
    }
    value = held[found.derived]
    if value == found.result:
        return ""
    return value_in_words(replace(found, result=value), grade, outcome.learning) or "–"


def _after_summer(stay: Enrolment, regulation: RegulationSet) -> list[Explained]:
    """What follows once the summer's results stand beside those of the year: two queries,
    three in primary school."""
    rows = YearResult.objects.filter(enrolment=stay).exclude(promotion_again="")
    rows = rows.select_related("enrolment__class_group", "regulation").prefetch_related("subjects")
    if (stored := rows.first()) is None:
        return []
    again, conduct = stored.reassessed_learning, stored.retrained_conduct
    found = regulation.scheme.explain_summer(
        sealed_year(stored),
        None if again is None else level_of(again),
        None if conduct is None else Level(conduct),
    )
    grade = stay.class_group.grade_level_id
    [shown] = year_in_words([found], regulation, lambda _code: "", grade)
    kept = stored.said(stored.promotion_again)
    title = _("After the summer: %(title)s") % {"title": shown.title}
    return [
        Explained(
            replace(shown, key="after_summer", title=title),
            regulation,
            is_sealed=True,
            stored="" if stored.promotion_again == found.result else kept,
            decision=decisions_of_summer([stored]).get(stored.pk),
        )
    ]
