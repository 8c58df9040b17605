"""Amendments of sealed marks: who may ask for one, and who may see which."""

from django.db.models import Q, QuerySet

from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import AmendmentState, SheetState
from grades.models import Amendment, AmendmentPolicy, MarkSheet
from grades.selectors.turns import persons_of, teachers_at_work, turn_of
from staffing.selectors import (
    assigned_pairs,
    has_taught,
    homerooms_of,
    taught_in_term,
    teaches,
)

OPEN = (
    AmendmentState.ASKED,
    AmendmentState.QUESTIONED,
    AmendmentState.CONFIRMED,
    AmendmentState.ENDORSED,
)


def department_approves() -> bool:
    """Whether the Department approves every amendment as well: the newest rule counts."""
    newest = AmendmentPolicy.objects.order_by("-pk").first()
    return newest is not None and newest.department_approves


def may_ask(scope: Scope, user_id: int, sheet: MarkSheet) -> bool:
    """Whether the user may ask for an amendment of the sheet: its teacher, of today or the term.

    Where no teacher of it has an account at work, who approves sheets asks.
    """
    if sheet.state != SheetState.SEALED:
        return False
    if scope.can(Action.WRITE_OWN_MARKS, sheet.school_id):
        taught = (sheet.class_group_id, sheet.subject_id)
        if teaches(user_id, *taught) or has_taught(user_id, *taught, sheet.term):
            return True
    teachers = teachers_at_work(sheet)
    if user_id in teachers:
        return True
    return not teachers and scope.can(Action.APPROVE_MARKS, sheet.school_id)


def visible_amendments(scope: Scope, user_id: int) -> "QuerySet[Amendment]":
    """Those the user may see: of schools whose sheets the user reads, of own sheets and homerooms.

    The Department's administrators, who may have to approve, see every one.
    """
    found = Amendment.objects.select_related(
        "sheet__subject",
        "sheet__regulation",
        "sheet__class_group__school_year",
        "sheet__class_group__school",
        "sheet__term__school_year",
        "asked_by",
        "confirmed_by",
        "approved_by",
        "endorsed_by",
    )
    schools = scope.schools_where(Action.READ_MARKS)
    if schools is None or scope.can(Action.ADMINISTER):
        return found
    own = assigned_pairs(user_id) | taught_in_term(user_id)
    sheets = MarkSheet.objects.filter(own, state=SheetState.SEALED)
    return found.filter(
        Q(school__in=schools)
        | Q(asked_by=user_id)
        | Q(confirmed_by=user_id)
        | Q(sheet__in=sheets)
        | Q(sheet__class_group__in=homerooms_of(user_id).values("class_group"))
    )


def may_see_evidence(scope: Scope, user_id: int, amendment: Amendment) -> bool:
    """Who asked, who may confirm or approve or has, and who inspects; not the colleagues."""
    if user_id in persons_of(amendment) or amendment.endorsed_by_id == user_id:
        return True
    if scope.can(Action.READ_MARKS, amendment.school_id) or scope.can(Action.ADMINISTER):
        return True
    return turn_of(amendment).is_of(user_id)
