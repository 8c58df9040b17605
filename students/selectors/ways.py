"""Transfers as a school lists them."""

from collections.abc import Collection

from eduportal.core.text import search_key
from schools.models import School
from students.choices import OPEN_TRANSFERS
from students.models import Transfer


def transfers_narrowed(
    schools: Collection[School], text: str, *, state: str, direction: str
) -> list[Transfer]:
    """What waits, then what has ended, the newest first: one query."""
    rows = Transfer.objects.filter(school__in=schools)
    if state:
        rows = rows.filter(state=state)
    if direction:
        rows = rows.filter(direction=direction)
    wanted = search_key(text)
    found = [
        row for row in rows.order_by("-moved_at", "-pk") if wanted in search_key(row.full_name)
    ]
    return sorted(found, key=lambda row: row.state not in OPEN_TRANSFERS)
