"""One class's sealed terms as the rules of a year's end take them."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypedDict

from django.db.models import F, Q

from grades.choices import RecordMoment, SheetState
from grades.models import (
    HomeroomRecord,
    MarkRecord,
    OutsideTerm,
    RegulationSet,
    TermResult,
    YearResult,
)
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.levels import Level
from grades.rules.schemes import Scheme
from grades.rules.year_end import TermPair, YearFacts
from schools.models import ClassGroup
from students.models import Enrolment
from students.selectors import own_subjects, reported_for
from students.selectors.absences import NONE_MISSED, absences_counted

Terms = dict[tuple[int, AssessmentForm], dict[int, int | None]]
Reported = Callable[[str, str], Q]
Moments = dict[tuple[int, str], list[int | None]]
END_OF_YEAR = (2, RecordMoment.FINAL.value)
# By student: the term spent at another school, with its results.
Outside = Mapping[int, OutsideTerm]


def year_facts(
    class_group: ClassGroup,
    stays: Sequence[Enrolment],
    regulation: RegulationSet,
    outside: Outside,
) -> dict[int, YearFacts]:
    """Each student's year by stay, without decisions: seven queries.

    A term counts as the class that reports the student for it has sealed it, whichever class of
    the school that is; one spent at another school as `outside` has it.
    """
    own, year = own_subjects(class_group), class_group.school_year
    records = _records(stays, reported_for)
    absences = absences_counted([stay.student_id for stay in stays], year.starts_on, year.ends_on)
    found = {}
    for stay in stays:
        elsewhere = outside.get(stay.student_id)
        cells = with_outside(records.results[stay.student_id], elsewhere)
        missed = absences.get(stay.student_id, NONE_MISSED)
        counted = regulation.scheme.countable_absences(missed.a_day)
        taught = {subject for subject, _form in cells}
        found[stay.pk] = YearFacts(
            terms=_pairs(cells, partial(own.takes, stay.pk)),
            own_list=own.own_list(stay.pk, taught),
            optional=own.optional,
            conduct=records.conduct_of(stay, elsewhere),
            absences=counted + ((elsewhere.absences or 0) if elsewhere else 0),
            **records.of_primary(stay, regulation.scheme, class_group),
        )
    return found


def sealed_facts(
    stays: Sequence[Enrolment], sealed: Mapping[int, YearResult], until: datetime.datetime | None
) -> dict[int, YearFacts]:
    """The same as it was when the year was sealed, which was at `until`: six queries.

    What the register says of classes and subjects is taken from the seals (SealedStay, YearResult)
    and not from what it says now; a first term from elsewhere that was entered since is none.
    """
    records = _records(stays, reported_at_seal)
    outside = outside_terms(stays, until)
    found = {}
    for stay in stays:
        result, elsewhere = sealed[stay.pk], outside.get(stay.student_id)
        taken = {row.subject_id for row in result.subjects_taken}
        own = result.own_subjects
        found[stay.pk] = YearFacts(
            terms=_pairs(
                with_outside(records.results[stay.student_id], elsewhere), taken.__contains__
            ),
            own_list=None if own is None else frozenset(own),
            optional=frozenset(result.optional_subjects),
            conduct=records.conduct_of(stay, elsewhere),
            absences=result.absences,
            **records.of_primary(stay, result.regulation.scheme, stay.class_group),
        )
    return found


def reported_at_seal(term: str, prefix: str = "") -> Q:
    """reported_for, as it was when the class was sealed; `term` is the path to each row's own."""
    return Q(**{f"{prefix}sealed_stays__term": F(term), f"{prefix}sealed_stays__is_reported": True})


def outside_terms(
    stays: Collection[Enrolment], until: datetime.datetime | None = None
) -> dict[int, OutsideTerm]:
    """By student: the newest entry of a first term at another school, `until` a moment, with its
    results: two queries."""
    rows = OutsideTerm.objects.filter(
        student__in=[stay.student_id for stay in stays],
        term__school_year__in={stay.school_year_id for stay in stays},
        term__number=1,
    )
    if until is not None:
        rows = rows.filter(at__lte=until)
    found = rows.prefetch_related("results").select_related("entered_by").order_by("pk")
    return {each.student_id: each for each in found}


def with_outside(here: Terms, elsewhere: OutsideTerm | None) -> Terms:
    """The results of the student's terms, the first one's taken from elsewhere where it is.

    A result given here is never replaced, and none is taken of a subject not studied here: the
    year is of the subjects of this class.
    """
    if elsewhere is None:
        return here
    found = {key: dict(terms) for key, terms in here.items()}
    for row in elsewhere.results.all():
        terms = found.get((row.subject_id, AssessmentForm(row.form)))
        if terms is not None and terms.get(1) is None:
            terms[1] = row.result
    return found


def _pairs(cells: Terms, takes: Callable[[int], bool]) -> tuple[TermPair, ...]:
    """Both terms of each subject that the student takes."""
    return tuple(
        TermPair(subject, form, terms.get(1), terms.get(2))
        for (subject, form), terms in sorted(cells.items())
        if takes(subject)
    )


