"""Accounts of administrators and of machines."""

import datetime
from collections.abc import Mapping

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from knox.models import AuthToken

from eduportal.accounts.models import Membership, TypingHabits, User
from eduportal.accounts.roles import Role
from eduportal.accounts.selectors import may_be_used


class NotAMachine(Exception):
    """No token of the user would be accepted: no machine membership in force, or closed."""


def create_administrator(*, username: str, full_name: str, email: str, password: str) -> User:
    """A new account that sees every school and may do everything in the administration site.

    Raises ValidationError with every reason at once: name taken or malformed, password too weak.
    """
    user = User(username=username, full_name=full_name, email=email, is_superuser=True)
    problems: list[str] = []
    for check in (
        lambda: user.full_clean(exclude=["password"]),
        lambda: validate_password(password, user),
    ):
        try:
            check()
        except ValidationError as problem:
            problems += problem.messages
    if problems:
        raise ValidationError(problems)
    user.set_password(password)
    with transaction.atomic():
        user.save()
        Membership.objects.create(user=user, role=Role.DEPARTMENT_ADMIN)
    return user


def want_digest(*, user: User, wanted: bool) -> None:
    """Whether the owner of the account wants mails about unread notices."""
    user.wants_digest = wanted
    user.save(update_fields=["wants_digest"])


def choose_habits(*, user: User, chosen: Mapping[str, bool]) -> None:
    """What the owner of the account chose for the mark grid, by field of TypingHabits."""
    TypingHabits.objects.update_or_create(user=user, defaults=chosen)


def create_machine_token(*, user: User, days: int) -> str:
    """A new token for a machine, valid for `days`. Only its digest is kept.

    Raises NotAMachine.
    """
    if not may_be_used(user, by_token=True):
        raise NotAMachine(user.username)
    return str(AuthToken.objects.create(user, expiry=datetime.timedelta(days=days))[1])
