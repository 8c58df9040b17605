"""The only writer of entry windows and of the exceptions to them."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.events import marks_changed
from grades.models import EntryException, ProvinceWindow, SchoolWindow
from grades.rules.entry_days import EntryDays
from grades.selectors.windows import AnyWindow, classes_with_other_dues
from grades.services.errors import DaysRefused, NotAllowed
from schools.models import ClassGroup, GradeLevel, School, Term
from schools.services import lock_register
from staffing.models import StaffMember
from students.models import Student


def may_set_windows(scope: Scope) -> bool:
    """Whether the user sets the days of entry, for the province and for each school."""
    return scope.can(Action.ADMINISTER)


def may_give_exceptions(scope: Scope, school_id: int) -> bool:
    """Whether the user lets marks be entered beyond the days: the Department, or by its leave
    (EDUPORTAL_SCHOOLS_GIVE_EXCEPTIONS) the heads of the school, but no deputy of theirs."""
    if scope.can(Action.ADMINISTER):
        return True
    if not settings.EDUPORTAL_SCHOOLS_GIVE_EXCEPTIONS:
        return False
    is_deputy = scope.acts_for(Action.APPROVE_MARKS, school_id) is not None
    return scope.can(Action.APPROVE_MARKS, school_id) and not is_deputy


@dataclass(frozen=True)
class WindowPlace:
    """What a window speaks of: the term, one school or all, a grade level and a kind of column."""

    term: Term
    school: School | None = None
    grade_level: GradeLevel | None = None
    column: str = ""


def set_window(
    *, place: WindowPlace, days: EntryDays, reason: str, scope: Scope, user_id: int
) -> AnyWindow:
    """Add a window. Raises NotAllowed, DaysRefused."""
    _require_setting(scope)
    _require_within(place.term, days)
    named = {"term": place.term, "grade_level": place.grade_level, "column": place.column}
    row: AnyWindow = ProvinceWindow(**named)
    if place.school is not None:
        row = SchoolWindow(school=place.school, **named)
    elif place.grade_level is None and not place.column:
        raise DaysRefused(
            _("The days for everything are the term’s own. Choose a grade, a column or a school.")
        )
    _write(row, days, reason, user_id)
    return row


def alter_window(
    *,
    window: AnyWindow,
    shown: str,
    days: EntryDays,
    reason: str,
    scope: Scope,
    user_id: int,
) -> None:
    """Give a window other days; `shown` is its revision on the page. As set_window."""
    _require_setting(scope)
    _require_within(window.term, days)
    with transaction.atomic():
        _write(_locked(window, shown), days, reason, user_id)


def remove_window(*, window: AnyWindow, shown: str, scope: Scope) -> None:
    """Take a window away; what it spoke of follows the next more general one."""
    _require_setting(scope)
    with transaction.atomic():
        row = _locked(window, shown)
        _announce(row)
        row.delete()


def give_exception(
    *,
    term: Term,
    whose: StaffMember | ClassGroup | Student,
    column: str,
    ends_on: datetime.date,
    reason: str,
    scope: Scope,
    user_id: int,
) -> EntryException:
    """Let `whose` marks be entered from today on. Raises NotAllowed, DaysRefused."""
    _require_giving(scope, whose.school_id)
    _require_to_come(term, ends_on)
    with transaction.atomic():
        # Removals wait for this lock, or are over.
        lock_register(whose.school_id)
        if not type(whose)._default_manager.filter(pk=whose.pk).exists():
            raise DaysRefused(_("It has been removed since this page was opened."))
        return EntryException.objects.create(
            school_id=whose.school_id,
            term=term,
            staff=whose if isinstance(whose, StaffMember) else None,
            class_group=whose if isinstance(whose, ClassGroup) else None,
            student=whose if isinstance(whose, Student) else None,
            column=column,
            starts_on=timezone.localdate(),
            ends_on=ends_on,
            reason=reason,
            given_by_id=user_id,
        )


def end_exception(*, exception: EntryException, scope: Scope, user_id: int) -> None:
    """End an exception now, before its last day. Raises NotAllowed, DaysRefused."""
    _require_giving(scope, exception.school_id)
    in_force = EntryException.objects.filter(pk=exception.pk, ended_at=None)
    if not in_force.update(ended_at=timezone.now(), ended_by_id=user_id):
        raise DaysRefused(_("The exception has been ended since this page was opened."))


def _require_setting(scope: Scope) -> None:
    if not may_set_windows(scope):
        raise NotAllowed(_("The Department sets the days of mark entry."))


def _require_giving(scope: Scope, school_id: int) -> None:
    if not may_give_exceptions(scope, school_id):
        raise NotAllowed(_("The Department gives exceptions to the days of mark entry."))


def _require_within(term: Term, days: EntryDays) -> None:
    first, last = term.starts_on, term.school_year.ends_on
    if not first <= days.opens_on <= days.closes_on <= last:
        raise DaysRefused(
            _("First and last day must follow each other, from %(first)s to %(last)s.")
            % {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
        )


def _require_to_come(term: Term, ends_on: datetime.date) -> None:
    """An exception ends today or later, within the school year."""
    first, last = timezone.localdate(), term.school_year.ends_on
    if not first <= ends_on <= last:
        raise DaysRefused(
            _("The last day must be from %(first)s to %(last)s.")
            % {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
        )


def _locked(window: AnyWindow, shown: str) -> AnyWindow:
    row = type(window).objects.select_for_update().filter(pk=window.pk).first()
    if row is None or row.revision != shown:
        raise DaysRefused(_("The window has changed since this page was opened. Nothing was done."))
    return row


def _write(row: AnyWindow, days: EntryDays, reason: str, user_id: int) -> None:
    row.opens_on, row.closes_on = days.opens_on, days.closes_on
    row.reason, row.set_by_id = reason, user_id
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as problem:
        raise DaysRefused(
            _("There is a window for this already. Change that one in the list.")
        ) from problem
    _announce(row)


def _announce(row: AnyWindow) -> None:
    """Have the figures counted again of the classes in which other cells are due now."""
    for school_id, class_id in classes_with_other_dues(row):
        marks_changed(school_id, class_id, row.term_id, at_once=True)
