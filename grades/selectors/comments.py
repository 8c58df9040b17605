"""The comments of a class, and what a head has said of each."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from grades.choices import RecordMoment, SheetState, Verdict
from grades.models import CommentReading, HomeroomRecord, MarkRecord, MarkSheet
from schools.models import ClassGroup, Term
from students.models import Enrolment
from students.selectors import in_class_for

# A comment can be read once its sheet is handed in, and until the class is sealed.
READABLE = (SheetState.SUBMITTED, SheetState.APPROVED)
Readings = dict[tuple[int, int, str], CommentReading]


@dataclass(frozen=True)
class CommentLine:
    """One comment of one student: of a subject (`sheet`) or of the homeroom teacher.

    `moment` is the end of the term, in primary school its middle as well. `reading` is what was
    said of exactly this text; None where nobody has read it. `key` names it in a form:
    "<sheet or 0>-<stay>-<moment>".
    """

    sheet: MarkSheet | None
    record_id: int
    stay: Enrolment
    moment: RecordMoment
    text: str
    reading: CommentReading | None

    @property
    def key(self) -> str:
        return f"{self.sheet.pk if self.sheet else 0}-{self.stay.pk}-{self.moment}"

    @property
    def of_moment(self) -> str:
        """The middle of the term in words; empty for its end."""
        return str(self.moment.label) if self.moment is RecordMoment.MIDTERM else ""

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

    The homeroom teacher's come first, those of the middle of the term before those of its end; an
    empty comment is left out.
    """
    readings = _readings(class_group, term)
    own = HomeroomRecord.objects.filter(
        in_class_for(term, "enrolment__"), enrolment__class_group=class_group, term=term
    ).exclude(comment="")
    own = own.select_related("enrolment__student")
    lines = [
        _line(None, each.pk, each.enrolment, RecordMoment(each.moment), each.comment, readings)
        for each in own.order_by("-moment", "enrolment__position", "pk")
    ]
    remarks = MarkRecord.objects.filter(
        in_class_for(term, "enrolment__"),
        sheet__class_group=class_group,
        sheet__term=term,
        sheet__state__in=READABLE,
    ).exclude(remark="", midterm_remark="")
    remarks = remarks.select_related("sheet__subject", "enrolment__student")
    ordered = list(
        remarks.order_by("sheet__subject__position", "sheet", "enrolment__position", "pk")
    )
    for _sheet, of_sheet in groupby(ordered, key=lambda each: each.sheet_id):
        lines += _of_sheet(list(of_sheet), readings)
    return lines


# Where a line keeps the remark of each moment.
REMARKS = {RecordMoment.MIDTERM: "midterm_remark", RecordMoment.FINAL: "remark"}


def _of_sheet(records: list[MarkRecord], readings: Readings) -> list[CommentLine]:
    return [
        _line(each.sheet, each.pk, each.enrolment, moment, text, readings)
        for moment, field in REMARKS.items()
        for each in records
        if (text := getattr(each, field))
    ]


def _readings(class_group: ClassGroup, term: Term) -> Readings:
    """The newest reading of each comment, by sheet (0 for the homeroom's), stay and moment: one
    query."""
    rows = CommentReading.objects.filter(enrolment__class_group=class_group, term=term)
    rows = rows.select_related("actor", "principal")
    return {
        (each.sheet_id or 0, each.enrolment_id, each.moment): each for each in rows.order_by("pk")
    }


def _line(
    sheet: MarkSheet | None,
    record_id: int,
    stay: Enrolment,
    moment: RecordMoment,
    text: str,
    readings: Readings,
) -> CommentLine:
    newest = readings.get((sheet.pk if sheet else 0, stay.pk, moment.value))
    is_about = newest is not None and newest.text == text
    return CommentLine(sheet, record_id, stay, moment, text, newest if is_about else None)


def rejected_remarks(sheet: MarkSheet) -> list[tuple[str, CommentReading]]:
    """The remarks of a sheet that a head has sent back and that are still as they were: by student.

    Two queries.
    """
    lines = {
        each.enrolment_id: each
        for each in MarkRecord.objects.filter(sheet=sheet)
        .exclude(remark="", midterm_remark="")
        .select_related("enrolment__student")
    }
    rows = CommentReading.objects.filter(sheet=sheet, enrolment__in=lines)
    newest = {
        (each.enrolment_id, RecordMoment(each.moment)): each
        for each in rows.select_related("actor", "principal").order_by("pk")
    }
    return [
        (lines[pk].enrolment.student.full_name, each)
        for (pk, moment), each in newest.items()
        if each.verdict == Verdict.REJECTED and each.text == getattr(lines[pk], REMARKS[moment])
    ]


def rejected_in_class(
    class_group: ClassGroup, term: Term, moment: RecordMoment
) -> dict[int, CommentReading]:
    """The homeroom comments of the moment sent back and still as they were, by stay: two
    queries."""
    readings = _readings(class_group, term)
    said = HomeroomRecord.objects.filter(
        enrolment__class_group=class_group, term=term, moment=moment
    )
    found = {}
    for each in said:
        newest = readings.get((0, each.enrolment_id, moment.value))
        is_back = newest is not None and newest.verdict == Verdict.REJECTED
        if newest is not None and is_back and newest.text == each.comment:
            found[each.enrolment_id] = newest
    return found
