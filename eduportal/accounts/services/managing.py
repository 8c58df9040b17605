"""A school's own accounts: inviting, closing, roles. The history is written by triggers.

Every call asks who may manage whom (accounts/authority.py) in the statement that locks the row.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts import authority
from eduportal.accounts.choices import Change
from eduportal.accounts.models import AccountChange, Membership, User
from eduportal.accounts.roles import Role
from eduportal.accounts.services import mailing
from eduportal.accounts.services.sessions import end_sessions
from schools.models import School


class NotYours(Exception):
    """The actor does not manage this account or membership, or may not give this role."""


def invite_account(*, actor: User, school: School, account: User, role: Role, origin: str) -> User:
    """Store a new account with one role; its owner chooses the password by a link in a mail.

    Raises NotYours; ValidationError with the problems by field.
    """
    if not authority.may_give(actor, role=role, school_id=school.pk):
        raise NotYours(role)
    account.set_unusable_password()
    account.full_clean()
    with transaction.atomic():
        account.save()
        Membership.objects.create(user=account, role=role, school=school)
        send_link(actor=actor, account=account, origin=origin)
    return account


def send_link(*, actor: User, account: User, origin: str) -> None:
    """Send the owner a link for a new password. Raises NotYours; ValidationError without e-mail."""
    with transaction.atomic():
        account = _managed(actor, account)
        if not account.email:
            raise ValidationError(_("The account has no e-mail address."))
        mailing.invite(user=account, origin=origin)
        AccountChange.objects.create(
            account=account, actor=actor, at=timezone.now(), door="browser", what=Change.LINK_SENT
        )


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
