"""What a plan may do, and what its goods are worth: everything an official can change.

Nothing here is fixed by a circular but the weekly norms (TT 05/2025 Điều 7); distances, shares,
protections and the order of choice belong to the province's own regulation (NĐ 93/2026 Art.
11(1)đ), and the defaults hold until it says otherwise.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType

from staffing.rebalance.facts import (
    CHILDREN,
    CLASS_TEACHERS,
    LOWER,
    PRESCHOOL,
    PRIMARY,
    UPPER,
    School,
)
from staffing.rules.load import TEACHER_NORM, TEACHING_WEEKS

# Units a year of a full load: tenths of a post in preschools, periods elsewhere.
FULL_LOAD: Mapping[str, int] = MappingProxyType(
    {PRESCHOOL: 10} | {stage: int(norm) * TEACHING_WEEKS for stage, norm in TEACHER_NORM.items()}
)
HARDSHIP, NURSING, GROUP_HEAD = "hardship", "nursing", "group_head"
RETIRING, SENT, PROBATION, CONTRACT = "retiring", "sent", "probation", "contract"
YEARS_HERE, WAS_SENT, YEARS_LEFT = "years_here", "was_sent", "years_left"


@dataclass(frozen=True, slots=True)
class StageOptions:
    """Limits of one level. `worth` is what a forced move must cover at least, in units a year;
    `least_lot` what a shared teacher gives at least at the other school."""

    move_metres: int
    share_metres: int
    worth: int
    least_lot: int = 4 * TEACHING_WEEKS


BY_STAGE: Mapping[str, StageOptions] = MappingProxyType(
    {
        PRESCHOOL: StageOptions(12_000, 6_000, 4, 2),
        PRIMARY: StageOptions(12_000, 6_000, 8 * TEACHING_WEEKS),
        LOWER: StageOptions(15_000, 8_000, 8 * TEACHING_WEEKS),
        UPPER: StageOptions(25_000, 12_000, 8 * TEACHING_WEEKS),
    }
)


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of one scenario. Shares are percent, and round up to whole people.

    With `wishes_first` a wish counts more than any open lesson: `exchange` asks for that.
    `closed` are pairs of schools no teacher goes between (a river, a refusal); `kept` people who
    stay by decision; `pinned` (person, school) moves that were accepted; `shown` (from, to) pairs
    of a plan people have seen, which a new plan changes less readily. A search ends when what it
    has found is proven to lack `gap_percent` of what there is to gain at most, or lacks
    `near_bound_percent` against the bound for divisible people.
    """

    by_stage: Mapping[str, StageOptions] = field(default_factory=lambda: dict(BY_STAGE))
    may_force: bool = True
    may_grant: bool = True
    may_share: bool = True
    no_school_worse: bool = True
    wishes_first: bool = False
    leave_percent: int = 15
    shared_people_percent: int = 15
    shared_load_percent: int = 50
    core_subjects: frozenset[str] = frozenset({"toan", "ngu-van", "ngoai-ngu-1", CLASS_TEACHERS})
    core_weight: int = 3
    other_weight: int = 2
    hard_factor: int = 2
    wish_share: int = 4
    protecting: frozenset[str] = frozenset(
        {HARDSHIP, NURSING, GROUP_HEAD, RETIRING, SENT, PROBATION, CONTRACT}
    )
    protecting_from_sharing: frozenset[str] = frozenset({HARDSHIP, NURSING, PROBATION, CONTRACT})
    barring_wishes: frozenset[str] = frozenset({NURSING, SENT, PROBATION, CONTRACT})
    never_shared: frozenset[str] = frozenset({CLASS_TEACHERS, CHILDREN})
    criteria: tuple[str, ...] = (WAS_SENT, YEARS_HERE, YEARS_LEFT)
    closed: frozenset[tuple[str, str]] = frozenset()
    kept: frozenset[str] = frozenset()
    pinned: frozenset[tuple[str, str]] = frozenset()
    shown: frozenset[tuple[str, str]] = frozenset()
    gap_percent: int = 2
    near_bound_percent: int = 4
    fuse_seconds: int = 900

    def weight(self, school: School, subject: str) -> int:
        """How much an open unit counts."""
        core = self.core_weight if subject in self.core_subjects else self.other_weight
        return core * (self.hard_factor if school.is_hard else 1)

    def forced_price(self, stage: str) -> int:
        """What a forced move has to bring, in weighted units of an ordinary subject."""
        return self.by_stage[stage].worth * self.other_weight

    def most_given(self, stage: str) -> int:
        """Units a year one shared teacher gives to the other school at most."""
        return FULL_LOAD[stage] * self.shared_load_percent // 100

    def digest(self) -> str:
        plain = asdict(self)
        text = json.dumps(plain, default=sorted, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def exchange(options: Options) -> Options:
    """As many wishes as can be granted together while no school is worse off, by changing places
    as well: nobody is forced or shared."""
    return replace(
        options, wishes_first=True, no_school_worse=True, may_force=False, may_share=False
    )


def whole_people(percent: int, people: int) -> int:
    """A share of so many people, rounded up."""
    return -(-percent * people // 100)
