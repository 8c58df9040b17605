"""Results of a class's students over all subjects, and what they still wait for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.db.models import QuerySet

from grades.choices import LEVEL_NAMES, READY_TO_SEAL
from grades.models import SealDecision, TermResult
from grades.rules.levels import Level
from grades.selectors.class_regulations import regulation_of_class
from grades.selectors.ending import Ending, compulsory_without, ending_of
from grades.selectors.open_students import OpenStudent, WithoutLevel
from grades.selectors.settling import Settlement, grouped, moment_of, open_in_class
from grades.selectors.sheets import SheetRow
from grades.selectors.tally import Tally, tally_of
from schools.models import ClassGroup, Term
from students.models import Student
from students.selectors import own_subjects, reported_for


def results_of(class_group: ClassGroup, term: Term) -> "QuerySet[TermResult]":
    """The results of the students whom the class reports for the term, in its order: one query.

    What was sealed of a student whom another class reports since is kept and not listed.
    """
    related = ("enrolment__student", "adjusted_for", "decision__actor", "decision__principal")
    return (
        TermResult.objects.filter(
            reported_for(term, "enrolment__"),
            school=class_group.school_id,
            enrolment__class_group=class_group,
            term=term,
        )
        .select_related(*related)
        .order_by("enrolment__position", "enrolment__student__sort_key", "pk")
    )


@dataclass(frozen=True)
class Unclassified:
    """Students who will get no level for one reason. `subjects` lack a result.

    None of them where it is not known which electives are the students' own, where the class has
    too few subjects, or where the readings of Art. 9(3) differ: `levels` are then their levels.
    """

    subjects: tuple[str, ...]
    is_choice_open: bool
    levels: tuple[Level, ...]
    open: tuple[OpenStudent, ...]

    @property
    def students(self) -> tuple[Student, ...]:
        return tuple(each.stay.student for each in self.open)


@dataclass(frozen=True)
class Adjusted:
    """A student whose level one subject alone would have cost (TT 22/2021 Art. 9(3)), whichever
    way the clause is read."""

    student: Student
    before: Level
    after: Level
    subject: str

    @property
    def levels(self) -> tuple[str, str]:
        return _level_name(self.before), _level_name(self.after)


@dataclass(frozen=True)
class ForecastLine:
    """One student as the class will be sealed: the level's name, empty without one, and why."""

    student: Student
    level: str
    adjusted: Adjusted | None
    decision: SealDecision | None


@dataclass(frozen=True)
class Forecast:
    """What a head should know before the class is sealed.

    `settlements` are results that follow from gaps alone. `without_sheet` are compulsory subjects
    that have no mark sheet: no student gets a level, unless the set does not ask for them.
    `gives_term_level`: the circular gives a level over all subjects at the end of a term.
    `electives_open`: the electives of some students are not recorded; they get no level either.
    Once every sheet is approved, `ending` is there, `tally` counts its levels, decisions included,
    `conduct` those for whom it is entered, and `unclassified` holds those to whom the marks give no
    level, the most common reason first.
    """

    settlements: list[Settlement]
    without_sheet: list[str]
    gives_term_level: bool
    electives_open: bool
    ending: Ending | None
    unclassified: list[Unclassified]
    adjusted: list[Adjusted]
    conduct: Tally | None

    @property
    def is_empty(self) -> bool:
        has_results = self.tally.total or self.unclassified
        return not (self.settlements or self.without_sheet or self.electives_open or has_results)

    @property
    def student_ids(self) -> list[int]:
        """Every student whom the forecast names."""
        settled = [each.student_id for line in self.settlements for each in line.students]
        named = [each.pk for group in self.unclassified for each in group.students]
        lacking = self.ending.without_traits if self.ending else []
        lacking_ids = [stay.student_id for stay, _missing in lacking]
        return settled + named + lacking_ids + [each.student.pk for each in self.adjusted]

    @property
    def tally(self) -> Tally:
        """Of no student before every sheet is approved."""
        levels = self.ending.levels.values() if self.ending else ()
        return tally_of(level.value if level else None for level in levels)

    @property
    def lines(self) -> list[ForecastLine]:
        """Every student with the level to come, in the order of the class."""
        if self.ending is None:
            return []
        decided = {each.stay.pk: each.decision for each in self.ending.open}
        raised = {each.student.pk: each for each in self.adjusted}
        levels = self.ending.levels
        return [
            ForecastLine(
                stay.student,
                _level_name(levels[stay.pk]),
                raised.get(stay.student_id),
                decided.get(stay.pk),
            )
            for stay in self.ending.stays
            if stay.pk in levels
        ]


def _level_name(level: Level | None) -> str:
    return str(dict(LEVEL_NAMES)[level.value]) if level else ""


def forecast_of(class_group: ClassGroup, term: Term, rows: list[SheetRow]) -> Forecast:
    """What sealing the class's sheets will decide, and what it cannot.

    Six queries at most, and seven more once every sheet is approved.
    """
    names = {row.sheet.subject_id: row.sheet.subject.name for row in rows}
    own = own_subjects(class_group)
    lines = open_in_class(class_group, term)
    ending = None
    if rows and all(row.sheet.state in READY_TO_SEAL for row in rows):
        regulation = regulation_of_class(class_group, term)
        ending = ending_of(class_group, term, regulation, own, lines)
    return Forecast(
        settlements=grouped(lines, moment_of(term)),
        without_sheet=[subject.name for subject in compulsory_without(own, names)],
        gives_term_level=all(row.sheet.scheme.gives_term_level for row in rows),
        electives_open=own.is_open(names),
        ending=ending,
        unclassified=_unclassified(ending.open) if ending else [],
        adjusted=_adjusted(ending, names) if ending else [],
        conduct=_conduct(ending) if ending else None,
    )


def _conduct(ending: Ending) -> Tally:
    """Of the students for whom it is given."""
    given = (ending.conduct.get(stay.pk) for stay in ending.stays)
    return tally_of(level for level in given if level is not None)


def _unclassified(students: Iterable[OpenStudent]) -> list[Unclassified]:
    by_reason: defaultdict[WithoutLevel, list[OpenStudent]] = defaultdict(list)
    for each in students:
        by_reason[each.reason].append(each)
    groups = [Unclassified(*reason, tuple(found)) for reason, found in by_reason.items()]
    return sorted(groups, key=lambda group: -len(group.open))


def _adjusted(ending: Ending, names: dict[int, str]) -> list[Adjusted]:
    found = []
    for stay in ending.stays:
        standing = ending.standings.get(stay.pk)
        outcome = standing.outcome if standing else None
        if outcome and outcome.because_of and not outcome.needs_decision:
            subject = names[cast(int, outcome.because_of.key)]
            found.append(Adjusted(stay.student, outcome.before, outcome.final, subject))
    return found
