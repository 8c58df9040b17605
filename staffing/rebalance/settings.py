"""The settings of a scenario as they are stored and shown, and the options they mean.

Distances in kilometres and worth in periods a week, as people say them. What was decided about
lines of an earlier plan goes along: people who stay, moves that stay, ways the plan has shown.
Ways that are closed are pairs of schools, whatever the level and the direction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from staffing.rebalance.facts import LOWER, PRESCHOOL, PRIMARY, UPPER
from staffing.rebalance.options import (
    BY_STAGE,
    CONTRACT,
    GROUP_HEAD,
    HARDSHIP,
    NURSING,
    PROBATION,
    RETIRING,
    SENT,
    Options,
    StageOptions,
)
from staffing.rules.load import TEACHING_WEEKS

STAGES = (PRESCHOOL, PRIMARY, LOWER, UPPER)
METRES = 1000
PERIODS = "worth"


@dataclass(frozen=True, slots=True)
class Setting:
    """One number between bounds, or a switch (0 or 1)."""

    key: str
    default: int
    least: int = 0
    most: int = 1

    @property
    def is_switch(self) -> bool:
        return (self.least, self.most) == (0, 1)


# Grounds on which nobody is sent (the province's regulation, NĐ 93/2026 Art. 11(1)đ); each can be
# lifted for a plan. They hold for wishes and shared lessons as they are.
GROUNDS = (HARDSHIP, NURSING, GROUP_HEAD, RETIRING, SENT, PROBATION, CONTRACT)
KEEPS = "keeps_"

# Volunteers first: a plan forces nobody unless somebody says so.
SETTINGS = (
    Setting("may_force", 0),
    Setting("may_grant", 1),
    Setting("may_share", 1),
    Setting("wishes_first", 0),
    Setting("no_school_worse", 1),
    Setting("leave_percent", 15, 1, 100),
    Setting("shared_people_percent", 15, 1, 100),
    Setting("shared_load_percent", 50, 10, 75),
    Setting(PERIODS, 8, 1, 23),
    *(
        Setting(f"{kind}_km_{stage}", metres // METRES, 1, 60)
        for kind, name in (("move", "move_metres"), ("share", "share_metres"))
        for stage in STAGES
        for metres in [getattr(BY_STAGE[stage], name)]
    ),
    *(Setting(f"{KEEPS}{ground}", 1) for ground in GROUNDS),
)
DEFAULTS: Mapping[str, int] = MappingProxyType({each.key: each.default for each in SETTINGS})
# Pairs or keys that come from lines of an earlier plan.
CARRIED = ("pinned", "kept", "shown")
CLOSED = "closed"


def complete(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with the defaults for what is not said. Raises ValueError for a number out of
    its bounds."""
    found: dict[str, Any] = {}
    for each in SETTINGS:
        value = int(values.get(each.key, each.default))
        if not each.least <= value <= each.most:
            raise ValueError(each.key)
        found[each.key] = value
    return found | {name: sorted(values.get(name, [])) for name in (*CARRIED, CLOSED)}


def variants(values: Mapping[str, Any], stage: str) -> dict[str, dict[str, int]]:
    """What differs in each setting changed alone, by its key: a switch turned, a number eased; and
    in two changes of several at once. What cannot matter for a part of the level is left out."""
    found = {
        "as_it_is": {},
        "nobody_moves": {"may_force": 0, "may_grant": 0},
        "no_protections": {f"{KEEPS}{ground}": 0 for ground in GROUNDS},
    }
    found |= {each.key: {each.key: _eased(each, values[each.key])} for each in SETTINGS}
    idle = [key for key in found if "_km_" in key and not key.endswith(stage)]
    if not values["may_force"]:
        idle += ["no_protections", PERIODS, f"move_km_{stage}"]
        idle += [f"{KEEPS}{ground}" for ground in GROUNDS]
    if not values["may_share"]:
        idle += ["shared_people_percent", "shared_load_percent", f"share_km_{stage}"]
    return {
        key: changed
        for key, changed in found.items()
        if key not in idle
        and (not changed or any(values[name] != value for name, value in changed.items()))
    }


def _eased(setting: Setting, value: int) -> int:
    """A switch the other way, half the worth, half as far again, twice as many people."""
    if setting.is_switch:
        return 1 - value
    if setting.key == PERIODS:
        return max(setting.least, value // 2)
    return min(setting.most, value * 3 // 2 if "_km_" in setting.key else 2 * value)


def options_of(values: Mapping[str, Any]) -> Options:
    """The options of complete settings."""
    return Options(
        by_stage={stage: _of_stage(stage, values) for stage in STAGES},
        may_force=bool(values["may_force"]),
        may_grant=bool(values["may_grant"]),
        may_share=bool(values["may_share"]),
        wishes_first=bool(values["wishes_first"]),
        no_school_worse=bool(values["no_school_worse"]),
        leave_percent=values["leave_percent"],
        shared_people_percent=values["shared_people_percent"],
        shared_load_percent=values["shared_load_percent"],
        pinned=frozenset((person, school) for person, school in values["pinned"]),
        kept=frozenset(values["kept"]),
        shown=frozenset((one, other) for one, other in values["shown"]),
        protecting=frozenset(each for each in GROUNDS if values[f"{KEEPS}{each}"]),
        closed=frozenset(
            (f"{one}:{stage}", f"{other}:{stage}")
            for pair in values[CLOSED]
            for one, other in (pair, reversed(pair))
            for stage in STAGES
        ),
    )


def _of_stage(stage: str, values: Mapping[str, Any]) -> StageOptions:
    """A preschool's worth is tenths of a post: as many as the periods are of a norm of 19."""
    limits = BY_STAGE[stage]
    worth = values[PERIODS]
    units = max(1, worth * 10 // 19) if stage == PRESCHOOL else worth * TEACHING_WEEKS
    return replace(
        limits,
        move_metres=values[f"move_km_{stage}"] * METRES,
        share_metres=values[f"share_km_{stage}"] * METRES,
        worth=units,
    )
