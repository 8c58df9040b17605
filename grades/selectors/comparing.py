"""The shadow run: whose results would be others under another regulation set.

Nothing is written. A batch of classes is read with a fixed number of queries, so that a province
streams through batch by batch.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, QuerySet

from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet, RegulationSet
from grades.rules.cells import AssessmentForm
from grades.rules.schemes import NoScheme, scheme_for
from grades.rules.shadow import Difference, Entry, ReadingsCompared, StudentTerm
from grades.rules.sheets import Marks, Moment, SheetLayout
from grades.selectors.days import SheetDays, days_among, undue_between
from grades.selectors.settling import moment_of
from schools.models import ClassGroup, GradeLevel, SchoolYear, Term
from students.models import Enrolment
from students.selectors import (
    OwnSubjects,
    in_class_for,
    own_subjects_by_class,
    reported_for,
)

# Classes read at once: about 8,000 lines of a term.
BATCH = 20
_BOOLEAN = BooleanField()
FIELDS = {
    "school_id": "school_id",
    "enrolment_id": "enrolment_id",
    "first_day": "enrolment__starts_on",
    "last_day": "enrolment__ends_on",
    "sheet_id": "sheet_id",
    "in_class": "in_class",
    "class_id": "sheet__class_group_id",
    "term_id": "sheet__term_id",
    "subject_id": "sheet__subject_id",
    "form": "sheet__form",
    "regular_count": "sheet__regular_count",
    "has_topic": "sheet__has_topic",
    "periodic_count": "sheet__periodic_count",
    "regulation_id": "sheet__regulation_id",
    "state": "sheet__state",
    "regular": "regular",
    "midterm": "midterm",
    "final": "final",
    "exempt": "exempt",
    "studies_topics": "studies_topics",
}


@dataclass(frozen=True)
class Change:
    """One student whose results of one term would differ.

    A result of a sealed class keeps its set: it would differ only if it were computed again.
    """

    school_id: int
    class_id: int
    enrolment_id: int
    term_id: int
    sealed: bool
    difference: Difference


def compared_classes(regulation: RegulationSet, year: SchoolYear) -> "QuerySet[ClassGroup]":
    """The year's classes that are assessed by the set's circular, in the order of their keys."""
    levels = [
        level
        for level in GradeLevel.objects.values_list("pk", flat=True)
        if _is_assessed(regulation, level, year.code)
    ]
    return ClassGroup.objects.filter(
        school_year=year, programme=regulation.programme, grade_level__in=levels
    ).order_by("pk")


def next_classes(regulation: RegulationSet, year: SchoolYear, *, after: int) -> list[ClassGroup]:
    """The next classes to compare, those with a key above `after`; empty at the end."""
    return list(compared_classes(regulation, year).filter(pk__gt=after)[:BATCH])


def _is_assessed(regulation: RegulationSet, grade_level: int, school_year: str) -> bool:
    try:
        scheme = scheme_for(regulation.programme, grade_level, school_year)
    except NoScheme:
        return False
    return scheme.code == regulation.circular


class ShadowRun:
    """Compares the results of a school year under `base` with those under `candidate`.

    A sealed class of a year that the candidate can govern keeps the set it was sealed under: its
    results are compared with those under that set. A sheet that is handed in is judged as sealing
    it would, an open one as it is now.
    """

    def __init__(self, candidate: RegulationSet, base: RegulationSet, year: SchoolYear) -> None:
        self._base = base
        self._sealed_keep_theirs = year.code >= candidate.from_year
        sets = RegulationSet.objects.filter(circular=candidate.circular)
        self._compared = {
            each.pk: ReadingsCompared(candidate.circular, each.settings, candidate.settings)
            for each in sets
        }
        self._moments = {term.pk: moment_of(term) for term in Term.objects.all()}
        self.students = 0
        """Students looked at so far, each once a term."""

    def changes(self, classes: Sequence[ClassGroup]) -> Iterator[Change]:
        """The students of these classes whose results differ: four queries."""
        for row, student in self._students(classes):
            self.students += 1
            difference = self._compared[self._before(row)].difference(student)
            if difference is not None:
                yield _change(row, difference)

    def student(self, stay: Enrolment, term_id: int) -> tuple[StudentTerm, int] | None:
        """One student's term as it is compared, and the key of the set before: four queries."""
        for row, student in self._students([stay.class_group]):
            if (row["enrolment_id"], row["term_id"]) == (stay.pk, term_id):
                return student, self._before(row)
        return None

    def _students(self, classes: Sequence[ClassGroup]) -> Iterator[tuple["Row", StudentTerm]]:
        """Each student's term in these classes, with the first of its rows."""
        own = own_subjects_by_class(classes)
        days = days_among(MarkSheet.objects.filter(class_group__in=classes))
        for (class_id, term_id), by_student in _rows(classes).items():
            taught = {row["subject_id"] for rows in by_student.values() for row in rows}
            for rows in by_student.values():
                over = self._moments[term_id]
                yield rows[0], _student(rows, own[class_id], taught, over, days)

    def _before(self, row: "Row") -> int:
        """The key of the set that gives the results the candidate's are compared with."""
        if self._sealed_keep_theirs and row["state"] == SheetState.SEALED:
            return int(row["regulation_id"])
        return self._base.pk


