"""Correcting and withdrawing what was sealed of a class: the next version, under a decision."""

from collections.abc import Callable
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.exchange.feeds import Draft
from eduportal.exchange.models import Package
from eduportal.exchange.wire.header import Event
from eduportal.scoping import Scope
from grades.events import marks_changed
from grades.selectors.correcting import SealedTerm, sealed_term
from grades.services.deciding import principal_who_seals
from grades.services.errors import ClassNotReady, ShownOtherwise
from grades.services.sealing import REASON_LENGTH, seal_draft, signature_of
from schools.models import ClassGroup, Term
from schools.services import lock_classes

Change = Callable[[SealedTerm], Draft]


def correct_class(
    *, class_group: ClassGroup, term: Term, revision: str, basis: str, scope: Scope, user: User
) -> Package:
    """Seal what the register says now in place of what was sealed: đính chính theo quyết định.

    `revision` is that of the SealedTerm the user looked at, `basis` number and date of the
    decision. What came back from above is sealed again in the same way. Raises NotAllowed,
    ShownOtherwise, and ClassNotReady where nothing differs or nothing was sealed.
    """

    def corrected(sealed: SealedTerm) -> Draft:
        if not sealed.can_be_corrected:
            raise ClassNotReady(_("Nothing differs from what was sealed. Nothing was done."), [])
        return replace(sealed.now, event=Event.CORRECTION)

    return _next_version(class_group, term, revision, basis, scope, user, corrected)


def withdraw_class(
    *, class_group: ClassGroup, term: Term, revision: str, basis: str, scope: Scope, user: User
) -> Package:
    """Withdraw what was sealed: a version without lines, on every level. Thu hồi kết quả.

    A student who is held elsewhere counts there from then on. Arguments and refusals as for
    correct_class.
    """

    def withdrawn(sealed: SealedTerm) -> Draft:
        if sealed.is_withdrawn:
            raise ClassNotReady(_("The results are withdrawn already. Nothing was done."), [])
        if sealed.is_returned:
            raise ClassNotReady(_("Nothing counts as sealed here. Nothing was done."), [])
        return replace(sealed.now, event=Event.WITHDRAWAL, lines=())

    return _next_version(class_group, term, revision, basis, scope, user, withdrawn)


def _next_version(
    class_group: ClassGroup,
    term: Term,
    revision: str,
    basis: str,
    scope: Scope,
    user: User,
    change: Change,
) -> Package:
    principal = principal_who_seals(class_group, scope)
    basis = " ".join(basis.split())
    if not 1 <= len(basis) <= REASON_LENGTH:
        raise ClassNotReady(_("Name the decision: its number and date. Nothing was done."), [])
    with transaction.atomic():
        lock_classes([class_group.pk])
        sealed = sealed_term(class_group, term)
        if sealed is None:
            raise ClassNotReady(_("Nothing counts as sealed here. Nothing was done."), [])
        if sealed.revision != revision:
            raise ShownOtherwise(
                _(
                    "Marks, their state or decisions have changed since this page was opened. "
                    "Nothing was done."
                )
            )
        by = signature_of(user, principal)
        package = seal_draft(class_group, replace(change(sealed), basis=basis, sealed_by=by))
        marks_changed(class_group.school_id, class_group.pk, term.pk, at_once=True)
    return package
