"""Accounts of the whole node, as the Department's administrator makes and keeps them.

The history is written by triggers; every call asks who may manage whom (accounts/authority.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp_webauthn.models import WebAuthnCredential
from knox.models import AuthToken

from eduportal.accounts import authority
from eduportal.accounts.choices import Change
from eduportal.accounts.models import AccountChange, Authenticator, Membership, RecoveryCodes, User
from eduportal.accounts.roles import Role
from eduportal.accounts.services import managing
from eduportal.accounts.services.creating import Made
from eduportal.accounts.services.links import Slip
from eduportal.accounts.services.managing import NotYours
from eduportal.accounts.services.sessions import end_sessions
from schools.models import AdminUnit, School


@dataclass(frozen=True)
class Post:
    """A role and the place it needs: a school, a commune, or neither."""

    role: Role
    school: School | None = None
    unit: AdminUnit | None = None

    @property
    def school_id(self) -> int | None:
        return self.school.pk if self.school else None


def create_account(*, actor: User, account: User, post: Post, origin: str) -> Made:
    """Store a new account with one role, and a link to choose a password: mailed, or on a slip.

    A machine gets none: its tokens are made by a command. Raises NotYours; ValidationError with
    the problems by field.
    """
    if not authority.may_give(actor, role=post.role, school_id=post.school_id):
        raise NotYours(post.role)
    account.set_unusable_password()
    account.full_clean()
    with transaction.atomic():
        _save(account)
        _checked(account, post).save()
        slips: list[Slip] = []
        if post.role != Role.MACHINE:
            by_mail = bool(account.email)
            slips = managing.renew_access(
                actor=actor, accounts=[account], origin=origin, by_mail=by_mail
            )
    return Made(account, next(iter(slips), None))


def correct_account(*, actor: User, account: User) -> None:
    """Store user name, full name and e-mail as described. Raises NotYours; ValidationError."""
    with transaction.atomic():
        stored = _locked(actor, account)
        for name in ("username", "full_name", "email"):
            setattr(stored, name, getattr(account, name))
        stored.full_clean(exclude=["password"])
        _save(stored, update_fields=["username", "full_name", "email"])


def give_post(*, actor: User, account: User, post: Post) -> None:
    """Give the account one more role, from today. Raises NotYours; ValidationError."""
    with transaction.atomic():
        account = _locked(actor, account)
        if not authority.may_give(actor, role=post.role, school_id=post.school_id):
            raise NotYours(post.role)
        held = Membership.objects.in_force().filter(user=account, role=post.role)
        if held.filter(school=post.school, unit=post.unit).exists():
            raise ValidationError(_("The account has this role already."))
        _checked(account, post).save()


def set_mark_importer(*, actor: User, membership: Membership, is_importer: bool) -> None:
    """Let the membership bring in the marks of any sheet by file, or no longer.

    Only those who give roles everywhere may. Raises NotYours; ValidationError.
    """
    with transaction.atomic():
        managed = authority.memberships_managed_by(actor).filter(pk=membership.pk)
        found = managed.select_for_update(of=("self",)).first()
        if found is None or not authority.gives_everywhere(actor):
            raise NotYours(membership.role)
        found.imports_marks = is_importer
        found.full_clean()
        found.save(update_fields=["imports_marks"])


def remove_factors(*, actor: User, account: User) -> None:
    """Remove every second factor of a person who has lost them, and end the sessions.

    The next sign-in asks for a new one where the role needs one. Raises NotYours.
    """
    with transaction.atomic():
        account = _locked(actor, account)
        for model in (Authenticator, RecoveryCodes, WebAuthnCredential):
            model._default_manager.filter(user=account).delete()
        end_sessions(user=account)
        _note(Change.FACTORS_REMOVED, actor, account)


def revoke_tokens(*, actor: User, account: User) -> None:
    """Make every token of a machine worthless. Raises NotYours."""
    with transaction.atomic():
        account = _locked(actor, account)
        AuthToken.objects.filter(user=account).delete()
        _note(Change.TOKENS_REVOKED, actor, account)


def _save(account: User, update_fields: Sequence[str] | None = None) -> None:
    """Store a checked account. Raises ValidationError where its name was taken meanwhile."""
    try:
        with transaction.atomic():
            account.save(update_fields=update_fields)
    except IntegrityError:
        account.full_clean(exclude=["password"])
        raise


def _checked(account: User, post: Post) -> Membership:
    """The membership, not stored yet. Raises ValidationError where role and place do not fit."""
    membership = Membership(user=account, role=post.role, school=post.school, unit=post.unit)
    membership.full_clean(exclude=["user"])
    return membership


def _note(what: Change, actor: User, account: User) -> None:
    """Write into the account's history what no trigger sees."""
    AccountChange.objects.create(
        account=account, actor=actor, at=timezone.now(), door="browser", what=what
    )


def _locked(actor: User, account: User) -> User:
    found = authority.managed_by(actor).filter(pk=account.pk)
    locked = found.select_for_update(of=("self",)).first()
    if locked is None:
        raise NotYours(account.pk)
    return locked
