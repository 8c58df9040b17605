"""The only writer of activities of vocational guidance."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from students.models import GuidanceActivity
from students.services.stays import StayRefused


def record_guidance(*, school_id: int, facts: dict[str, Any], today: datetime.date) -> None:
    """Write down one activity. Raises StayRefused for a day to come."""
    if facts["on"] > today:
        raise StayRefused([_("This day has not come yet.")])
    GuidanceActivity.objects.create(school_id=school_id, **facts)


def remove_guidance(*, school_id: int, activity: int) -> None:
    """Take away an activity recorded by mistake. Raises GuidanceActivity.DoesNotExist."""
    GuidanceActivity.objects.get(school=school_id, pk=activity).delete()
