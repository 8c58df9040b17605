"""Clearing what has expired."""

import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from knox.models import AuthToken

from eduportal.accounts.models import BrowserSession, GuessCount, Mail, SignIn
from eduportal.accounts.services.guessing import FORGOTTEN_AFTER
from eduportal.accounts.sessions import oldest_use

# Longer than every limit on mails looks back.
MAILS_KEPT = datetime.timedelta(days=7)
DAYS_A_MONTH = 31


def clear_expired() -> dict[str, int]:
    """Delete sessions, tokens, counts and mails past their use, and old sign-in records."""
    now = timezone.now()
    months = settings.EDUPORTAL_SIGN_INS_KEPT_MONTHS
    sign_ins_since = now - datetime.timedelta(days=months * DAYS_A_MONTH)
    is_over = Q(expire_date__lt=now) | Q(last_used_at__lt=oldest_use())
    rows = {
        "sessions": BrowserSession.objects.filter(is_over),
        "tokens": AuthToken.objects.filter(expiry__lt=now),
        "guesses": GuessCount.objects.filter(last_failed_at__lt=now - FORGOTTEN_AFTER),
        "mails": Mail.objects.filter(made_at__lt=now - MAILS_KEPT),
        "sign_ins": SignIn.objects.filter(at__lt=sign_ins_since),
    }
    return {name: query.delete()[0] for name, query in rows.items()}
