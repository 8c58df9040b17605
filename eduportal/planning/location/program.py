"""The mixed program of one case: which sites, how many modules, who goes where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from eduportal.planning.location.facts import Case, Site
from eduportal.solving import program
from eduportal.solving.program import ENDLESS


class Kind(IntEnum):
    """What a column stands for."""

    FLOW = 0
    SHORT = 1
    OPEN = 2
    MODULE = 3


@dataclass(frozen=True, slots=True)
class Column:
    """`number` counts a site's modules from 1."""

    kind: Kind
    period: int
    site: str = ""
    point: str = ""
    number: int = 0


Model = program.Model[Column]
Entry = tuple[program.RowName, float]


@dataclass
class Writing(program.Writing[Column]):
    """Knows besides how the plan must not end."""

    unlike: Sequence[frozenset[tuple[str, int]]] = ()

    def differing(self, case: Case, site: Site, number: int, period: int) -> list[Entry]:
        """A column of the last period takes part in being unlike other plans."""
        if period != case.periods[-1]:
            return []
        return [
            (("unlike", at), -1.0 if (site.key, number) in end else 1.0)
            for at, end in enumerate(self.unlike)
        ]


# What stands in the last period: site and module, 0 for the school itself.
End = frozenset[tuple[str, int]]


def write_program(case: Case, most_short: float | None = None, unlike: Sequence[End] = ()) -> Model:
    """Asks for the fewest pupils without a place, or, given how few, for the lowest cost.

    The plan ends otherwise than each of `unlike`.
    """
    writing = Writing(unlike=unlike)
    for number, end in enumerate(unlike):
        writing.row(("unlike", number), 1 - len(end), ENDLESS)
    for period in case.periods:
        _write_rows(writing, case, period)
    for site in case.sites:
        _write_order(writing, case, site)
    if most_short is not None:
        writing.row(("short",), -ENDLESS, most_short)
    for period in case.periods:
        _write_flows(writing, case, period, most_short is None)
        for site in case.sites:
            _write_site(writing, case, site, period, most_short is None)
    return writing.model()


def _write_rows(writing: Writing, case: Case, period: int) -> None:
    for point in case.points:
        writing.row(("pupils", point.key, period), point.pupils[period], point.pupils[period])
        for _metres, site in case.near[point.key]:
            writing.row(("way", point.key, site.key, period), -ENDLESS, 0)
    for site in case.sites:
        writing.row(("room", site.key, period), -ENDLESS, 0)
        if site.is_new:
            writing.row(("filled", site.key, period), 0, ENDLESS)
    # A level stays in its commune, in one of the schools it has.
    if not all(site.is_new for site in case.sites):
        writing.row(("stays", period), 1, ENDLESS)
    # Follows from the rows above; with it the search takes a third less time.
    everybody = sum(point.pupils[period] for point in case.points)
    writing.row(("together", period), everybody, ENDLESS)


def _write_order(writing: Writing, case: Case, site: Site) -> None:
    """What is closed stays closed, what is built stays built, one module after the other."""
    for period in case.periods:
        if period:
            writing.row(("order", site.key, period), 0, ENDLESS)
        for number in range(1, case.extensions(site) + 1):
            writing.row(("of", site.key, number, period), -ENDLESS, 0)
            if period:
                writing.row(("kept", site.key, number, period), 0, ENDLESS)


def _write_flows(writing: Writing, case: Case, period: int, is_first: bool) -> None:
    weight = 0.0 if is_first else case.weight(period)
    for point in case.points:
        pupils = point.pupils[period]
        for metres, site in case.near[point.key]:
            entries = [
                (("pupils", point.key, period), 1.0), (("way", point.key, site.key, period), 1.0),
                (("room", site.key, period), 1.0), (("filled", site.key, period), 1.0),
            ]  # fmt: skip
            price = weight * case.costs.pupil_km * metres / 1000
            column = Column(Kind.FLOW, period, site.key, point.key)
            writing.column(column, price, pupils, entries)
        entries = [
            (("pupils", point.key, period), 1.0), (("together", period), 1.0), (("short",), 1.0),
        ]  # fmt: skip
        short = Column(Kind.SHORT, period, point=point.key)
        writing.column(short, 1.0 if is_first else 0.0, pupils, entries)


def _write_site(writing: Writing, case: Case, site: Site, period: int, is_first: bool) -> None:
    weight = 0.0 if is_first else case.weight(period)
    ways = [(("way", point.key, site.key, period), -float(point.pupils[period]))
            for point in case.points]  # fmt: skip
    direction = 1.0 if site.is_new else -1.0
    entries = [
        *ways, (("room", site.key, period), -float(case.places(site))),
        (("filled", site.key, period), -float(case.least_of_new)),
        (("together", period), float(case.places(site))),
        (("order", site.key, period), direction), (("order", site.key, period + 1), -direction),
        (("of", site.key, 1, period), -1.0), *writing.differing(case, site, 0, period),
    ]  # fmt: skip
    if not site.is_new:
        entries.append((("stays", period), 1.0))
    price = case.costs.running_school + (case.costs.new_school if site.is_new else 0.0)
    must = 0.0 if site.is_new or site.may_close else 1.0
    column = Column(Kind.OPEN, period, site.key)
    writing.column(column, weight * price, 1.0, entries, must)
    _write_modules(writing, case, site, period, weight)


def _write_modules(writing: Writing, case: Case, site: Site, period: int, weight: float) -> None:
    more = float(case.standards.module * case.standards.pupils_a_class)
    for number in range(1, case.extensions(site) + 1):
        entries = [
            (("room", site.key, period), -more), (("together", period), more),
            (("of", site.key, number, period), 1.0), (("of", site.key, number + 1, period), -1.0),
            (("kept", site.key, number, period), 1.0),
            (("kept", site.key, number, period + 1), -1.0),
            *writing.differing(case, site, number, period),
        ]  # fmt: skip
        column = Column(Kind.MODULE, period, site.key, number=number)
        writing.column(column, weight * case.costs.module, 1.0, entries)
