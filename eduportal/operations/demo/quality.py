"""Data quality of the demo's province: what the rules find in what was invented."""

import datetime

from eduportal.accounts.models import User
from eduportal.quality.choices import State
from eduportal.quality.models import Finding
from eduportal.quality.services.checking import ask_for_all, check_due, count_standings


def look_at_all(*, today: datetime.date, user: User) -> str:
    """Have every school looked at, as a night does; what was found, in words."""
    schools = ask_for_all()
    while check_due():
        pass
    count_standings()
    found = Finding.objects.filter(state=State.OPEN).count()
    return f"{found} findings of data quality at {schools} schools on {today}, for {user.username}"
