"""Alerts: written at the moment an account goes beyond its limit, answered by an administrator."""

import datetime
import logging

from django.utils import timezone

from eduportal.accounts.models import User
from eduportal.accounts.services import mailing
from eduportal.privacy.models import Alert

# Of one kind; and of mails to the administrators, whatever the kind.
ONE_EVERY = datetime.timedelta(hours=1)
HOURS_A_DAY = 24

logger = logging.getLogger(__name__)


class AlreadyAnswered(Exception):
    """Another administrator has answered the alert in the meantime."""


def raise_alert(
    *, kind: str, user_id: int, page: str, count: int, limit: int, hours: int = HOURS_A_DAY
) -> None:
    """Write that the account has asked for more than its limit, and have the administrators told.

    At most one row for each kind, and one mail, an hour and account.
    """
    # Held until the end, so that two requests at once write one alert.
    User.objects.select_for_update(no_key=True).get(pk=user_id)
    recent = Alert.objects.filter(user=user_id, at__gt=timezone.now() - ONE_EVERY)
    kinds = set(recent.values_list("kind", flat=True))
    if kind in kinds:
        return
    Alert.objects.create(
        kind=kind, user_id=user_id, page=page, count=count, limit=limit, hours=hours
    )
    logger.warning("Alert %s: account %d, %d of %d in %d h", kind, user_id, count, limit, hours)
    if not kinds:
        mailing.tell_administrators()


def answer_alert(*, alert: Alert, user_id: int, note: str) -> None:
    """Close the alert with what it was. Raises AlreadyAnswered."""
    still_open = Alert.objects.filter(pk=alert.pk, answered_at=None)
    if not still_open.update(answered_at=timezone.now(), answered_by=user_id, note=note):
        raise AlreadyAnswered