Cells = defaultdict[int, Terms]
Conduct = defaultdict[int, tuple[Level | None, Level | None]]


class _OfPrimary(TypedDict):
    traits: tuple[int | None, ...]
    traits_before: tuple[tuple[int | None, ...], ...]
    tests: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True)
class _Records:
    """What is sealed of the students, by student."""

    results: Cells
    conduct: Conduct
    traits: defaultdict[int, Moments]
    tests: defaultdict[int, list[tuple[int, int | None]]]

    def conduct_of(
        self, stay: Enrolment, elsewhere: OutsideTerm | None
    ) -> tuple[Level | None, Level | None]:
        """Both terms, the first from elsewhere where none is sealed here."""
        first, second = self.conduct[stay.student_id]
        if first is None and elsewhere is not None and elsewhere.conduct is not None:
            first = Level(elsewhere.conduct)
        return first, second

    def of_primary(self, stay: Enrolment, scheme: Scheme, group: ClassGroup) -> _OfPrimary:
        """What primary school has beside results: None for each level that was not given."""
        moments = self.traits[stay.student_id]
        assessed = len(scheme.traits(group.grade_level_id))
        return {
            "traits": _of_year(moments, assessed),
            "traits_before": _before(moments),
            "tests": tuple(self.tests[stay.student_id]),
        }


def _records(stays: Sequence[Enrolment], reported: Reported) -> _Records:
    results, conduct = _term_results(stays, reported), _conduct(stays, reported)
    return _Records(results, conduct, _traits(stays, reported), _tests(stays, reported))


def _term_results(stays: Sequence[Enrolment], reported: Reported) -> Cells:
    """By student: the sealed results of each subject by the number of the term."""
    found: Cells = defaultdict(dict)
    if not stays:
        return found
    records = MarkRecord.objects.filter(
        reported("sheet__term", "enrolment__"),
        enrolment__student__in=[stay.student_id for stay in stays],
        sheet__term__school_year=stays[0].school_year_id,
        sheet__state=SheetState.SEALED,
    )
    rows = records.values_list(
        "enrolment__student",
        "sheet__subject",
        "sheet__form",
        "sheet__term__number",
        "average",
        "exempt",
    )
    for student, subject, form, number, average, exempt in rows:
        value = CellCode.EXEMPT.value if exempt else average
        cells = found[student].setdefault((subject, AssessmentForm(form)), {})
        cells[number] = value
    return found


def _conduct(stays: Sequence[Enrolment], reported: Reported) -> Conduct:
    """By student: the sealed conduct of both terms."""
    levels: defaultdict[int, dict[int, Level]] = defaultdict(dict)
    results = TermResult.objects.filter(
        reported("term", "enrolment__"),
        enrolment__student__in=[stay.student_id for stay in stays],
        term__school_year__in={stay.school_year_id for stay in stays},
    )
    for student, number, level in results.values_list(
        "enrolment__student", "term__number", "conduct"
    ):
        if level is not None:
            levels[student][number] = Level(level)
    found: Conduct = defaultdict(lambda: (None, None))
    found.update({pk: (each.get(1), each.get(2)) for pk, each in levels.items()})
    return found


def _traits(stays: Sequence[Enrolment], reported: Reported) -> defaultdict[int, Moments]:
    """By student: qualities and competences by term and moment of the year, in order."""
    rows = HomeroomRecord.objects.filter(
        reported("term", "enrolment__"),
        enrolment__student__in=[stay.student_id for stay in stays],
        term__school_year__in={stay.school_year_id for stay in stays},
    )
    found: defaultdict[int, Moments] = defaultdict(dict)
    named = rows.values_list("enrolment__student", "term__number", "moment", "traits")
    for student, term, moment, traits in named.order_by("term__number", "-moment", "pk"):
        found[student][term, moment] = traits
    return found


def _of_year(moments: Moments, assessed: int) -> tuple[int | None, ...]:
    """The levels at the end of the year: None for each that was not given."""
    given = moments.get(END_OF_YEAR, [])[:assessed]
    return (*given, *[None] * (assessed - len(given)))


def _before(moments: Moments) -> tuple[tuple[int | None, ...], ...]:
    return tuple(
        tuple(traits) for moment, traits in moments.items() if traits and moment != END_OF_YEAR
    )


def _tests(
    stays: Sequence[Enrolment], reported: Reported
) -> defaultdict[int, list[tuple[int, int | None]]]:
    """By student: the tests at the end of the year with their subjects, where the subject is
    assessed by levels."""
    records = MarkRecord.objects.filter(
        reported("sheet__term", "enrolment__"),
        enrolment__student__in=[stay.student_id for stay in stays],
        sheet__term__school_year__in={stay.school_year_id for stay in stays},
        sheet__term__number=2,
        sheet__state=SheetState.SEALED,
        sheet__form=AssessmentForm.LEVELS,
        sheet__periodic_count__gt=0,
        exempt=False,
    )
    found: defaultdict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for student, subject, mark in records.order_by("sheet__subject").values_list(
        "enrolment__student", "sheet__subject", "final"
    ):
        found[student].append((subject, mark))
    return found
