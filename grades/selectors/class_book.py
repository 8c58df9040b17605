"""A class with every mark of every subject, as a file of it needs them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from grades.choices import RecordMoment
from grades.models import HomeroomRecord, MarkRecord, MarkSheet, TermResult
from grades.rules.traits import CodedTrait
from grades.selectors.homeroom_records import homeroom_records
from schools.models import ClassGroup, Term
from students.models import Enrolment
from students.selectors import AbsenceCount, absences_counted, in_class_during, sits_in_class


@dataclass(frozen=True)
class ClassBook:
    """The stays of those who sit in the class, its sheets with their lines by sheet and stay, and
    what is said of the students at one moment, by stay."""

    stays: list[Enrolment]
    sheets: list[MarkSheet]
    lines: Mapping[tuple[int, int], MarkRecord]
    said: Mapping[int, HomeroomRecord]
    traits: tuple[CodedTrait, ...]


def sheets_of_class(class_group: ClassGroup, term: Term) -> list[MarkSheet]:
    """In the order of the mark book: one query."""
    found = MarkSheet.objects.filter(class_group=class_group, term=term)
    found = found.select_related("subject", "regulation", "term__school_year", "class_group")
    return list(found.order_by("subject__position", "pk"))


def class_book(
    class_group: ClassGroup, term: Term, moment: RecordMoment, sheets: Collection[MarkSheet]
) -> ClassBook:
    """The class with the lines of these sheets: three queries."""
    stays = Enrolment.objects.filter(in_class_during(term), class_group=class_group)
    ordered = stays.select_related("student").order_by("position", "student__sort_key", "pk")
    by_id = {sheet.pk: sheet for sheet in sheets}
    lines = {}
    for record in MarkRecord.objects.filter(sheet__in=by_id):
        record.sheet = by_id[record.sheet_id]
        lines[record.sheet_id, record.enrolment_id] = record
    scheme = next((sheet.scheme for sheet in sheets), None)
    return ClassBook(
        stays=[stay for stay in ordered if sits_in_class(stay, term)],
        sheets=list(sheets),
        lines=lines,
        said=homeroom_records(class_group, term, moment),
        traits=tuple(scheme.traits(class_group.grade_level_id)) if scheme else (),
    )


@dataclass(frozen=True)
class Known:
    """Of the students of a class in one term: what they missed, by student, and the learning
    results computed when the class was sealed, by stay."""

    missed: Mapping[int, AbsenceCount] = field(default_factory=dict)
    learning: Mapping[int, int] = field(default_factory=dict)


def known_of(class_group: ClassGroup, term: Term, students: list[int]) -> Known:
    """Two queries."""
    results = TermResult.objects.filter(enrolment__class_group=class_group, term=term)
    pairs = results.values_list("enrolment", "learning")
    learning = {stay: level for stay, level in pairs if level is not None}
    return Known(absences_counted(students, term.starts_on, term.ends_on), learning)
