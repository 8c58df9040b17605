"""Amendments of sealed marks: whose turn it is, and who may see which."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from eduportal.accounts.models import User
from eduportal.accounts.roles import DeputyAct
from eduportal.accounts.selectors import administrators, at_work, who_may
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import AmendmentState, SheetState
from grades.models import Amendment, AmendmentPolicy, MarkSheet
from staffing.selectors import (
    assigned_pairs,
    classes_led,
    has_taught,
    homeroom_of,
    taught_in_term,
    teachers_of_sheets,
    teaches,
)

OPEN = (
    AmendmentState.ASKED,
    AmendmentState.QUESTIONED,
    AmendmentState.CONFIRMED,
    AmendmentState.ENDORSED,
)


@dataclass(frozen=True)
class Turn:
    """Who may take the next step: these accounts, or an administrator of the Department."""

    users: frozenset[int] = frozenset()
    is_departments: bool = False

    def is_of(self, user_id: int) -> bool:
        return user_id in self.users


def department_approves() -> bool:
    """Whether the Department approves every amendment as well: the newest rule counts."""
    newest = AmendmentPolicy.objects.order_by("-pk").first()
    return newest is not None and newest.department_approves


def turn_of(amendment: Amendment) -> Turn:
    """Whose step is next; nobody's once it has ended. At most six queries.

    Nobody takes two of the three steps, and who gives the subject confirms and approves nothing of
    it. Where nobody of the school is left, the Department's administrators take the step.
    """
    if amendment.state == AmendmentState.ASKED:
        return _confirming(amendment)
    if amendment.state == AmendmentState.QUESTIONED:
        return Turn(frozenset({amendment.asked_by_id}))
    if amendment.state == AmendmentState.CONFIRMED:
        sealing = who_may(DeputyAct.SEAL, amendment.school_id)
        return _of_school(sealing - _taken(amendment)) or _departments(amendment)
    if amendment.state == AmendmentState.ENDORSED:
        return _departments(amendment)
    return Turn()


def _confirming(amendment: Amendment) -> Turn:
    """The homeroom teacher; else who approves sheets, vice-heads before heads."""
    school_id, taken = amendment.school_id, _taken(amendment)
    group = amendment.sheet.class_group
    day = group.school_year.day_in(timezone.localdate())
    leading = {staff.user_id for staff in homeroom_of(group, day)}
    if found := _of_school(at_work(leading, school_id) - taken):
        return found
    approving = who_may(DeputyAct.APPROVE, school_id) - taken
    sealing = who_may(DeputyAct.SEAL, school_id)
    return (
        _of_school(approving - sealing)
        or _of_school((approving | sealing) - taken)
        or _departments(amendment)
    )


def _of_school(users: Iterable[int]) -> Turn | None:
    found = frozenset(users)
    return Turn(found) if found else None


def _departments(amendment: Amendment) -> Turn:
    users: QuerySet[User] = administrators()
    ids = set(users.values_list("pk", flat=True))
    return Turn(frozenset(ids - _persons(amendment)), is_departments=True)


def _persons(amendment: Amendment) -> set[int | None]:
    return {amendment.asked_by_id, amendment.confirmed_by_id, amendment.approved_by_id}


def _taken(amendment: Amendment) -> set[int | None]:
    """Who has taken a step already, or gives the subject today."""
    return _persons(amendment) | {*teachers_at_work(amendment.sheet)}


def teachers_at_work(sheet: MarkSheet) -> set[int]:
    """The accounts of those who give the subject today, or gave it at the year's end."""
    group = sheet.class_group
    day = group.school_year.day_in(timezone.localdate())
    teachers = teachers_of_sheets({group.pk}, day).get((group.pk, sheet.subject_id), [])
    return at_work({staff.user_id for staff in teachers}, sheet.school_id)


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
        | Q(sheet__class_group__in=classes_led(user_id).values("class_group"))
    )


def may_see_evidence(scope: Scope, user_id: int, amendment: Amendment) -> bool:
    """Who asked, who may confirm or approve or has, and who inspects; not the colleagues."""
    if user_id in _persons(amendment) or amendment.endorsed_by_id == user_id:
        return True
    if scope.can(Action.READ_MARKS, amendment.school_id) or scope.can(Action.ADMINISTER):
        return True
    return turn_of(amendment).is_of(user_id)
