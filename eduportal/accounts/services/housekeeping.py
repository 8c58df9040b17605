"""Clearing what has expired."""

import datetime

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

# So that a month is never shorter than the law's.
DAYS_OF_A_MONTH = 31


def clear_expired() -> dict[str, int]:
    """Delete sessions and tokens past their end, and sign-in records kept as long as the law asks.

    How long: EDUPORTAL_SIGN_IN_LOG_MONTHS (docs/deploy.md, "Settings").
    """
    now = timezone.now()
    months = settings.EDUPORTAL_SIGN_IN_LOG_MONTHS
    old = now - datetime.timedelta(days=months * DAYS_OF_A_MONTH)
    rows = {
        "sessions": Session.objects.filter(expire_date__lt=now),
        "tokens": AuthToken.objects.filter(expiry__lt=now),
        "attempts": AccessAttempt.objects.filter(attempt_time__lt=old),
        "failures": AccessFailureLog.objects.filter(attempt_time__lt=old),
        "sign_ins": AccessLog.objects.filter(attempt_time__lt=old),
    }
    return {name: query.delete()[0] for name, query in rows.items()}
