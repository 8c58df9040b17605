"""What the board shows of the exchange: each page a fixed number of queries."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from eduportal import registry
from eduportal.core.looking import Person
from eduportal.exchange import keys
from eduportal.exchange.feeds import explained, feed_for
from eduportal.exchange.models import Delivery, OutboxEntry, Package, Peer, Receipt
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire import custody, signing
from eduportal.exchange.wire.custody import Link
from eduportal.exchange.wire.header import scope_of
from eduportal.exchange.wire.package import digest, parse
from eduportal.exchange.wire.problem import BadPackage
from schools.models import School

# The newest first.
PACKAGE_ORDER = ("-sealed_at", "-pk")
DELIVERIES_SHOWN = 10
WAITING = [OutboxState.QUEUED, OutboxState.SENDING, OutboxState.PARKED]
TROUBLED = [OutboxState.RETURNED, OutboxState.NEEDS_HUMAN]


def _on_its_way(*states: OutboxState) -> Q:
    """Packages with an outbox entry in one of the states, each once."""
    return Q(Exists(OutboxEntry.objects.filter(package=OuterRef("pk"), state__in=states)))


# What the board can be narrowed to: the name in the address, and the condition on a package.
FILTERS = {
    "all": (_("all"), Q()),
    "waiting": (_("waiting"), _on_its_way(*WAITING)),
    "accepted": (_("accepted above"), _on_its_way(OutboxState.ACCEPTED)),
    "troubled": (_("returned or not delivered"), _on_its_way(*TROUBLED)),
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


def newest_version(school: School, origin: str, scope: str) -> Package | None:
    """The highest version of a school's scope sealed by the node `origin` that is known here."""
    versions = Package.objects.filter(school_id=school.pk, origin=origin, scope=scope)
    return versions.order_by("-version").first()


@dataclass(frozen=True)
class Stop:
    """One node above, as far as a package has come there; the receipt if one has come back."""

    entry: OutboxEntry
    receipt: Receipt | None

    @property
    def is_there(self) -> bool:
        return bool(self.entry.state == OutboxState.ACCEPTED)

    @property
    def is_troubled(self) -> bool:
        return self.entry.state in TROUBLED


@dataclass(frozen=True)
class Way:
    """A package of this node on its way up. Without stops, no node above is trusted here."""

    package: Package
    stops: list[Stop]

    @property
    def has_arrived(self) -> bool:
        return bool(self.stops) and all(stop.is_there for stop in self.stops)

    @property
    def is_troubled(self) -> bool:
        return any(stop.is_troubled for stop in self.stops)

    @property
    def accepted_by(self) -> str:
        """The last of the nodes above that has accepted it; empty before the first has."""
        there = [stop.entry.peer.name for stop in self.stops if stop.is_there]
        return there[-1] if there else ""

    @property
    def waits_for(self) -> str:
        """The first of the nodes above that has not accepted it; empty once all have."""
        names = (stop.entry.peer.name for stop in self.stops if not stop.is_there)
        return next(names, "")


def way_of(school: School, class_name: str, term_code: str, kind: str) -> Way | None:
    """How far the newest package of a class's term has come: three queries; None without one."""
    scope = scope_of(school.code, class_name, term_code, kind)
    newest = Package.objects.filter(school=school, origin=settings.EDUPORTAL_NODE, scope=scope)
    package = newest.defer("content", "custody").order_by("-version").first()
    if package is None:
        return None
    entries = package.outbox.select_related("peer").order_by("peer_id")
    receipts = {each.issuer: each for each in package.receipts.order_by("issued_at", "pk")}
    return Way(package, [Stop(entry, receipts.get(entry.peer.code)) for entry in entries])


def at_schools(school_ids: Collection[int] | None) -> Q:
    """Rows of these schools; None stands for every school of the scope."""
    return Q() if school_ids is None else Q(school__in=school_ids)


def newest_packages(school_ids: Collection[int] | None) -> "QuerySet[Package]":
    """The packages of the schools without superseded versions."""
    return Package.objects.filter(at_schools(school_ids)).exclude(state=PackageState.SUPERSEDED)


def board_summary(school_ids: Collection[int] | None) -> Summary:
    """Counts over every package of the schools: two queries."""
    packages = newest_packages(school_ids).aggregate(
        sealed=Count("pk"),
        records=Coalesce(Sum("rows", filter=Q(state=PackageState.ACCEPTED)), 0),
    )
    entries = OutboxEntry.objects.filter(at_schools(school_ids)).aggregate(
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        accepted=Count("pk", filter=Q(state=OutboxState.ACCEPTED)),
        troubled=Count("pk", filter=Q(state__in=TROUBLED)),
        since=Min("created_at", filter=Q(state__in=WAITING)),
    )
    return Summary(**packages, **entries)


def packages_listed(school_ids: Collection[int] | None, filter_name: str) -> "QuerySet[Package]":
    """Packages by PACKAGE_ORDER, each with its way to the nodes above."""
    condition = FILTERS[filter_name][1]
    return (
        newest_packages(school_ids)
        .filter(condition)
        .select_related("school")
        .defer("content", "custody")
        .prefetch_related(
            Prefetch("outbox", OutboxEntry.objects.select_related("peer").order_by("peer_id"))
        )
        .order_by(*PACKAGE_ORDER)
    )


