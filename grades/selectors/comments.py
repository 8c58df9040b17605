"""The comments of a class, and what a head has said of each."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from grades.choices import RecordMoment, SheetState, Verdict
from grades.models import CommentReading, HomeroomRecord, MarkRecord, MarkSheet
from schools.models import ClassGroup, Term
from students.models import Enrolment
from students.selectors import in_class_for

# A comment can be read once its sheet is handed in, and until the class is sealed.
READABLE = (SheetState.SUBMITTED, SheetState.APPROVED)


@dataclass(frozen=True)
class CommentLine:
    """One comment of one student: of a subject (`sheet`) or of the homeroom teacher.

    `reading` is what was said of exactly this text; None where nobody has read it. `key` names it
    in a form: "<sheet or 0>-<stay>".
    """

    sheet: MarkSheet | None
    record_id: int
    stay: Enrolment
    text: str
    reading: CommentReading | None

    @property
    def key(self) -> str:
        return f"{self.sheet.pk if self.sheet else 0}-{self.stay.pk}"

    @property
    def subject(self) -> str:
        return self.sheet.subject.name if self.sheet else _("Homeroom teacher")

    @property
    def state(self) -> str:
        """unread, accepted, edited or rejected."""
        return self.reading.verdict if self.reading else "unread"

    @property
    def is_settled(self) -> bool:
        return self.state in (Verdict.ACCEPTED, Verdict.EDITED)


def comments_of(class_group: ClassGroup, term: Term) -> list[CommentLine]:
    """The comments that can be read now, by subject and student: three queries.

    The homeroom teacher's come first, of the end of the term; an empty comment is left out.
    """
    readings = _readings(class_group, term)
    own = HomeroomRecord.objects.filter(
        in_class_for(term, "enrolment__"),
        enrolment__class_group=class_group,
        term=term,
        moment=RecordMoment.FINAL,
    ).exclude(comment="")
    own = own.select_related("enrolment__student").order_by("enrolment__position", "pk")
    lines = [_line(None, each.pk, each.enrolment, each.comment, readings) for each in own]
    remarks = MarkRecord.objects.filter(
        in_class_for(term, "enrolment__"),
        sheet__class_group=class_group,
        sheet__term=term,
        sheet__state__in=READABLE,
    ).exclude(remark="")
    remarks = remarks.select_related("sheet__subject", "enrolment__student")
    ordered = remarks.order_by("sheet__subject__position", "sheet", "enrolment__position", "pk")
    lines += [_line(each.sheet, each.pk, each.enrolment, each.remark, readings) for each in ordered]
    return lines


Readings = dict[tuple[int, int], CommentReading]


def _readings(class_group: ClassGroup, term: Term) -> Readings:
    """The newest reading of each comment, by sheet (0 for the homeroom's) and stay: one query."""
    rows = CommentReading.objects.filter(
        enrolment__class_group=class_group, term=term, moment=RecordMoment.FINAL
    )
    rows = rows.select_related("actor", "principal")
    return {(each.sheet_id or 0, each.enrolment_id): each for each in rows.order_by("pk")}


def _line(
    sheet: MarkSheet | None, record_id: int, stay: Enrolment, text: str, readings: Readings
) -> CommentLine:
    newest = readings.get((sheet.pk if sheet else 0, stay.pk))
    is_about = newest is not None and newest.text == text
    return CommentLine(sheet, record_id, stay, text, newest if is_about else None)


def rejected_remarks(sheet: MarkSheet) -> list[tuple[str, CommentReading]]:
    """The remarks of a sheet that a head has sent back and that are still as they were: by student.

    Two queries.
    """
    lines = {
        (each.enrolment_id): each
        for each in MarkRecord.objects.filter(sheet=sheet)
        .exclude(remark="")
        .select_related("enrolment__student")
    }
    rows = CommentReading.objects.filter(sheet=sheet, enrolment__in=lines)
    newest = {
        each.enrolment_id: each for each in rows.select_related("actor", "principal").order_by("pk")
    }
    return [
        (lines[pk].enrolment.student.full_name, each)
        for pk, each in newest.items()
        if each.verdict == Verdict.REJECTED and each.text == lines[pk].remark
    ]


def rejected_in_class(class_group: ClassGroup, term: Term) -> dict[int, CommentReading]:
    """The homeroom comments sent back and still as they were, by stay: two queries."""
    readings = _readings(class_group, term)
    said = HomeroomRecord.objects.filter(
        enrolment__class_group=class_group, term=term, moment=RecordMoment.FINAL
    )
    found = {}
    for each in said:
        newest = readings.get((0, each.enrolment_id))
        is_back = newest is not None and newest.verdict == Verdict.REJECTED
        if newest is not None and is_back and newest.text == each.comment:
            found[each.enrolment_id] = newest
    return found
