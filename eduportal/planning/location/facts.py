"""What a plan of places is made from, and what it says.

Places are metres east and north of one origin. A period is some years; pupils of a point are those
of one level who live there in the middle of the period.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from math import isqrt

Place = tuple[int, int]


@dataclass(frozen=True)
class Point:
    """Where pupils live: a hamlet or a part of one. `pupils` by period."""

    key: str
    place: Place
    pupils: tuple[int, ...]


@dataclass(frozen=True)
class Site:
    """A school that stands (`classes` it has room for), or a place for a new one (None)."""

    key: str
    place: Place
    classes: int | None
    may_close: bool = False

    @property
    def is_new(self) -> bool:
        return self.classes is None


@dataclass(frozen=True)
class Standards:
    """Sizes of one level. `module` and `new_school` are classes; `most` is the ceiling."""

    pupils_a_class: int
    module: int
    new_school: int
    most: int
    least_fill_percent: int = 60
    nearest: int = 8
    farthest_metres: int = 100_000


@dataclass(frozen=True)
class Costs:
    """What the plan weighs, in millions of đồng a year unless said; all are assumptions.

    Capital becomes an annuity, so that the end of the horizon distorts nothing.
    """

    pupil_km: float = 1.5
    running_school: float = 900.0
    new_school: float = 2_400.0
    module: float = 520.0
    discount_percent: float = 4.0


@dataclass(frozen=True)
class Case:
    """One commune's question, or one of a whole province: which sites, for whom, when."""

    name: str
    points: tuple[Point, ...]
    sites: tuple[Site, ...]
    standards: Standards
    costs: Costs = field(default_factory=Costs)
    years_a_period: int = 2
    detour_percent: int = 130
    # Point, site, metres by road, where somebody measured.
    roads: tuple[tuple[str, str, int], ...] = ()

    @property
    def periods(self) -> range:
        return range(len(self.points[0].pupils) if self.points else 0)

    @cached_property
    def near(self) -> Mapping[str, tuple[tuple[int, Site], ...]]:
        """By point: the sites its pupils may go to, nearest first, with metres of the way."""
        found = {}
        for point in self.points:
            ways = sorted(
                ((self.way(point, site), site.key, site) for site in self.sites),
                key=lambda way: way[:2],
            )
            allowed = [(metres, site) for metres, _key, site in ways
                       if metres <= self.standards.farthest_metres]  # fmt: skip
            found[point.key] = tuple(allowed[: self.standards.nearest])
        return found

    @cached_property
    def _measured(self) -> Mapping[tuple[str, str], int]:
        return {(point, site): metres for point, site, metres in self.roads}

    def way(self, point: Point, site: Site) -> int:
        """Metres by road; the straight line times the declared factor where nobody measured."""
        measured = self._measured.get((point.key, site.key))
        if measured is not None:
            return measured
        one, other = point.place, site.place
        straight = isqrt((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2)
        return straight * self.detour_percent // 100

    def weight(self, period: int) -> float:
        """Years of the period at their value of today."""
        factor = 1 + self.costs.discount_percent / 100
        first = period * self.years_a_period
        return float(sum(factor ** -(first + year) for year in range(self.years_a_period)))

    def extensions(self, site: Site) -> int:
        """How many modules the site may still get."""
        has = self.standards.new_school if site.classes is None else site.classes
        return max(0, (self.standards.most - has) // self.standards.module)

    def places(self, site: Site, modules: int = 0) -> int:
        """Pupils an open site has room for with so many modules more."""
        has = self.standards.new_school if site.classes is None else site.classes
        return (has + modules * self.standards.module) * self.standards.pupils_a_class

    @property
    def least_of_new(self) -> int:
        """Pupils a new school has at least."""
        return self.places(Site("", (0, 0), None)) * self.standards.least_fill_percent // 100

    def digest(self) -> str:
        """Equal facts, equal digest, whatever order they were read in."""
        plain = asdict(self)
        for kind in ("points", "sites"):
            plain[kind] = sorted(plain[kind], key=lambda each: str(each["key"]))
        plain["roads"] = sorted(self.roads)
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Plan:
    """Which sites are open and how far extended, by period; who goes where; who has no place.

    `flows` and `short` are pupils. `cost` is the sum of the horizon at today's value, `bound` what
    no plan with as few pupils without a place can come below.
    """

    is_open: Mapping[tuple[str, int], bool]
    modules: Mapping[tuple[str, int], int]
    flows: Mapping[tuple[str, str, int], float]
    short: Mapping[tuple[str, int], float]
    cost: float
    bound: float
    stopped_by: str

    @property
    def without_place(self) -> float:
        return sum(self.short.values())

    @property
    def gap(self) -> float:
        """The proven distance to the best plan, as a share of the cost."""
        return max(0.0, self.cost - self.bound) / self.cost if self.cost else 0.0
