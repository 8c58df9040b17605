"""A school's own accounts: links, closing, roles. The history is written by triggers.

Every call asks who may manage whom (accounts/authority.py) in the statement that locks the row.
"""

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts import authority
from eduportal.accounts.choices import Change
from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from eduportal.accounts.services import guessing
from eduportal.accounts.services.links import Slip, mail_link, note, print_link, take_ways_in
from eduportal.accounts.services.sessions import end_sessions
from schools.models import School


class NotYours(Exception):
    """The actor does not manage this account or membership, or may not give this role."""


def renew_access(
    *, actor: User, accounts: Sequence[User], origin: str, by_mail: bool = False
) -> list[Slip]:
    """Give each account a new link in place of its password, and let it try again at once.

    Sessions, the old password and earlier links end. The links are mailed, or are in the answer
    to be printed. Raises NotYours; ValidationError for a closed account, or one without e-mail.
    """
    slips = []
    with transaction.atomic():
        for each in sorted(accounts, key=lambda account: account.pk):
            account = _managed(actor, each)
            if not account.is_active:
                raise ValidationError(_("A closed account gets no link. Open it first."))
            take_ways_in(account)
            if by_mail:
                mail_link(actor=actor, account=account, origin=origin)
            else:
                slips.append(print_link(actor=actor, account=account, origin=origin))
    return slips


def unlock(*, actor: User, account: User) -> None:
    """Forget the wrong guesses, so that the owner need not wait. Raises NotYours."""
    with transaction.atomic():
        account = _managed(actor, account)
        guessing.unlock(account)
        note(Change.UNLOCKED, account=account, actor=actor)


def set_open(*, actor: User, account: User, is_open: bool) -> None:
    """Close the account, or open it again. Raises NotYours. Repeating it changes nothing.

    Closing ends its sessions. Its tokens rest: they open nothing until the account is open again.
    """
    with transaction.atomic():
        account = _managed(actor, account)
        account.is_active = is_open
        account.save(update_fields=["is_active"])
        if not is_open:
            end_sessions(user=account)


def give_role(*, actor: User, account: User, school: School, role: Role) -> None:
    """Give an account the actor manages one more role at the school, from today.

    Raises NotYours; ValidationError when the account has the role already.
    """
    with transaction.atomic():
        account = _managed(actor, account)
        if not authority.may_give(actor, role=role, school_id=school.pk):
            raise NotYours(role)
        if Membership.objects.in_force().filter(user=account, school=school, role=role).exists():
            raise ValidationError(_("The account has this role already."))
        Membership.objects.create(user=account, role=role, school=school)


def end_membership(*, actor: User, membership: Membership) -> None:
    """End a role and the sessions at once: yesterday was its last day. Raises NotYours.

    One that began today is removed, because its last day cannot lie before its first; the history
    keeps both steps.
    """
    with transaction.atomic():
        managed = authority.memberships_managed_by(actor).filter(pk=membership.pk)
        found = managed.select_for_update(of=("self",)).first()
        if found is None:
            raise NotYours(membership.role)
        today = timezone.localdate()
        if found.starts_on >= today:
            found.delete()
        else:
            found.ends_on = today - datetime.timedelta(days=1)
            found.save(update_fields=["ends_on"])
        end_sessions(user=found.user)


def _managed(actor: User, account: User) -> User:
    found = authority.managed_by(actor).filter(pk=account.pk)
    locked = found.select_for_update(of=("self",)).first()
    if locked is None:
        raise NotYours(account.pk)
    return locked
