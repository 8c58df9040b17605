"""On which days a sheet takes marks."""

from grades.models import MarkSheet
from schools.selectors import EntryDays


def days_for(sheet: MarkSheet, days: EntryDays) -> EntryDays:
    """The school's days of entry for the term, and longer for a sheet that was returned."""
    return days.extended(sheet.open_until)
