"""Requests of students and parents to look at marks again."""

from uuid import UUID

from django.db.models import Q, QuerySet

from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.cells import cell_label, read_cell, text_of
from grades.choices import READY_TO_SEAL, ReviewState
from grades.models import MarkRecord, MarkReview, MarkSheet
from schools.models import SchoolYear
from staffing.selectors import assigned_pairs, homerooms_of, taught_in_term
from students.models import Student
from students.selectors import reported_for

RELATED = (
    "record__enrolment__student",
    "record__sheet__subject",
    "record__sheet__regulation",
    "record__sheet__term__school_year",
    "record__sheet__class_group__school_year",
    "record__sheet__class_group__school",
    "amendment",
    "written_by",
    "settled_by",
)


def visible_reviews(scope: Scope, user_id: int) -> "QuerySet[MarkReview]":
    """Those the user may see: of schools whose sheets the user reads, of own sheets and homerooms,
    and those the user wrote down."""
    found = MarkReview.objects.select_related(*RELATED)
    schools = scope.schools_where(Action.READ_MARKS)
    if schools is None:
        return found
    own = MarkSheet.objects.filter(assigned_pairs(user_id) | taught_in_term(user_id))
    led = homerooms_of(user_id).values("class_group")
    return found.filter(
        Q(school__in=schools)
        | Q(written_by=user_id)
        | Q(record__sheet__in=own)
        | Q(record__sheet__class_group__in=led)
    )


def cells_of(review: MarkReview) -> list[tuple[str, str]]:
    """The cells it is about, each with what it holds now."""
    sheet = review.record.sheet
    return [
        (cell_label(sheet, name), text_of(sheet, name, read_cell(review.record, name)) or "–")
        for name in review.cells
        if name in sheet.columns
    ]


def sheets_led(user_id: int) -> list[MarkSheet]:
    """The sheets of the user's homerooms whose marks are known: approved or sealed, this year's.

    One query.
    """
    led = homerooms_of(user_id).values("class_group")
    sheets = MarkSheet.objects.filter(class_group__in=led, state__in=READY_TO_SEAL)
    related = ("class_group", "subject", "term__school_year")
    return list(sheets.select_related(*related).order_by("-term__number", "subject__position"))


def lines_known(student: Student, year: SchoolYear) -> list[MarkRecord]:
    """The student's lines of the year whose marks are known: approved or sealed. One query."""
    lines = MarkRecord.objects.filter(
        reported_for("sheet__term", "enrolment__"),
        enrolment__student=student,
        sheet__term__school_year=year,
        sheet__state__in=READY_TO_SEAL,
    )
    related = lines.select_related("sheet__subject", "sheet__class_group", "sheet__term")
    return list(related.order_by("-sheet__term__number", "sheet__subject__position", "pk"))


def review_for_amendment(text: str, sheet: MarkSheet) -> MarkReview | None:
    """The open request of this sheet that an amendment would end; None for any other text."""
    try:
        public_id = UUID(text)
    except ValueError:
        return None
    open_ones = MarkReview.objects.filter(record__sheet=sheet, state=ReviewState.OPEN)
    return open_ones.select_related("record").filter(public_id=public_id).first()
