"""A linear program by columns, as it is written down: what a column stands for, and arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

ENDLESS = float("inf")
RowName = tuple[object, ...]
Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]


class Kinded(Protocol):
    """What a column stands for; columns of one kind are whole together, or not."""

    @property
    def kind(self) -> int: ...


C = TypeVar("C", bound=Kinded)


@dataclass
class Model(Generic[C]):
    """The program by columns; rows are ranges."""

    columns: list[C]
    costs: Floats
    lower: Floats
    upper: Floats
    starts: Ints
    rows: Ints
    factors: Floats
    row_lower: Floats
    row_upper: Floats
    row_names: list[RowName]

    @property
    def kinds(self) -> Ints:
        return np.array([column.kind for column in self.columns], dtype=np.int32)


@dataclass
class Writing(Generic[C]):
    """Rows and columns as they are found."""

    row_of: dict[RowName, int] = field(default_factory=dict)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    columns: list[C] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)

    def row(self, name: RowName, least: float, most: float) -> None:
        self.row_of[name] = len(self.row_lower)
        self.row_lower.append(least)
        self.row_upper.append(most)

    def column(
        self,
        column: C,
        cost: float,
        upper: float,
        entries: Iterable[tuple[RowName, float]],
        lower: float = 0.0,
    ) -> None:
        """A column with its factors; a row that was not written does not bind it."""
        self.columns.append(column)
        self.costs.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.starts.append(len(self.rows))
        for name, factor in entries:
            if (row := self.row_of.get(name)) is not None:
                self.rows.append(row)
                self.factors.append(factor)

    def model(self) -> Model[C]:
        return Model(
            self.columns,
            np.array(self.costs),
            np.array(self.lower),
            np.array(self.upper),
            np.array([*self.starts, len(self.rows)], dtype=np.int32),
            np.array(self.rows, dtype=np.int32),
            np.array(self.factors),
            np.array(self.row_lower),
            np.array(self.row_upper),
            [*self.row_of],
        )
