"""Whether a target is reached, and where schemes overlap. Pure functions."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations


class Standing(StrEnum):
    """How an indicator stands to its targets."""

    REACHED = "reached"
    UNDER_WAY = "under_way"
    MISSED = "missed"
    UNKNOWN = "unknown"
    WITHOUT_TARGET = "without_target"


def meets(value: Decimal, target: Decimal, *, higher: bool) -> bool:
    return value >= target if higher else value <= target


def next_target(
    targets: Mapping[datetime.date, Decimal], day: datetime.date
) -> datetime.date | None:
    """The day of the target that counts: the next to come, else the last."""
    ahead = [due for due in targets if due >= day]
    return min(ahead, default=max(targets, default=None))


def standing(
    value: Decimal | None,
    targets: Mapping[datetime.date, Decimal],
    day: datetime.date,
    *,
    higher: bool,
) -> Standing:
    """Reached is the target that counts; missed, the newest whose day is over."""
    due = next_target(targets, day)
    if due is None:
        return Standing.WITHOUT_TARGET
    if value is None:
        return Standing.UNKNOWN
    if meets(value, targets[due], higher=higher):
        return Standing.REACHED
    over = max((each for each in targets if each < day), default=None)
    if over is not None and not meets(value, targets[over], higher=higher):
        return Standing.MISSED
    return Standing.UNDER_WAY


class Overlap(StrEnum):
    """How two schemes promise the same."""

    SAME = "same"
    TWO_DATES = "two_dates"
    CONTRADICT = "contradict"


@dataclass(frozen=True)
class Promise:
    """One indicator of one scheme; `key` is the same for what is the same indicator."""

    indicator: int
    scheme: int
    key: str
    targets: Mapping[datetime.date, Decimal]
    higher: bool


@dataclass(frozen=True)
class Shared:
    """One indicator that several schemes have, and how their targets go together."""

    promises: Sequence[Promise]
    kind: Overlap


def shared_indicators(promises: Iterable[Promise]) -> list[Shared]:
    """The indicators that stand in more than one scheme; contradictions first."""
    groups: defaultdict[str, list[Promise]] = defaultdict(list)
    for each in promises:
        groups[each.key].append(each)
    found = [
        Shared(group, _kind(group))
        for group in groups.values()
        if len({each.scheme for each in group}) > 1
    ]
    order = [Overlap.CONTRADICT, Overlap.TWO_DATES, Overlap.SAME]
    return sorted(found, key=lambda each: order.index(each.kind))


def _kind(group: Sequence[Promise]) -> Overlap:
    kinds = {_of_two(one, other) for one, other in combinations(group, 2)}
    return next(each for each in (Overlap.CONTRADICT, Overlap.TWO_DATES, Overlap.SAME)
                if each in kinds)  # fmt: skip


def _of_two(one: Promise, other: Promise) -> Overlap:
    if one.higher != other.higher or any(
        one.targets[day] != other.targets[day] for day in one.targets.keys() & other.targets.keys()
    ):
        return Overlap.CONTRADICT
    return Overlap.SAME if one.targets == other.targets else Overlap.TWO_DATES


def alike(words: Mapping[int, str]) -> list[list[int]]:
    """The schemes with the same words, two at least; empty words are like no others."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for scheme, text in words.items():
        if text:
            groups[text].append(scheme)
    return [group for group in groups.values() if len(group) > 1]
