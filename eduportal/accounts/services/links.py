"""One-time links: how the owner of an account gets in without anybody knowing a password.

A link is made for a new account, and in place of a forgotten password: then the old password, the
sessions and an earlier link no longer open anything. The code in it is shown or mailed once and
kept only as a keyed digest.
"""

import datetime
import secrets
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from eduportal.accounts import authority
from eduportal.accounts.choices import Change, MailKind
from eduportal.accounts.models import AccountChange, Mail, OneTimeLink, User
from eduportal.accounts.services import guessing
from eduportal.accounts.services.sessions import end_sessions
from eduportal.core.hints import offer

# What is copied by hand from paper: no two characters alike, and no letter out of which
# Vietnamese keyboards make another one (vowels, d, w and z of Telex).
ALPHABET = "cfghkmnprtvx23456789"
# 20^16 codes: 69 bits.
CODE_LENGTH = 16
GROUP = 4
# As it may be typed, with dashes and spaces.
LONGEST_CODE = 50


class Slip(NamedTuple):
    """What is put into the hands of one person; the only time the code can be read."""

    account: User
    code: str
    address: str
    ends_at: datetime.datetime


def print_link(*, actor: User, account: User, origin: str) -> Slip:
    """Make a link for paper. The caller has locked the account and asked who manages it.

    An invitation that is still on its way by mail is called back.
    """
    with transaction.atomic():
        Mail.objects.filter(user=account, kind=MailKind.INVITATION, sent_at=None).delete()
        link = _new_link(actor, account)
        code = _new_code(link)
        note(Change.LINK_PRINTED, account=account, actor=actor)
    return Slip(account, grouped(code), address_of(origin, code), link.ends_at)


def mail_link(*, actor: User, account: User, origin: str) -> None:
    """Have a worker send a link. The caller has locked the account and asked who manages it.

    Raises ValidationError without an e-mail address.
    """
    if not account.email:
        raise ValidationError(_("The account has no e-mail address."))
    with transaction.atomic():
        _new_link(actor, account)
        Mail.objects.create(
            kind=MailKind.INVITATION,
            user=account,
            to=account.email,
            origin=origin,
            language=settings.LANGUAGE_CODE,
        )
        note(Change.LINK_SENT, account=account, actor=actor)
        offer("accounts.send_mail")


def link_for_mail(account: User, origin: str) -> tuple[str, datetime.datetime]:
    """The address to send, and until when it is good. Raises OneTimeLink.DoesNotExist."""
    link = OneTimeLink.objects.select_for_update().get(account=account)
    return address_of(origin, _new_code(link)), link.ends_at


def owner_of(code: str) -> User | None:
    """Whose link it is, if it still opens something."""
    link = OneTimeLink.objects.filter(digest=_digest(code)).first()
    return _owner(link)


def use_link(*, code: str, password: str) -> User | None:
    """Give the owner the password and use the link up; None when it does not open anything.

    The password has been checked. Every session of the account ends.
    """
    known = OneTimeLink.objects.filter(digest=_digest(code))
    with transaction.atomic():
        # The account before its link, as those who make one lock them.
        list(User.objects.filter(pk__in=known.values("account")).select_for_update())
        link = known.select_for_update(of=("self",)).first()
        account = _owner(link)
        if link is None or account is None:
            return None
        link.delete()
        account.set_password(password)
        account.save(update_fields=["password"])
        end_sessions(user=account)
        note(Change.LINK_USED, account=account, actor=account)
        return account


def entrance_of(origin: str) -> str:
    """The address at which a code from paper is typed in."""
    return f"{origin}{reverse('accounts:one-time-link')}"


def address_of(origin: str, code: str) -> str:
    """The whole address. The code is a query, which no log of the portal or of nginx holds."""
    return f"{entrance_of(origin)}?{urlencode({'code': grouped(code)})}"


def grouped(code: str) -> str:
    """The code as people copy it, in groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def note(what: Change, *, account: User, actor: User) -> None:
    """Write into the account's history what no trigger sees."""
    AccountChange.objects.create(
        account=account, actor=actor, at=timezone.now(), door="browser", what=what
    )


def take_ways_in(account: User) -> None:
    """Leave nothing that opens the account by password, and no wait for the next attempt."""
    # A new account never had one: its history would begin with a change nobody made.
    if account.has_usable_password():
        account.set_unusable_password()
        account.save(update_fields=["password"])
    end_sessions(user=account)
    guessing.unlock(account)


def _new_link(actor: User, account: User) -> OneTimeLink:
    """The account's link, without a code yet; an earlier one is gone."""
    ends_at = timezone.now() + datetime.timedelta(days=settings.EDUPORTAL_LINK_DAYS)
    facts = {"digest": None, "made_by": actor, "ends_at": ends_at}
    return OneTimeLink.objects.update_or_create(account=account, defaults=facts)[0]


def _new_code(link: OneTimeLink) -> str:
    code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
    link.digest = _digest(code)
    link.save(update_fields=["digest"])
    return code


def _digest(code: str) -> str:
    plain = code.replace("-", "").replace(" ", "").lower()
    return salted_hmac("accounts.one_time_link", plain, algorithm="sha256").hexdigest()


def _owner(link: OneTimeLink | None) -> User | None:
    """The account of a link that is in time, and that its maker may still give."""
    if link is None or link.ends_at <= timezone.now() or not link.made_by.is_active:
        return None
    return authority.managed_by(link.made_by).filter(pk=link.account_id, is_active=True).first()
