"""New accounts of a school's people: all of them, or none and every reason why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from eduportal.accounts import authority
from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from eduportal.accounts.services.links import Slip, mail_link, print_link
from eduportal.accounts.services.managing import NotYours
from eduportal.core.text import search_key
from schools.models import School

# For a name without a letter that a user name could hold.
UNNAMED = "user"


@dataclass(frozen=True)
class NewAccount:
    """What is asked for one person. With an e-mail address the link is mailed, else printed."""

    full_name: str
    username: str
    role: Role
    email: str = ""


class Made(NamedTuple):
    """One new account; `slip` is what is printed for it, None where a mail is on its way, or where
    no link was asked for."""

    account: User
    slip: Slip | None


class AccountsRefused(ValueError):
    """None of the accounts was made; `problems` holds the reasons by place in the list."""

    def __init__(self, problems: dict[int, list[str]]) -> None:
        super().__init__(str(problems))
        self.problems = problems


def create_accounts(
    *, actor: User, school: School, wanted: Sequence[NewAccount], origin: str
) -> list[Made]:
    """Store the accounts, each with one role at the school and a link to choose a password.

    Without an `origin` there is no link yet: who manages the account prints or mails one. Raises
    NotYours where the actor may not give a role; AccountsRefused.
    """
    for each in wanted:
        if not authority.may_give(actor, role=each.role, school_id=school.pk):
            raise NotYours(each.role)
    accounts = _checked(wanted)
    try:
        with transaction.atomic():
            return [
                _made(actor, school, account, each.role, origin)
                for account, each in zip(accounts, wanted, strict=True)
            ]
    except IntegrityError:
        # A name was taken between the check and the write: the check says which.
        _checked(wanted)
        raise


def account_problems(*, username: str, full_name: str, email: str) -> dict[str, list[str]]:
    """Why no account can be made so, by field."""
    account = User(username=username, full_name=full_name, email=email)
    account.set_unusable_password()
    try:
        account.full_clean()
    except ValidationError as refusal:
        return refusal.message_dict
    return {}


def proposed_user_names(full_names: Sequence[str]) -> list[str]:
    """A free user name for each, as "bao.lq" for Lương Quốc Bảo, with a number where taken."""
    bases = [_base(name) for name in full_names]
    if not bases:
        return []
    begins = reduce(or_, (Q(username__startswith=base) for base in set(bases)))
    taken = set(User.objects.filter(begins).values_list("username", flat=True))
    names = []
    for base in bases:
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}{number}"
        taken.add(name)
        names.append(name)
    return names


def _base(full_name: str) -> str:
    words = [
        "".join(letter for letter in word if letter.isascii() and letter.isalnum())
        for word in search_key(full_name).split()
    ]
    words = [word for word in words if word]
    if not words:
        return UNNAMED
    initials = "".join(word[0] for word in words[:-1])
    return f"{words[-1]}.{initials}" if initials else words[-1]


def _checked(wanted: Sequence[NewAccount]) -> list[User]:
    """The accounts, not stored yet. Raises AccountsRefused."""
    accounts, problems = [], {}
    for place, each in enumerate(wanted):
        account = User(username=each.username, full_name=each.full_name, email=each.email)
        account.set_unusable_password()
        try:
            account.full_clean()
        except ValidationError as refusal:
            problems[place] = refusal.messages
        accounts.append(account)
    times = Counter(account.username for account in accounts)
    for place, account in enumerate(accounts):
        if times[account.username] > 1 and place not in problems:
            text = _("The user name “%(name)s” stands here for two people.")
            problems[place] = [text % {"name": account.username}]
    if problems:
        raise AccountsRefused(problems)
    return accounts


def _made(actor: User, school: School, account: User, role: Role, origin: str) -> Made:
    account.save()
    Membership.objects.create(user=account, role=role, school=school)
    if not origin:
        return Made(account, None)
    if account.email:
        mail_link(actor=actor, account=account, origin=origin)
        return Made(account, None)
    return Made(account, print_link(actor=actor, account=account, origin=origin))
