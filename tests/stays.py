"""Stays in classes, as a test makes and ends them."""

import datetime

from students.choices import Ended
from students.models import Enrolment


def leave(stay: Enrolment, ended: Ended = Ended.TRANSFER, on: datetime.date | None = None) -> None:
    """The student's last day in the class; the first one unless the test names another."""
    stay.ends_on, stay.ended = on or stay.starts_on, ended
    stay.save()
