"""One class that lacks only the demo teacher's last marks: what a newcomer finishes and seals."""

import random
import uuid

from django.db.models import Exists, OuterRef, Q

from eduportal.accounts.models import User
from eduportal.scoping import Actor, Scope, acting_as, everywhere
from eduportal.scoping.actions import Action
from grades.choices import AssessmentForm, SheetState, Step
from grades.models import MarkSheet
from grades.selectors import sheet_page
from grades.selectors.days import days_of_sheet
from grades.services import CellEdit, SheetLocked, move_sheet, save_cells
from schools.models import Term
from staffing.selectors import assigned_pairs

STUDENTS_LEFT = 4
MARKS = ["5.0", "5.5", "6.0", "6.5", "7.0", "7.5", "8.0", "8.5", "9.0"]


def leave_one_sheet(*, teacher: User, head: User, term: Term) -> MarkSheet | None:
    """Finish the teacher's first class of the term, but for the last marks of the teacher's sheet.

    Where the teacher has a homeroom class, that is the class.
    Every other sheet of the class is filled, handed in and approved. None without such a class,
    and outside the days of entry, when the newcomer could not finish it either.
    """
    actor = Actor(user_id=head.pk, door="command", reason="demo")
    with everywhere("a demo class is nearly finished"), acting_as(actor):
        own = MarkSheet.objects.filter(
            assigned_pairs(teacher.pk), term=term, state=SheetState.OPEN
        ).select_related("class_group")
        led = Q(class_group__homerooms__staff__user=teacher)
        sheet = own.order_by(
            Exists(own.filter(led, pk=OuterRef("pk"))).desc(),
            "class_group__grade_level",
            "class_group__name",
        ).first()
        if sheet is None:
            return None
        scope = scope_of_school(sheet.school_id)
        try:
            fill_sheet(sheet, scope, STUDENTS_LEFT)
        except SheetLocked:
            return None
        for other in MarkSheet.objects.filter(class_group=sheet.class_group_id, term=term):
            if other != sheet:
                _finish(other, scope, head)
        return sheet


def scope_of_school(school_id: int) -> Scope:
    """What teachers and head together may do at the school."""
    may = frozenset({Action.WRITE_MARKS, Action.APPROVE_MARKS})
    return Scope(frozenset({school_id}), actions_by_school={school_id: may})


def _finish(sheet: MarkSheet, scope: Scope, head: User) -> None:
    """Fill the sheet and take the steps that are still missing."""
    if sheet.state == SheetState.OPEN:
        fill_sheet(sheet, scope, 0)
        sheet = move_on(sheet, Step.SUBMIT, scope, head)
    if sheet.state == SheetState.SUBMITTED:
        move_on(sheet, Step.APPROVE, scope, head)


def move_on(sheet: MarkSheet, step: Step, scope: Scope, head: User) -> MarkSheet:
    """Take one step of the sheet for the user."""
    sheet.refresh_from_db(fields=["revision"])
    return move_sheet(
        sheet_id=sheet.pk,
        step=step,
        revision=str(sheet.revision),
        scope=scope,
        user_id=head.pk,
    )


def fill_sheet(sheet: MarkSheet, scope: Scope, left: int = 0, final: str = "") -> None:
    """Put a mark into every empty cell; the last students keep their final one empty.

    `final` is the end-of-term mark of everybody, where it is given.
    """
    draw = random.Random(sheet.subject_id)
    rows = sheet_page(sheet, "", days_of_sheet(sheet)).rows
    edits = [
        CellEdit(
            uuid.uuid4(),
            row.record_id,
            cell.cell,
            "",
            final if final and cell.cell == "ck" else _mark(draw, sheet.form),
        )
        for number, row in enumerate(rows)
        for cell in (row.cells[:-1] if number >= len(rows) - left else row.cells)
        if not cell.text
    ]
    save_cells(sheet_id=sheet.pk, edits=edits, scope=scope, user_id=None)


def _mark(draw: random.Random, form: str) -> str:
    return "Đ" if form == AssessmentForm.COMMENTED else draw.choice(MARKS)
