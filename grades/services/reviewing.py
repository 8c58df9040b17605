"""Requests of students and parents to look at marks again: written down, and their outcome."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import ReviewState, SheetState
from grades.models import Amendment, MarkRecord, MarkReview, MarkSheet
from grades.selectors.history import last_change_of_cell
from grades.selectors.turns import teachers_at_work
from grades.services.errors import AmendmentRefused, NotAllowed, ShownOtherwise
from grades.services.permissions import may_write
from grades.services.telling import named
from schools.services import lock_classes
from staffing.selectors import homerooms_of

OUTCOME_LENGTH = MarkReview._meta.get_field("outcome").max_length or 0


@dataclass(frozen=True)
class ReviewFacts:
    """Who asked, by which paper, when it came in, and what is asked."""

    asked_by: str
    paper: str
    came_on: datetime.date
    words: str


def may_write_down(scope: Scope, user_id: int, sheet: MarkSheet) -> bool:
    """Heads, the school's office, the teacher of the subject and who leads the class write such a
    request down."""
    deciding = (Action.APPROVE_MARKS, Action.KEEP_REGISTER)
    if any(scope.can(each, sheet.school_id) for each in deciding):
        return True
    if may_write(scope, user_id, sheet):
        return True
    return homerooms_of(user_id).filter(class_group=sheet.class_group_id).exists()


def may_settle(scope: Scope, user_id: int, sheet: MarkSheet) -> bool:
    """The teacher of the subject says what came of it; a head where nobody gives it any more."""
    if may_write(scope, user_id, sheet):
        return True
    is_head = scope.can(Action.APPROVE_MARKS, sheet.school_id)
    return is_head and not teachers_at_work(sheet)


def write_review(
    *,
    record: MarkRecord,
    cells: Collection[str],
    facts: ReviewFacts,
    scope: Scope,
    user: User,
) -> MarkReview:
    """Write a request down and tell the teachers of the sheet. Raises NotAllowed,
    AmendmentRefused."""
    sheet = record.sheet
    if not may_write_down(scope, user.pk, sheet):
        raise NotAllowed(_("You cannot write down requests about this sheet."))
    names = [name for name in sheet.columns if name in cells]
    if not names:
        raise AmendmentRefused([_("Choose at least one cell.")])
    with transaction.atomic():
        # One request a class at a time, so that looking for the same one and writing are one step.
        lock_classes([sheet.class_group_id])
        same = MarkReview.objects.filter(record=record, cells=names, **vars(facts))
        if same.filter(state=ReviewState.OPEN).exists():
            raise AmendmentRefused([_("This request is written down already. Nothing was done.")])
        of = {"school_id": sheet.school_id, "record": record, "written_by": user}
        review = MarkReview.objects.create(cells=names, **of, **vars(facts))
        _tell(review, NoticeKind.REVIEW_ASKED, teachers_at_work(sheet), by=user.pk)
    return review


def settle_review(
    *, review: MarkReview, state: str, outcome: str, scope: Scope, user: User
) -> None:
    """The marks stay, or were changed on the open sheet: with the reason in words.

    Raises NotAllowed, ShownOtherwise, AmendmentRefused.
    """
    sheet = review.record.sheet
    if not may_settle(scope, user.pk, sheet):
        raise NotAllowed(_("The teacher of the subject says what came of it."))
    if state not in (ReviewState.STAYS, ReviewState.CHANGED):
        raise AmendmentRefused([_("Choose what came of it.")])
    if state == ReviewState.CHANGED and sheet.state == SheetState.SEALED:
        raise AmendmentRefused([_("The sheet is sealed: its marks change by an amendment.")])
    if state == ReviewState.CHANGED and not _has_changed(review):
        raise AmendmentRefused([_("None of its cells has changed since the request.")])
    if not outcome.strip():
        raise AmendmentRefused([_("Say why, in words the others will read.")])
    _end(review, user, state=state, outcome=" ".join(outcome.split())[:OUTCOME_LENGTH])


def _has_changed(review: MarkReview) -> bool:
    # What came along from another class is no change of the mark.
    here = (cell for cell in review.cells if cell not in review.record.origins)
    changes = (last_change_of_cell(review.record, cell) for cell in here)
    return any(change is not None and change.at > review.written_at for change in changes)


def follow_reviews(
    lines: Iterable[MarkRecord], there: Mapping[tuple[int, int], MarkRecord], *, ended_too: bool
) -> None:
    """Requests follow the marks to the student's lines in another class of the school: who gives
    the subject there decides, and is told. `ended_too` where the lines they were about go."""
    reviews = MarkReview.objects.filter(record__in=lines).select_related("record__sheet")
    for review in reviews if ended_too else reviews.filter(state=ReviewState.OPEN):
        target = there.get(review.record.key)
        if target is None or target.school_id != review.school_id:
            continue
        review.record = target
        review.save(update_fields=["record"])
        if review.state == ReviewState.OPEN:
            users = teachers_at_work(target.sheet)
            _tell(review, NoticeKind.REVIEW_ASKED, users, by=review.written_by_id)


def end_by_amendment(*, review: MarkReview, amendment: Amendment, user: User) -> None:
    """The teacher has asked for an amendment of a sealed mark; what comes of that is its own."""
    _end(review, user, state=ReviewState.AMENDED, amendment=amendment)


def _end(review: MarkReview, user: User, **changes: object) -> None:
    with transaction.atomic():
        is_open = MarkReview.objects.filter(pk=review.pk, state=ReviewState.OPEN)
        if not is_open.update(settled_by=user, settled_at=timezone.now(), **changes):
            raise ShownOtherwise(_("The request has ended already."))
        _tell(review, NoticeKind.REVIEW_ENDED, {review.written_by_id}, by=user.pk)


def _tell(review: MarkReview, kind: NoticeKind, users: Collection[int], *, by: int) -> None:
    things = [
        Told(
            user_id=user_id,
            school_id=review.school_id,
            kind=kind,
            about=str(review.public_id),
            key=str(review.public_id),
            facts=named(review.record.sheet) | {"day": review.came_on.isoformat()},
        )
        for user_id in users
    ]
    tell(things, by=by)
