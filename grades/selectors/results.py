"""Results of a class's students over all subjects, and what they still wait for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from grades.cells import average_of
from grades.choices import LEVEL_NAMES, READY_TO_SEAL
from grades.models import TermResult
from grades.rules.levels import Level
from grades.selectors.class_regulations import regulation_of_class
from grades.selectors.outcomes import Standing, standings_of
from grades.selectors.settling import Settlement, grouped, moment_of, open_in_class
from grades.selectors.sheets import SheetRow
from schools.models import ClassGroup, Subject, Term
from students.models import Enrolment, Student
from students.selectors import in_class_for, own_subjects


def results_of(class_group: ClassGroup, term: Term) -> "QuerySet[TermResult]":
    """The class's term results with their students, in the order of the class: one query."""
    return (
        TermResult.objects.filter(
            school=class_group.school_id, enrolment__class_group=class_group, term=term
        )
        .select_related("enrolment__student", "adjusted_for")
        .order_by("enrolment__position", "enrolment__student__sort_key", "pk")
    )


@dataclass(frozen=True)
class Unclassified:
    """Students who will get no level for one reason. `subjects` lack a result.

    None of them where it is not known which electives are the students' own, or where the class
    has too few subjects.
    """

    subjects: tuple[str, ...]
    is_choice_open: bool
    students: tuple[Student, ...]


@dataclass(frozen=True)
class Forecast:
    """What a head should know before the class is sealed.

    `settlements` are results that follow from gaps alone. `without_sheet` are compulsory subjects
    that have no mark sheet: no student gets a level. `electives_open`: the electives of some
    students are not recorded; they get no level either. Once every sheet is approved, `levels`
    counts the students of each level, best first, and `unclassified` names those without one, the
    most common reason first.
    """

    settlements: list[Settlement]
    without_sheet: list[str]
    electives_open: bool
    levels: list[tuple[str, int]]
    unclassified: list[Unclassified]

    @property
    def is_empty(self) -> bool:
        has_results = self.levels or self.unclassified
        return not (self.settlements or self.without_sheet or self.electives_open or has_results)

    @property
    def student_ids(self) -> list[int]:
        """Every student whom the forecast names."""
        settled = [each.student_id for line in self.settlements for each in line.students]
        return settled + [each.pk for group in self.unclassified for each in group.students]

    @property
    def unclassified_count(self) -> int:
        return sum(len(group.students) for group in self.unclassified)


def forecast_of(class_group: ClassGroup, term: Term, rows: list[SheetRow]) -> Forecast:
    """What sealing the class's sheets will decide, and what it cannot.

    Five queries at most, and three more once every sheet is approved.
    """
    names = {row.sheet.subject_id: row.sheet.subject.name for row in rows}
    own = own_subjects(class_group)
    missing = Subject.objects.filter(pk__in=own.compulsory - names.keys())
    without_sheet = dict(missing.values_list("pk", "name"))
    records, moment = open_in_class(class_group, term), moment_of(term)
    levels: list[tuple[str, int]] = []
    unclassified: list[Unclassified] = []
    if rows and all(row.sheet.state in READY_TO_SEAL for row in rows):
        settled = {
            (each.enrolment_id, each.sheet.subject_id): average_of(each, moment) for each in records
        }
        regulation = regulation_of_class(class_group, term)
        standings = standings_of(class_group, term, regulation, own, settled)
        students = _students_of(class_group, term)
        levels = _by_level([standings[each.pk] for each in students if each.pk in standings])
        unclassified = _unclassified(students, standings, names | without_sheet)
    return Forecast(
        settlements=grouped(records, moment),
        without_sheet=list(without_sheet.values()),
        electives_open=own.is_open(names),
        levels=levels,
        unclassified=unclassified,
    )


def _students_of(class_group: ClassGroup, term: Term) -> list[Enrolment]:
    """Who counts in the class, in its order; a student who has left gets no level here."""
    enrolments = Enrolment.objects.filter(in_class_for(term), class_group=class_group)
    return list(enrolments.select_related("student").order_by("position", "pk"))


def _by_level(standings: Iterable[Standing]) -> list[tuple[str, int]]:
    counts = Counter(each.outcome.final for each in standings if each.outcome)
    return [(str(name), counts[Level(level)]) for level, name in LEVEL_NAMES if counts]


def _unclassified(
    students: Iterable[Enrolment], standings: Mapping[int, Standing], names: Mapping[int, str]
) -> list[Unclassified]:
    by_reason: defaultdict[tuple[tuple[str, ...], bool], list[Student]] = defaultdict(list)
    for each in students:
        standing = standings.get(each.pk)
        if standing and standing.outcome is None:
            lacking = tuple(sorted(names[pk] for pk in standing.missing if pk in names))
            by_reason[lacking, standing.is_choice_open].append(each.student)
    groups = [Unclassified(*reason, tuple(found)) for reason, found in by_reason.items()]
    return sorted(groups, key=lambda group: -len(group.students))
