"""What a ministry knows of each node below: what should be here, what is, and who is silent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduportal.core import charts
from eduportal.core.text import search_key
from eduportal.dashboards.models import NodeFigure
from eduportal.exchange.feeds import title_of
from eduportal.exchange.models import Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.selectors.digests import heads_of
from eduportal.exchange.wire.digests import Head
from schools.models import period_title

SECONDS_AN_HOUR = 3600
HOURS_SHOWN = 30
LOOKED_AT = 200
LEVELS = ("good", "fair", "passed", "not_passed")


@dataclass(frozen=True)
class Period:
    """A term of which something has arrived."""

    year: str
    period: str

    @property
    def code(self) -> str:
        return f"{self.year}-{self.period}"

    @property
    def title(self) -> str:
        return period_title(self.year, self.period)


@dataclass(frozen=True)
class Difference:
    """One class that the node below holds otherwise than this one; 0 for no version."""

    told: Head
    here: Head | None

    @property
    def period_title(self) -> str:
        return period_title(self.told.year, self.told.period)

    @property
    def feed(self) -> str:
        """What people call the feed."""
        return title_of(self.told.feed)

    @property
    def version_here(self) -> int:
        return self.here.version if self.here else 0


@dataclass(frozen=True)
class Province:
    """One node below in one term."""

    peer: Peer
    figure: NodeFigure
    differences: Sequence[Difference]

    @property
    def is_silent(self) -> bool:
        longest = timedelta(hours=settings.EXCHANGE_SILENT_HOURS)
        return self.peer.seen_at is None or timezone.now() - self.peer.seen_at > longest

    @property
    def needs_attention(self) -> bool:
        waits = self.figure.parked or self.figure.returned or self.figure.corrections
        return bool(self.is_silent or self.differences or waits)

    @property
    def percent(self) -> int | None:
        """How many of a hundred classes have arrived; None where none is expected."""
        wanted = self.figure.wanted
        return self.figure.received * 100 // wanted if wanted else None

    @property
    def beats(self) -> SafeString:
        """The last hours, each with or without contact."""
        now = int(timezone.now().timestamp()) // SECONDS_AN_HOUR
        seen = set(self.peer.hours_seen)
        hours = [hour in seen for hour in range(now - HOURS_SHOWN + 1, now + 1)]
        label = _("Contact in %(seen)d of the last %(hours)d hours")
        return charts.beats(hours, label % {"seen": sum(hours), "hours": HOURS_SHOWN})


def periods_held() -> list[Period]:
    """The terms of which there are figures, the newest first. One query."""
    found = NodeFigure.objects.filter(accepted__gt=0) | NodeFigure.objects.filter(parked__gt=0)
    pairs = found.order_by("-year", "-period").values_list("year", "period").distinct()
    return [Period(*pair) for pair in pairs]


def provinces_in(period: Period | None) -> list[Province]:
    """Every trusted node below that is not on trial, by name: three queries."""
    below = Peer.objects.filter(relation=PeerRelation.DOWNSTREAM, revoked_at=None)
    peers = sorted(
        below.filter(is_sandbox=False), key=lambda peer: (search_key(peer.name), peer.code)
    )
    year, part = (period.year, period.period) if period else ("", "")
    figures = {figure.node: figure for figure in NodeFigure.objects.filter(year=year, period=part)}
    still = _still_differing(peers)
    nothing = {"year": year, "period": part, "as_of": timezone.now()}
    return [
        Province(
            peer,
            figures.get(peer.code) or NodeFigure(node=peer.code, **nothing),
            still.get(peer.code, []),
        )
        for peer in peers
    ]


def _still_differing(peers: Iterable[Peer]) -> dict[str, list[Difference]]:
    """What the nodes told that differs, without what has been mended since: one query.

    Of each node the first LOOKED_AT: after a restore everything differs.
    """
    told = {
        peer.code: [Head(*row) for row in peer.told.get("differing", [])[:LOOKED_AT]]
        for peer in peers
    }
    periods = {head.place[:3] for heads in told.values() for head in heads}
    here = {head.place: head for head in heads_of(periods)} if periods else {}
    return {
        code: [
            Difference(head, here.get(head.place))
            for head in heads
            if head.hash != _hash(here.get(head.place))
        ]
        for code, heads in told.items()
    }


def _hash(head: Head | None) -> str:
    return head.hash if head else ""


@dataclass(frozen=True)
class Totals:
    """The sum of the provinces, so that the strip above meets the table below."""

    expected: int
    received: int
    accepted: int
    parked: int
    returned: int

    @property
    def percent(self) -> int | None:
        return self.received * 100 // self.expected if self.expected else None


def totals_of(provinces: Iterable[Province]) -> Totals:
    """Of these provinces."""
    figures = [province.figure for province in provinces]
    return Totals(
        sum(figure.wanted for figure in figures),
        sum(figure.received for figure in figures),
        sum(figure.accepted for figure in figures),
        sum(figure.parked for figure in figures),
        sum(figure.returned for figure in figures),
    )
