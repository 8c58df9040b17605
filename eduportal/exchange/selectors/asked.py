"""What a node below asks this one about its packages."""

from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.db.models import Prefetch

from eduportal.exchange.models import Package, Peer, Receipt

AT_ONCE = 100


def packages_of(peer: Peer, hashes: Sequence[str]) -> Iterator[tuple[Package, list[Receipt]]]:
    """The peer's packages among these digests, each with every receipt held for it.

    This node's own newest receipt comes first, then those from above. Two queries for each hundred,
    as they are asked for: receipts may have hundreds of kilobytes each.
    """
    packages = Package.objects.filter(hash__in=hashes, school__node=peer.code)
    held = Prefetch("receipts", Receipt.objects.order_by("-issued_at", "-pk"), "held")
    found = packages.defer("content", "custody").order_by("pk").prefetch_related(held)
    for package in found.iterator(chunk_size=AT_ONCE):
        yield package, _own_first(package.held)


def receipts_of(package: Package) -> list[Receipt]:
    """Every receipt held for the package: this node's own first, of each node the newest first."""
    return _own_first(package.receipts.order_by("-issued_at", "-pk"))


def _own_first(receipts: Iterable[Receipt]) -> list[Receipt]:
    return sorted(receipts, key=lambda receipt: receipt.issuer != settings.EDUPORTAL_NODE)
