"""The only writer of the ledger."""

from collections.abc import Iterable

from eduportal.exchange.models import Package
from grades.models import LedgerLine


def replace_scope(package: Package, lines: Iterable[LedgerLine]) -> None:
    """Make these lines the whole truth about the package's scope: those of earlier versions go.

    Runs in the transaction that accepts the package.
    """
    earlier = LedgerLine.objects.filter(school_id=package.school_id, package__scope=package.scope)
    earlier.delete()
    LedgerLine.objects.bulk_create(lines, batch_size=1000)
