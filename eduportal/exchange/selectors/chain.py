"""The versions of a scope: which one counts, and which comes next."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, QuerySet

from eduportal.core.written import Given, Written
from eduportal.exchange.models import Package
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire.header import Header
from eduportal.scoping import everywhere
from schools.models import School

STANDING = (PackageState.ACCEPTED, PackageState.PARKED)
# The columns of a package that versions of the same share.
SCOPE = ("school", "feed", "year", "period", "unit")


@dataclass(frozen=True)
class Chain:
    """Every version of a scope that is not void, the oldest first, without its bytes."""

    versions: Sequence[Package]

    @property
    def head(self) -> Package | None:
        """The version the next one replaces: what counts, or what is parked after it."""
        return next((each for each in reversed(self.versions) if each.state in STANDING), None)

    @property
    def accepted(self) -> Package | None:
        """The version that counts."""
        return next((each for each in self.versions if each.state == PackageState.ACCEPTED), None)

    @property
    def last(self) -> int:
        """The highest number given, to returned versions as well; 0 without one."""
        return self.versions[-1].version if self.versions else 0

    def has(self, version: int) -> bool:
        return any(each.version == version for each in self.versions)


def _versions() -> "QuerySet[Package]":
    text = {name: Given(name, CharField()) for name in ("feed", "year", "period", "unit")}
    versions = Package.objects.filter(school_id=Given("school", BigIntegerField()), **text)
    found = versions.exclude(state=PackageState.VOID).order_by("version")
    return found.only("version", "state", "hash", "origin")


VERSIONS = Written(_versions)


def chain_of(school: School, header: Header) -> Chain:
    """The versions of the header's scope: one query."""
    scope = header.scope
    place = {"year": scope.year, "period": scope.period, "unit": scope.unit}
    return Chain(VERSIONS.ask(school=school.pk, feed=header.feed, **place))


OF_DIGEST = Written(lambda: Package.objects.filter(hash=Given("hash", CharField())))


def package_of(digest: str) -> Package | None:
    """The package of this name in the scope, in whatever state: one query."""
    return next(iter(OF_DIGEST.ask(hash=digest)), None)


def is_here(digest: str) -> bool:
    """Whether this node holds the package, in whatever state but void."""
    with everywhere("a package is looked for by its digest"):
        held = Package.objects.filter(hash=digest).exclude(state=PackageState.VOID)
        return held.exists()


def previous_of(package: Package) -> Package | None:
    """The version that counted before this one and was superseded by it."""
    if not package.prev:
        return None
    superseded = Package.objects.filter(hash=package.prev, state=PackageState.SUPERSEDED)
    return superseded.first()


def standing_on(package: Package) -> list[Package]:
    """The versions from the one that counts down to this one; none where it is not among them."""
    chain: list[Package] = []
    each = versions_of(package).filter(state=PackageState.ACCEPTED).first()
    while each is not None:
        chain.append(each)
        if each.pk == package.pk:
            return chain
        each = previous_of(each)
    return []


def versions_of(package: Package) -> QuerySet[Package]:
    """Every version of the package's scope, void ones included, the newest first."""
    versions = Package.objects.filter(
        school_id=package.school_id,
        feed=package.feed,
        year=package.year,
        period=package.period,
        unit=package.unit,
    )
    return versions.defer("content", "custody").order_by("-version", "-pk")


def accepted_above(package: Package) -> Package | None:
    """The version of the package's scope that a node above has accepted last; None without one."""
    settled = versions_of(package).filter(outbox__state=OutboxState.ACCEPTED)
    return settled.defer(None).first()
