"""Data quality of the demo's province: what the rules find in what was invented."""

from collections.abc import Callable

from eduportal.quality.choices import State
from eduportal.quality.models import Finding
from eduportal.quality.services.checking import ask_for_all, check_due, count_standings


def look_at_all(told: Callable[[str], None]) -> None:
    """Have every school looked at, as a night does, and say how many findings are open."""
    ask_for_all()
    while check_due():
        pass
    count_standings()
    told(f"  {Finding.objects.filter(state=State.OPEN).count()} findings of data quality")
