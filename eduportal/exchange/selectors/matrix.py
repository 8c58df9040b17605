"""The board: each feed in each period, the hops between the levels, and what hangs between them."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.exchange.feeds import Feed, all_feeds, title_of
from eduportal.exchange.selectors.expected import expected_by_feed
from eduportal.exchange.selectors.standing import Standing, is_own, standing_of
from eduportal.exchange.wire.scope import NONE, PERIODS
from schools.models import Term
from schools.models.year import PERIODS as PERIOD_TITLES

HERE = " here"
ALL_PERIODS = (NONE, *PERIODS)


@dataclass(frozen=True)
class Counts:
    """Scopes by where their newest version stands; each in one of the fields after `sealed`.

    `accepted` counts at the highest level that has answered: above, or here where there is none.
    """

    sealed: int = 0
    accepted: int = 0
    queued: int = 0
    parked: int = 0
    returned: int = 0
    undecided: int = 0
    since: datetime.datetime | None = None
    """Since when the oldest waits that is not accepted."""

    @property
    def delivered(self) -> int:
        """Those the node above has answered."""
        return self.accepted + self.parked + self.returned

    @property
    def open(self) -> int:
        """Those that are not accepted."""
        return self.sealed - self.accepted


@dataclass(frozen=True)
class Cell:
    """One feed in one period. `expected` is 0 where it does not apply."""

    period: str
    title: str
    counts: Counts
    expected: int
    due: datetime.date | None
    is_sealed_then: bool

    @property
    def kind(self) -> str:
        """never, due (nothing yet, and not late), stuck, done, or going."""
        counts = self.counts
        if not self.is_sealed_then and not counts.sealed:
            return "never"
        if counts.returned or counts.undecided or counts.parked:
            return "stuck"
        if counts.sealed and counts.accepted == max(self.expected, counts.sealed):
            return "done"
        is_late = self.due is not None and self.due < timezone.localdate()
        return "going" if counts.sealed or is_late else "due"

    @property
    def unsealed(self) -> int:
        """How many of what is expected are not sealed yet."""
        return max(self.expected - self.counts.sealed, 0)

    @property
    def of(self) -> int:
        """Out of how many: what is expected, or what is sealed where that is more."""
        return max(self.expected, self.counts.sealed)


@dataclass(frozen=True)
class Row:
    """One feed through the periods of the year."""

    name: str
    title: str
    cells: list[Cell]


@dataclass(frozen=True)
class Board:
    """A year of the exchange: its rows, and the sum of all their cells."""

    year: str
    columns: list[tuple[str, str]]
    rows: list[Row]
    total: Counts
    own: Counts
    """Of the total, what this node itself sealed."""
    has_above: bool

    @property
    def arrived(self) -> int:
        """Of the total, what other nodes sealed."""
        return self.total.sealed - self.own.sealed

    @property
    def keys(self) -> list[tuple[str, str]]:
        """What the looks of a cell mean."""
        return [
            ("done", _("accepted in full")),
            ("going", _("not complete yet")),
            ("stuck", _("returned, parked or to be decided")),
            ("due", _("nothing yet, and not late")),
        ]


def board_of(year: str, school_ids: Collection[int] | None, has_above: bool) -> Board:
    """The year's board for these schools, None for every one of the scope: six queries."""
    found, feeds = standing_of(year, school_ids), all_feeds()
    expected = expected_by_feed(year, feeds, school_ids)
    ends = dict(_ends_of(year))
    by_place: defaultdict[tuple[str, str], list[Standing]] = defaultdict(list)
    for each in found:
        by_place[each.feed, each.period].append(each)
    known = {feed.name for feed in feeds}
    strangers = sorted({each.feed for each in found} - known)
    rows = [_row(feed, year, by_place, expected.get(feed.name, 0), ends) for feed in feeds]
    rows += [Row(name, name, _cells(name, (), by_place, 0, ends)) for name in strangers]
    columns = [(period, period_name(period)) for period in ALL_PERIODS]
    own = [each for each in found if is_own(each)]
    return Board(year, columns, rows, counts_of(found), counts_of(own), has_above)


def counts_of(standing: Iterable[Standing]) -> Counts:
    """The sum of these."""
    found: defaultdict[str, int] = defaultdict(int)
    waiting = []
    for each in standing:
        field = FIELDS[each.place]
        found[field] += each.scopes
        found["sealed"] += each.scopes
        if field != "accepted":
            waiting.append(each.since)
    return Counts(**found, since=min(waiting, default=None))


FIELDS = {
    "accepted": "accepted",
    "queued": "queued",
    "parked": "parked",
    "returned": "returned",
    "needs_human": "undecided",
    "accepted" + HERE: "accepted",
    "superseded" + HERE: "accepted",
    "parked" + HERE: "parked",
    "returned" + HERE: "returned",
}


def _row(
    feed: Feed,
    year: str,
    by_place: dict[tuple[str, str], list[Standing]],
    expected: int,
    ends: dict[str, datetime.date],
) -> Row:
    cells = _cells(feed.name, feed.expected_periods(year), by_place, expected, ends)
    return Row(feed.name, title_of(feed.name), cells)


def _cells(
    name: str,
    periods: Sequence[str],
    by_place: dict[tuple[str, str], list[Standing]],
    expected: int,
    ends: dict[str, datetime.date],
) -> list[Cell]:
    return [
        Cell(
            period,
            period_name(period),
            counts_of(by_place.get((name, period), [])),
            expected if period in periods else 0,
            ends.get(period),
            period in periods,
        )
        for period in ALL_PERIODS
    ]


def period_name(period: str) -> str:
    """What people call a period of any year."""
    return _("Any time") if period == NONE else str(PERIOD_TITLES[period])


def _ends_of(year: str) -> Iterable[tuple[str, datetime.date]]:
    """The last day of mark entry of each term: until then nothing is late."""
    terms = Term.objects.filter(school_year__code=year)
    return [(term.period, term.entry_closes_on) for term in terms]
