"""Clearing what has expired."""

import datetime

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

ATTEMPTS_KEPT = datetime.timedelta(days=90)


def clear_expired() -> dict[str, int]:
    """Delete sessions and tokens past their end, and sign-in records older than 90 days."""
    now = timezone.now()
    old = now - ATTEMPTS_KEPT
    rows = {
        "sessions": Session.objects.filter(expire_date__lt=now),
        "tokens": AuthToken.objects.filter(expiry__lt=now),
        "attempts": AccessAttempt.objects.filter(attempt_time__lt=old),
        "failures": AccessFailureLog.objects.filter(attempt_time__lt=old),
        "sign_ins": AccessLog.objects.filter(attempt_time__lt=old),
    }
    return {name: query.delete()[0] for name, query in rows.items()}
