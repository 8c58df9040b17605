"""Packages on their way up, as rules of the exchange ask them."""

from collections.abc import Iterator

from django.db.models import QuerySet

from eduportal.exchange.models import OutboxEntry
from eduportal.exchange.states import OutboxState
from eduportal.quality.checks.rule import Checked, Found


def entries(checked: Checked, state: OutboxState) -> "QuerySet[OutboxEntry]":
    """What stands in the state at a node above."""
    rows = OutboxEntry.objects.filter(school__in=checked.schools, state=state)
    return rows.select_related("package", "peer").defer("package__content", "package__custody")


def about_packages(rows: "QuerySet[OutboxEntry]") -> Iterator[Found]:
    """A finding for each package and node: one query."""
    for row in rows:
        facts = {
            "unit": row.package.unit_name or row.package.unit,
            "year": row.package.year,
            "peer": row.peer.name,
            "day": f"{row.created_at:%d/%m/%Y}",
        }
        yield Found(row.school_id, row.package_id, row.peer_id, facts)
