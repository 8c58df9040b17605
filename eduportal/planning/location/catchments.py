"""Which school the children of each hamlet would go to: tuyến tuyển sinh, as a proposal.

First the fewest without a place, then the fewest beyond the distance limit, then the shortest way.
A flow has whole answers: hamlets that are split between schools are shown, not forbidden, because
forbidding it leaves children without a place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from eduportal.planning.location.facts import Place
from eduportal.solving import program
from eduportal.solving.highs import Answer, Program
from eduportal.solving.program import ENDLESS, Floats

NEAREST = 8
# The steps, in this order; each keeps what those before have reached.
WITHOUT, FAR, METRES = "without", "far", "metres"
HALF = 0.5


@dataclass(frozen=True)
class Hamlet:
    """Children of the entry grade, and the commune they live in."""

    key: str
    commune: str
    place: Place
    children: int


@dataclass(frozen=True)
class School:
    """`places` of the entry grade."""

    key: str
    commune: str
    place: Place
    places: int


@dataclass(frozen=True)
class Limits:
    """Whether children may cross the border of their commune; beyond which way it is too far."""

    own_commune_only: bool = True
    far_metres: int = 5_000
    detour_percent: int = 130
    # Hamlet, school, metres by road, where somebody measured.
    roads: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True)
class Catchments:
    """Children by hamlet and school; `without_place` by hamlet; metres of each way that is used."""

    children: Mapping[tuple[str, str], int]
    without_place: Mapping[str, int]
    metres: Mapping[tuple[str, str], int]
    far_metres: int

    @property
    def split(self) -> list[str]:
        """Hamlets whose children go to more than one school."""
        schools: defaultdict[str, int] = defaultdict(int)
        for hamlet, _school in self.children:
            schools[hamlet] += 1
        return sorted(hamlet for hamlet, count in schools.items() if count > 1)

    @property
    def too_far(self) -> int:
        return sum(
            count for way, count in self.children.items() if self.metres[way] > self.far_metres
        )

    @property
    def longest(self) -> int:
        return max((self.metres[way] for way in self.children), default=0)

    @property
    def mean(self) -> float:
        """Metres of a child's way."""
        everybody = sum(self.children.values())
        total = sum(count * self.metres[way] for way, count in self.children.items())
        return total / everybody if everybody else 0.0


class Kind(IntEnum):
    GOES = 0
    WITHOUT = 1


@dataclass(frozen=True, slots=True)
class Column:
    kind: Kind
    hamlet: str
    school: str = ""


Ways = Mapping[str, Mapping[str, int]]


def catchments(
    hamlets: Sequence[Hamlet], schools: Sequence[School], limits: Limits = Limits()
) -> Catchments:
    """The three steps; equal input in any order gives an equal answer."""
    if not hamlets:
        return Catchments({}, {}, {}, limits.far_metres)
    hamlets = sorted(hamlets, key=lambda each: each.key)
    schools = sorted(schools, key=lambda each: each.key)
    ways = _ways(hamlets, schools, limits)
    model, costs = _written(hamlets, schools, ways, limits.far_metres)
    flow = Program(model, np.ones(len(model.columns), dtype=np.bool_))
    answer = flow.run()
    for row, step in enumerate((FAR, METRES)):
        flow.ask_next(costs[step], row, round(answer.objective))
        answer = flow.run()
    return _read(model, answer, ways, limits.far_metres)


def _ways(hamlets: Sequence[Hamlet], schools: Sequence[School], limits: Limits) -> Ways:
    """By hamlet the nearest schools its children may go to, with metres."""
    if not hamlets or not schools:
        return {each.key: {} for each in hamlets}
    here = np.array([each.place for each in hamlets])
    there = np.array([each.place for each in schools])
    gaps = here[:, None, :] - there[None, :, :]
    metres = np.sqrt((gaps**2).sum(axis=2)) * (limits.detour_percent / 100)
    row_of = {each.key: row for row, each in enumerate(hamlets)}
    column_of = {each.key: column for column, each in enumerate(schools)}
    for hamlet_key, school_key, measured in limits.roads:
        if hamlet_key in row_of and school_key in column_of:
            metres[row_of[hamlet_key], column_of[school_key]] = measured
    if limits.own_commune_only:
        communes = np.array([each.commune for each in schools])
        metres[np.array([each.commune for each in hamlets])[:, None] != communes] = np.inf
    order = np.argsort(metres, axis=1, kind="stable")[:, :NEAREST]
    return {
        hamlet.key: {
            schools[at].key: int(metres[number, at])
            for at in order[number] if np.isfinite(metres[number, at])
        }
        for number, hamlet in enumerate(hamlets)
    }  # fmt: skip


def _written(
    hamlets: Sequence[Hamlet], schools: Sequence[School], ways: Ways, far_metres: int
) -> tuple[program.Model[Column], Mapping[str, Floats]]:
    """The flow that asks for the fewest without a place, and what a child costs in later steps.

    Its first two rows keep what the steps have reached: without a place, beyond the limit.
    """
    writing: program.Writing[Column] = program.Writing()
    writing.row((WITHOUT,), -ENDLESS, ENDLESS)
    writing.row((FAR,), -ENDLESS, ENDLESS)
    for school in schools:
        writing.row(("places", school.key), -ENDLESS, school.places)
    metres_of: list[int] = []
    for hamlet in hamlets:
        writing.row(("children", hamlet.key), hamlet.children, hamlet.children)
        children = (("children", hamlet.key), 1.0)
        for key, metres in ways[hamlet.key].items():
            entries = [children, (("places", key), 1.0), ((FAR,), float(metres > far_metres))]
            writing.column(Column(Kind.GOES, hamlet.key, key), 0.0, hamlet.children, entries)
            metres_of.append(metres)
        entries = [children, ((WITHOUT,), 1.0)]
        writing.column(Column(Kind.WITHOUT, hamlet.key), 1.0, hamlet.children, entries)
        metres_of.append(0)
    costs = np.array(metres_of, dtype=np.float64)
    return writing.model(), {FAR: (costs > far_metres).astype(np.float64), METRES: costs}


def _read(model: program.Model[Column], answer: Answer, ways: Ways, far_metres: int) -> Catchments:
    children, without = {}, {}
    for at in np.flatnonzero(answer.values > HALF):
        column, count = model.columns[at], round(answer.values[at])
        if column.kind is Kind.GOES:
            children[column.hamlet, column.school] = count
        else:
            without[column.hamlet] = count
    metres = {way: ways[way[0]][way[1]] for way in children}
    return Catchments(children, without, metres, far_metres)
