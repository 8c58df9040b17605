"""Mails to the owners of accounts: a row first, sent by a worker.

No page sends a mail itself: the time it takes would tell whether an address belongs to an account,
and a mail server that hangs would hang the page.
"""

import datetime
import logging
from collections.abc import Iterable
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.accounts.choices import MailKind
from eduportal.accounts.models import Mail, OneTimeLink, User
from eduportal.accounts.selectors import accounts_with_email, administrators_with_email
from eduportal.accounts.services.links import link_for_mail

RESETS_AN_HOUR = 3
WARNED_EVERY = datetime.timedelta(days=1)
# The wait doubles after each failure, from a minute to two hours.
MOST_TRIES = 8
# Of the subject, and of what follows.
TEMPLATES = {
    MailKind.RESET: ("accounts/mail_reset_subject.txt", "accounts/mail_reset.txt"),
    MailKind.INVITATION: ("accounts/mail_invitation_subject.txt", "accounts/mail_invitation.txt"),
    MailKind.GUESSING: ("accounts/mail_guessing_subject.txt", "accounts/mail_guessing.txt"),
    MailKind.ALERT: ("accounts/mail_alert_subject.txt", "accounts/mail_alert.txt"),
    MailKind.DIGEST: ("notices/mail_digest_subject.txt", "notices/mail_digest.txt"),
}

logger = logging.getLogger(__name__)


def ask_for_reset(*, email: str, origin: str, language: str) -> None:
    """Queue a link for a new password, if an account has the address.

    More than three an hour to one address are dropped. Nothing here depends on whether there is
    such an account.
    """
    to = email.strip().lower()
    since = timezone.now() - datetime.timedelta(hours=1)
    asked = Mail.objects.filter(kind=MailKind.RESET, to=to, made_at__gt=since).count()
    if asked < RESETS_AN_HOUR:
        Mail.objects.create(kind=MailKind.RESET, to=to, origin=origin, language=language)


def warn_owner(*, user: User, origin: str) -> None:
    """Queue the warning that the password is being guessed: at most one a day."""
    since = timezone.now() - WARNED_EVERY
    warned = Mail.objects.filter(kind=MailKind.GUESSING, user=user, made_at__gt=since)
    if user.email and not warned.exists():
        _to_owner(MailKind.GUESSING, user, origin)


def tell_administrators() -> None:
    """Queue a mail to every administrator of this node: an alert is waiting to be looked at."""
    for user in administrators_with_email():
        _to_owner(MailKind.ALERT, user, f"https://{settings.EDUPORTAL_HOST}")


def queue_digests(user_ids: Iterable[int], moment: datetime.datetime) -> list[int]:
    """Queue a mail about unread notices for each of these people, made at the moment.

    Left out are those without an address, those who want none and those who had one today.
    Returns the ids of the others.
    """
    had_one = Mail.objects.filter(kind=MailKind.DIGEST, made_at__date=timezone.localdate(moment))
    users = User.objects.filter(pk__in=user_ids, is_active=True, wants_digest=True)
    users = users.exclude(email="").exclude(pk__in=had_one.values("user"))
    mails = [
        Mail(
            kind=MailKind.DIGEST,
            user=user,
            to=user.email,
            origin=f"https://{settings.EDUPORTAL_HOST}",
            language=settings.LANGUAGE_CODE,
            made_at=moment,
        )
        for user in users
    ]
    Mail.objects.bulk_create(mails)
    return [mail.user_id for mail in mails if mail.user_id]


def send_due() -> int:
    """Send what waits, each in a transaction of its own; how many rows were settled.

    A mail may go out twice if the process dies after the mail server has taken it.
    """
    settled = 0
    while _send_next():
        settled += 1
    return settled


def _to_owner(kind: MailKind, user: User, origin: str) -> None:
    Mail.objects.create(
        kind=kind, user=user, to=user.email, origin=origin, language=settings.LANGUAGE_CODE
    )


def _send_next() -> bool:
    with transaction.atomic():
        due = Mail.objects.filter(sent_at=None, due_at__lte=timezone.now(), tries__lt=MOST_TRIES)
        mail = due.select_for_update(skip_locked=True, of=("self",)).order_by("due_at").first()
        if mail is None:
            return False
        try:
            with transaction.atomic():
                for message in _messages(mail):
                    message.send()
        except SoftTimeLimitExceeded:
            raise
        except Exception as problem:
            # Of any kind: it would be the first one again, and stop all others.
            mail.tries += 1
            mail.due_at = timezone.now() + datetime.timedelta(minutes=2 ** (mail.tries - 1))
            logger.warning("Mail %s was not sent: %s", mail.pk, type(problem).__name__)
        else:
            mail.sent_at = timezone.now()
        mail.save()
        return True


def _messages(mail: Mail) -> list[EmailMessage]:
    """One for each account the mail is for: several may share an address."""
    if mail.kind == MailKind.RESET:
        users = accounts_with_email(mail.to)
    else:
        users = [user for user in (mail.user,) if user and user.is_active]
    if mail.kind == MailKind.INVITATION:
        # Without a link there is nothing to send any more: it has been printed instead.
        users = [user for user in users if OneTimeLink.objects.filter(account=user).exists()]
    with translation.override(mail.language):
        return [_message(mail, user, more) for user in users if (more := _more(mail)) is not None]


def _more(mail: Mail) -> dict[str, Any] | None:
    """What the template of a digest takes besides; None where there is nothing left to tell."""
    if mail.kind != MailKind.DIGEST:
        return {}
    notices = import_string(registry.DIGEST)(mail.user_id, mail.made_at)
    return {"notices": notices} if notices else None


def _message(mail: Mail, user: User, more: dict[str, Any]) -> EmailMessage:
    context = more | {
        "user": user,
        "origin": mail.origin,
        "organisation": settings.EDUPORTAL_ORGANISATION,
        **_way_in(mail, user),
    }
    subject, body = (render_to_string(name, context) for name in TEMPLATES[MailKind(mail.kind)])
    return EmailMessage(" ".join(subject.split()), body, to=[user.email])


def _way_in(mail: Mail, user: User) -> dict[str, object]:
    """What opens the account, made while the mail is: no row holds it."""
    if mail.kind == MailKind.INVITATION:
        address, ends_at = link_for_mail(user, mail.origin)
        return {"address": address, "ends_at": ends_at}
    return {
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
