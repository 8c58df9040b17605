"""A school's balance as it is kept: the four measures and the subjects, without their lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from staffing.rules.balance import SHARED, Balance

NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Posts:
    """Full posts that are there, and that are needed."""

    there: Fraction = NONE
    needed: Fraction = NONE

    @property
    def gap(self) -> Fraction:
        """Posts to spare; negative where they are short."""
        return self.there - self.needed


@dataclass(frozen=True, slots=True)
class Counted:
    """The four measures of one school on the day it was counted, exact.

    `subjects` by code of the subject or group; of the shared need (`SHARED`), what is there is
    what the subjects' surplus covers. None stands for what nobody has recorded.
    """

    norm: Fraction | None
    on_payroll: Fraction
    on_contract: Fraction
    quota: int | None
    unfilled: int | None
    subjects: Mapping[str, Posts]

    @property
    def norm_gap(self) -> Fraction | None:
        return None if self.norm is None else self.on_payroll - self.norm

    @property
    def quota_gap(self) -> Fraction | None:
        return None if self.quota is None else self.on_payroll - self.quota

    @property
    def has_subjects(self) -> bool:
        """Whether anything is taught by subject; in preschools nothing is."""
        return any(each.needed or each.there for each in self.subjects.values())

    @property
    def short(self) -> Fraction:
        """Posts short, each subject on its own, and what is left of the shared need."""
        return sum((max(NONE, -each.gap) for each in self.subjects.values()), NONE)

    @property
    def surplus(self) -> Fraction:
        """Posts to spare, each subject on its own, after the shared need is covered."""
        spare = sum((max(NONE, each.gap) for each in self.subjects.values()), NONE)
        return spare - self.subjects.get(SHARED, Posts()).there


def counted(balance: Balance) -> Counted:
    """What is kept of a balance."""
    subjects = {line.code: Posts(line.there, line.needed) for line in balance.lines}
    subjects[SHARED] = Posts(balance.covered, balance.shared.needed)
    return Counted(
        norm=balance.norm,
        on_payroll=balance.on_payroll,
        on_contract=balance.on_contract,
        quota=balance.quota,
        unfilled=balance.unfilled,
        subjects=subjects,
    )


def stored(figures: Counted) -> dict[str, Any]:
    """The figures as JSON; fractions are texts such as "84/5"."""
    return {
        "norm": None if figures.norm is None else str(figures.norm),
        "on_payroll": str(figures.on_payroll),
        "on_contract": str(figures.on_contract),
        "quota": figures.quota,
        "unfilled": figures.unfilled,
        "subjects": {
            code: [str(each.there), str(each.needed)] for code, each in figures.subjects.items()
        },
    }


def read(kept: Mapping[str, Any]) -> Counted:
    """The figures that `stored` has written."""
    return Counted(
        norm=None if kept["norm"] is None else Fraction(kept["norm"]),
        on_payroll=Fraction(kept["on_payroll"]),
        on_contract=Fraction(kept["on_contract"]),
        quota=kept["quota"],
        unfilled=kept["unfilled"],
        subjects={
            code: Posts(Fraction(there), Fraction(needed))
            for code, (there, needed) in kept["subjects"].items()
        },
    )
