"""What the board shows of the exchange: each page a fixed number of queries."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from eduportal.exchange.models import Delivery, OutboxEntry, Package, Receipt
from eduportal.exchange.selectors.chain import SCOPE
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire.scope import NONE
from schools.models import School

# The newest first.
PACKAGE_ORDER = ("-sealed_at", "-pk")
DELIVERIES_SHOWN = 10
TROUBLED = [OutboxState.RETURNED, OutboxState.NEEDS_HUMAN]


def _on_its_way(*states: OutboxState) -> Q:
    """Packages with an outbox entry in one of the states, each once."""
    return Q(Exists(OutboxEntry.objects.filter(package=OuterRef("pk"), state__in=states)))


# What the list can be narrowed to: the name in the address, and the condition on a package.
FILTERS = {
    "all": (_("all"), Q()),
    "waiting": (_("waiting"), _on_its_way(OutboxState.QUEUED)),
    "accepted": (_("accepted above"), _on_its_way(OutboxState.ACCEPTED)),
    "troubled": (
        _("returned or undecided"),
        _on_its_way(*TROUBLED) | Q(state=PackageState.RETURNED),
    ),
    "parked": (_("parked"), _on_its_way(OutboxState.PARKED) | Q(state=PackageState.PARKED)),
}


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
    """A package of this node on its way up. Without stops, no node above is trusted here.

    `counting` is the version that counts instead of one that came back; 0 for none.
    """

    package: Package
    stops: list[Stop]
    counting: int = 0

    @property
    def came_back(self) -> bool:
        return bool(self.package.state == PackageState.RETURNED)

    @property
    def has_arrived(self) -> bool:
        return bool(self.stops) and all(stop.is_there for stop in self.stops)

    @property
    def is_troubled(self) -> bool:
        return any(stop.is_troubled for stop in self.stops)

    @property
    def is_parked(self) -> bool:
        return any(stop.entry.state == OutboxState.PARKED for stop in self.stops)

    @property
    def trouble(self) -> str:
        """Why the first node above that did not take it did not; empty where a receipt says it."""
        return next((stop.entry.trouble[0] for stop in self.stops if stop.is_troubled), "")

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


def way_of(school: School, year: str, period: str, unit: str, feed: str) -> Way | None:
    """How far the newest package of a class's period has come; None without one.

    Three queries, and one more for one that came back.
    """
    sealed = Package.objects.filter(school=school, year=year, period=period, unit=unit, feed=feed)
    own = sealed.filter(origin=settings.EDUPORTAL_NODE).exclude(state=PackageState.VOID)
    package = own.defer("content", "custody").order_by("-version").first()
    if package is None:
        return None
    entries = package.outbox.select_related("peer").order_by("peer_id")
    receipts = {each.issuer: each for each in package.receipts.order_by("issued_at", "pk")}
    stops = [Stop(entry, receipts.get(entry.peer.code)) for entry in entries]
    if package.state != PackageState.RETURNED:
        return Way(package, stops)
    counts = sealed.filter(state=PackageState.ACCEPTED).values_list("version", flat=True).first()
    return Way(package, stops, counts or 0)


def at_schools(school_ids: Collection[int] | None) -> Q:
    """Rows of these schools; None stands for every school of the scope."""
    return Q() if school_ids is None else Q(school__in=school_ids)


def newest_packages(school_ids: Collection[int] | None) -> "QuerySet[Package]":
    """The newest version of every scope of the schools, void ones apart."""
    later = Package.objects.filter(
        **{name: OuterRef(name) for name in SCOPE}, version__gt=OuterRef("version")
    ).exclude(state=PackageState.VOID)
    packages = Package.objects.filter(at_schools(school_ids)).exclude(state=PackageState.VOID)
    return packages.filter(~Exists(later))


@dataclass(frozen=True)
class Narrowed:
    """What a list of packages is narrowed to; empty for everything."""

    show: str = "all"
    feed: str = ""
    year: str = ""
    period: str = ""
    cause: str = ""
    school: str = ""

    @property
    def condition(self) -> Q:
        found = FILTERS[self.show][1]
        if self.feed:
            found &= Q(feed=self.feed)
        if self.year:
            found &= Q(year__in=[self.year, NONE])
        if self.period:
            found &= Q(period=self.period)
        if self.school:
            found &= Q(school__code=self.school)
        return found & _because_of(self.cause) if self.cause else found


def _because_of(code: str) -> Q:
    """Packages that came back, or wait for a person, for this reason."""
    receipts = Receipt.objects.filter(
        package=OuterRef("pk"), state=PackageState.RETURNED, problems__contains=[{"code": code}]
    )
    entries = OutboxEntry.objects.filter(
        package=OuterRef("pk"), state=OutboxState.NEEDS_HUMAN, last_error__startswith=f"{code}:"
    )
    return Q(Exists(receipts), state=PackageState.RETURNED) | Q(Exists(entries))


def packages_listed(school_ids: Collection[int] | None, narrowed: Narrowed) -> "QuerySet[Package]":
    """Packages by PACKAGE_ORDER, each with its way to the nodes above."""
    return (
        newest_packages(school_ids)
        .filter(narrowed.condition)
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
