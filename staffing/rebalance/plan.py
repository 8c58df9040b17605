"""What a plan says: who goes where, who gives lessons at a second school, who teaches what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from staffing.rebalance.facts import Group


class Ground(StrEnum):
    """The clause a line rests on (NĐ 93/2026 Art. 11 to 13); the four are never mixed.

    SURPLUS: 11(2)a, the home school has too many. LENT: 11(2)e, for a time, to a school that is
    short. WISH: 12, on request, when both schools agree. SHARED: 13, lessons at a second school.
    """

    SURPLUS = "11-2a"
    LENT = "11-2e"
    WISH = "12"
    SHARED = "13"


@dataclass(frozen=True, slots=True)
class Move:
    """One person goes to another school. `decided_by` is the unit with the power to say so."""

    person: str
    from_school: str
    to_school: str
    ground: Ground
    metres: int
    decided_by: str

    @property
    def is_for_a_time(self) -> bool:
        return self.ground is Ground.LENT

    @property
    def is_forced(self) -> bool:
        return self.ground is not Ground.WISH


@dataclass(frozen=True, slots=True)
class Share:
    """One person gives units of subjects at a second school, as a part of the same load."""

    person: str
    from_school: str
    to_school: str
    units: tuple[tuple[str, int], ...]
    metres: int
    decided_by: str

    @property
    def total(self) -> int:
        return sum(units for _subject, units in self.units)


@dataclass(frozen=True, slots=True)
class Taught:
    """Units a year that people with the same subjects, who work at the school, give to a need."""

    school: str
    group: Group
    subject: str
    units: int


@dataclass(frozen=True)
class Plan:
    """The answer for one part. `open_before` and `open_after` are units by school and subject:
    today after the best inside each school, and under the plan."""

    name: str
    stage: str
    moves: tuple[Move, ...] = ()
    shares: tuple[Share, ...] = ()
    taught: tuple[Taught, ...] = ()
    open_before: dict[tuple[str, str], int] = field(default_factory=dict)
    open_after: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def still_open(self) -> int:
        return sum(self.open_after.values())

    @property
    def was_open(self) -> int:
        return sum(self.open_before.values())

    def lines(self) -> list[Move | Share]:
        return [*self.moves, *self.shares]

    def forced(self) -> Iterable[Move]:
        return (move for move in self.moves if move.is_forced)
