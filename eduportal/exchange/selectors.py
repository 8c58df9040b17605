"""What the board shows of the exchange: each page a fixed number of queries."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from eduportal.exchange import keys
from eduportal.exchange.models import OutboxEntry, Package, Peer, Receipt
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire import signing
from eduportal.exchange.wire.package import digest

PACKAGES_A_PAGE = 50
WAITING = [OutboxState.QUEUED, OutboxState.SENDING, OutboxState.DELIVERED, OutboxState.PARKED]
TROUBLED = [OutboxState.RETURNED, OutboxState.NEEDS_HUMAN]

# What the board can be narrowed to: the name in the address, and the condition on a package.
FILTERS = {
    "all": (_("all"), Q()),
    "waiting": (_("waiting"), Q(outbox__state__in=WAITING)),
    "accepted": (_("accepted above"), Q(outbox__state=OutboxState.ACCEPTED)),
    "troubled": (_("returned or stuck"), Q(outbox__state__in=TROUBLED)),
    "returned": (_("returned here"), Q(state=PackageState.RETURNED)),
}


@dataclass(frozen=True)
class Summary:
    """Packages by where they stand, and since when the oldest has been waiting."""

    sealed: int
    records: int
    waiting: int
    accepted: int
    troubled: int
    since: datetime.datetime | None


def newest_packages() -> "QuerySet[Package]":
    """The packages of the scope that still say something: superseded versions are history."""
    return Package.objects.exclude(state=PackageState.SUPERSEDED)


def board_summary() -> Summary:
    """Counts over every package of the scope: two queries."""
    packages = newest_packages().aggregate(
        sealed=Count("pk"),
        records=Coalesce(Sum("rows", filter=Q(state=PackageState.ACCEPTED)), 0),
    )
    entries = OutboxEntry.objects.aggregate(
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        accepted=Count("pk", filter=Q(state=OutboxState.ACCEPTED)),
        troubled=Count("pk", filter=Q(state__in=TROUBLED)),
        since=Min("created_at", filter=Q(state__in=WAITING)),
    )
    return Summary(**packages, **entries)


def board_page(filter_name: str, number: str | None) -> "Page[Package]":
    """One page of packages, the newest first, each with its way to the nodes above."""
    condition = FILTERS[filter_name][1]
    packages = (
        newest_packages()
        .filter(condition)
        .select_related("school")
        .defer("content", "signature")
        .prefetch_related(
            Prefetch("outbox", OutboxEntry.objects.select_related("peer").order_by("peer_id"))
        )
        .order_by("-sealed_at", "-pk")
    )
    return Paginator(packages, PACKAGES_A_PAGE).get_page(number)


@dataclass(frozen=True)
class CheckedReceipt:
    """A receipt, and whether its signature is the issuer's over exactly these bytes."""

    receipt: Receipt
    is_genuine: bool


def checked_receipts(package: Package) -> list[CheckedReceipt]:
    """The package's receipts with their signatures checked again, now."""
    public_keys = {peer.code: bytes(peer.public_key) for peer in Peer.objects.all()}
    public_keys[settings.EDUPORTAL_NODE] = signing.public_bytes(keys.own_key())
    return [
        CheckedReceipt(
            receipt,
            signing.is_signed(
                public_keys.get(receipt.issuer, b""),
                bytes(receipt.signature),
                bytes(receipt.content),
            ),
        )
        for receipt in package.receipts.order_by("issued_at", "pk")
    ]


def is_intact(package: Package) -> bool:
    """Whether the stored bytes still have the digest, and the digest its sealer's signature."""
    if digest(bytes(package.content)) != package.hash:
        return False
    public_keys = [bytes(peer.public_key) for peer in Peer.objects.filter(key_id=package.key_id)]
    if package.key_id == keys.own_key_id():
        public_keys.append(signing.public_bytes(keys.own_key()))
    statement = signing.seal_statement(package.hash, package.scope, package.version)
    return any(signing.is_signed(key, bytes(package.signature), statement) for key in public_keys)
