"""One class's sealed terms as the rules of a year's end take them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial

from grades.choices import RecordMoment, SheetState
from grades.models import HomeroomRecord, MarkRecord, RegulationSet, TermResult
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.levels import Level
from grades.rules.year_end import TermPair, YearFacts
from schools.models import ClassGroup
from students.models import Enrolment
from students.selectors import own_subjects, reported_for
from students.selectors.absences import NONE_MISSED, absences_counted

Terms = dict[tuple[int, AssessmentForm], dict[int, int | None]]


def year_facts(
    class_group: ClassGroup, stays: Sequence[Enrolment], regulation: RegulationSet
) -> dict[int, YearFacts]:
    """Each student's year by stay, without decisions: seven queries.

    A term counts as the class that reports the student for it has sealed it, whichever class of
    the school that is.
    """
    own, year = own_subjects(class_group), class_group.school_year
    results = _term_results(stays)
    absences = absences_counted([stay.student_id for stay in stays], year.starts_on, year.ends_on)
    conduct, traits, tests = _conduct(stays), _traits(stays), _tests(stays)
    assessed = len(regulation.scheme.traits(class_group.grade_level_id))
    found = {}
    for stay in stays:
        cells = results[stay.student_id]
        missed = absences.get(stay.student_id, NONE_MISSED)
        taught = {subject for subject, _form in cells}
        found[stay.pk] = YearFacts(
            terms=_pairs(cells, partial(own.takes, stay.pk)),
            own_list=own.own_list(stay.pk, taught),
            optional=own.optional,
            conduct=conduct[stay.student_id],
            absences=regulation.scheme.countable_absences(missed.a_day),
            traits=_of_year(traits[stay.student_id], assessed),
            traits_before=_before(traits[stay.student_id]),
            tests=tuple(tests[stay.student_id]),
        )
    return found


def _pairs(cells: Terms, takes: Callable[[int], bool]) -> tuple[TermPair, ...]:
    """Both terms of each subject that the student takes."""
    return tuple(
        TermPair(subject, form, terms.get(1), terms.get(2))
        for (subject, form), terms in sorted(cells.items())
        if takes(subject)
    )


Cells = defaultdict[int, Terms]


def _term_results(stays: Sequence[Enrolment]) -> Cells:
    """By student: the sealed results of each subject by the number of the term."""
    found: Cells = defaultdict(dict)
    if not stays:
        return found
    records = MarkRecord.objects.filter(
        reported_for("sheet__term", "enrolment__"),
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


def _conduct(
    stays: Sequence[Enrolment],
) -> defaultdict[int, tuple[Level | None, Level | None]]:
    """By student: the sealed conduct of both terms."""
    levels: defaultdict[int, dict[int, Level]] = defaultdict(dict)
    results = TermResult.objects.filter(
        reported_for("term", "enrolment__"),
        enrolment__student__in=[stay.student_id for stay in stays],
        term__school_year__in={stay.school_year_id for stay in stays},
    )
    for student, number, level in results.values_list(
        "enrolment__student", "term__number", "conduct"
    ):
        if level is not None:
            levels[student][number] = Level(level)
    found: defaultdict[int, tuple[Level | None, Level | None]]
    found = defaultdict(lambda: (None, None))
    found.update({pk: (each.get(1), each.get(2)) for pk, each in levels.items()})
    return found


Moments = dict[tuple[int, str], list[int | None]]
END_OF_YEAR = (2, RecordMoment.FINAL.value)


def _traits(stays: Sequence[Enrolment]) -> defaultdict[int, Moments]:
    """By student: qualities and competences by term and moment of the year, in order."""
    rows = HomeroomRecord.objects.filter(
        reported_for("term", "enrolment__"),
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


def _tests(stays: Sequence[Enrolment]) -> defaultdict[int, list[tuple[int, int | None]]]:
    """By student: the tests at the end of the year with their subjects, where the subject is
    assessed by levels."""
    records = MarkRecord.objects.filter(
        reported_for("sheet__term", "enrolment__"),
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