Row = dict[str, Any]
ByStudent = dict[int, list[Row]]


def _rows(classes: Sequence[ClassGroup]) -> dict[tuple[int, int], ByStudent]:
    """The lines of the classes, by class and term, then by enrolment."""
    records = (
        MarkRecord.objects.filter(
            reported_for("sheet__term", "enrolment__"), sheet__class_group__in=classes
        )
        .annotate(in_class=ExpressionWrapper(in_class_for("sheet__term", "enrolment__"), _BOOLEAN))
        .order_by("sheet__class_group", "sheet__term", "enrolment__position", "enrolment", "sheet")
        .values_list(*FIELDS.values())
    )
    found: defaultdict[tuple[int, int], ByStudent] = defaultdict(dict)
    for values in records.iterator(chunk_size=5000):
        row = dict(zip(FIELDS, values, strict=True))
        by_student = found[row["class_id"], row["term_id"]]
        by_student.setdefault(row["enrolment_id"], []).append(row)
    return found


def _student(
    rows: Sequence[Row],
    own: OwnSubjects,
    taught: Collection[int],
    over: Moment,
    days: Mapping[int, SheetDays],
) -> StudentTerm:
    enrolment_id = rows[0]["enrolment_id"]
    own_list = own.own_list(enrolment_id, taught)
    return StudentTerm(
        entries=tuple(
            _entry(row, over, days[row["sheet_id"]])
            for row in rows
            if own.takes(enrolment_id, row["subject_id"])
        ),
        own_list=own_list,
        optional=own.optional,
    )


def _entry(row: Row, over: Moment, days: SheetDays) -> Entry:
    """A student who has left keeps what was open, as sealing leaves it."""
    is_judged = row["state"] != SheetState.OPEN and row["in_class"]
    form = AssessmentForm(row["form"])
    return Entry(
        subject=row["subject_id"],
        sheet=SheetLayout(form, row["regular_count"], row["has_topic"], row["periodic_count"]),
        line=Marks(
            row["regular"], row["midterm"], row["final"], row["exempt"], row["studies_topics"]
        ),
        moment=over if is_judged else Moment.RUNNING,
        undue=undue_between(row["first_day"], row["last_day"], days),
    )


def _change(row: Row, difference: Difference) -> Change:
    return Change(
        school_id=row["school_id"],
        class_id=row["class_id"],
        enrolment_id=row["enrolment_id"],
        term_id=row["term_id"],
        sealed=row["state"] == SheetState.SEALED,
        difference=difference,
    )