def latest_deliveries() -> "QuerySet[Delivery]":
    """The last requests to the nodes above, the newest first."""
    return Delivery.objects.select_related("peer")[:DELIVERIES_SHOWN]


@dataclass(frozen=True)
class Known:
    """A node as this one knows it: what people call it, and its public key."""

    name: str
    public_key: bytes


def known_nodes() -> dict[str, Known]:
    """The nodes this one knows, itself included, by code: one query."""
    nodes = {peer.code: Known(peer.name, bytes(peer.public_key)) for peer in Peer.objects.all()}
    own_key = signing.public_bytes(keys.own_key())
    return nodes | {settings.EDUPORTAL_NODE: Known(settings.EDUPORTAL_ORGANISATION, own_key)}


def node_names() -> dict[str, str]:
    """What people call the nodes this one knows, itself included, by code: one query."""
    names = dict(Peer.objects.values_list("code", "name"))
    return names | {settings.EDUPORTAL_NODE: settings.EDUPORTAL_ORGANISATION}


@dataclass(frozen=True)
class Refusal:
    """One problem, in words for a person."""

    record: str
    column: str
    value: str
    text: str


@dataclass(frozen=True)
class CheckedReceipt:
    """A receipt, and whether its signature is the issuer's over exactly these bytes.

    `issuer` is the name of the node.
    """

    receipt: Receipt
    issuer: str
    is_genuine: bool
    refusals: list[Refusal]


def checked_receipts(package: Package) -> list[CheckedReceipt]:
    """The package's receipts with their signatures checked again, now."""
    nodes = known_nodes()
    receipts = list(package.receipts.order_by("issued_at", "pk"))
    names = record_names(package) if any(receipt.errors for receipt in receipts) else {}
    return [
        CheckedReceipt(
            receipt,
            node.name,
            signing.is_signed(node.public_key, bytes(receipt.signature), bytes(receipt.content)),
            [_refusal(package.kind, problem, names) for problem in receipt.errors],
        )
        for receipt in receipts
        for node in [nodes.get(receipt.issuer, Known(receipt.issuer, b""))]
    ]


def record_names(package: Package) -> dict[str, str]:
    """How people name each record, by its identity; empty when the bytes cannot be read."""
    try:
        rows = parse(bytes(package.content)).rows
        return {row[0]: feed_for(package.kind).name_of(row) for row in rows}
    except (BadPackage, KeyError):
        return {}


def persons_named(kind: str, receipts: Iterable[Receipt]) -> list[Person]:
    """Students of this node's register whose records the receipts refuse: one query, or none."""
    records = [problem["record"] for receipt in receipts for problem in receipt.errors]
    return feed_for(kind).persons_of(records) if records and kind in registry.FEEDS else []


def _refusal(kind: str, problem: dict[str, str], names: dict[str, str]) -> Refusal:
    record = problem["record"]
    text = explained(kind, problem["code"], problem["message"])
    return Refusal(names.get(record, record), problem["column"], problem["value"], text)


@dataclass(frozen=True)
class CheckedLink:
    """A signature under a package, and the name of its node.

    `is_known`: this node holds the key it names.
    """

    link: Link
    node: str
    is_known: bool
    is_genuine: bool


def checked_custody(package: Package) -> list[CheckedLink]:
    """The signatures under the package, checked again now."""
    nodes = known_nodes()
    public_keys = {signing.key_id(node.public_key): node.public_key for node in nodes.values()}
    links = package.links
    return [
        CheckedLink(
            link,
            nodes[link.node].name if link.node in nodes else link.node,
            link.key_id in public_keys,
            custody.is_genuine(public_keys.get(link.key_id, b""), package.seal, links, number),
        )
        for number, link in enumerate(links)
    ]


def is_intact(package: Package, links: Sequence[CheckedLink]) -> bool:
    """Whether the bytes have the digest and every signature that can be checked fits it."""
    if digest(bytes(package.content)) != package.hash:
        return False
    known = [link for link in links if link.is_known]
    return bool(known) and all(link.is_genuine for link in known)


def receipts_for(peer: Peer, hashes: Sequence[str]) -> dict[str, Receipt]:
    """This node's newest receipt for each package of the peer that has one of these digests."""
    issued = _issued_to(peer).filter(package__hash__in=hashes).order_by("sequence")
    return {receipt.package.hash: receipt for receipt in issued}


def receipts_after(peer: Peer, sequence: int, most: int) -> list[Receipt]:
    """The receipts issued to the peer after a sequence number, oldest first."""
    return list(_issued_to(peer).filter(sequence__gt=sequence).order_by("sequence")[:most])


def _issued_to(peer: Peer) -> "QuerySet[Receipt]":
    issued = Receipt.objects.filter(sequence__isnull=False, package__school__node=peer.code)
    return issued.select_related("package").defer("package__content", "package__custody")
