"""What each limit and each wish costs: the bound again, with one thing changed.

Every line is solved anew. The prices of single rows, which the solver gives for nothing, depend on
which of many equal answers it stopped at: they are good for searching, never for printing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from staffing.rebalance.facts import Facts
from staffing.rebalance.groups import Grouped
from staffing.rebalance.model import build_model
from staffing.rebalance.options import FULL_LOAD, Options, StageOptions
from staffing.rebalance.program import Kind
from staffing.rebalance.solve import bound_of


def _farther(
    options: Options, percent: int, *, moves: bool = False, shares: bool = False
) -> Options:
    def longer(limits: StageOptions) -> StageOptions:
        move = limits.move_metres * (percent if moves else 100) // 100
        share = limits.share_metres * (percent if shares else 100) // 100
        return replace(limits, move_metres=move, share_metres=share)

    return replace(options, by_stage={key: longer(each) for key, each in options.by_stage.items()})


def variants(options: Options) -> Mapping[str, Options]:
    """The changes of the price table, by code."""
    return MappingProxyType(
        {
            "as_it_is": options,
            "nobody_forced": replace(options, may_force=False),
            "no_sharing": replace(options, may_share=False),
            "sharing_only": replace(options, may_force=False, may_grant=False),
            "no_protections": replace(options, protecting=frozenset()),
            "schools_may_lose": replace(options, no_school_worse=False),
            "twice_as_many_leave": replace(options, leave_percent=2 * options.leave_percent),
            "half_as_far_again": _farther(options, 150, moves=True),
            "share_half_as_far_again": _farther(options, 150, shares=True),
            "share_three_quarters": replace(options, shared_load_percent=75),
            "share_twice_as_many": replace(
                options, shared_people_percent=2 * options.shared_people_percent
            ),
        }
    )


@dataclass(frozen=True, slots=True)
class Price:
    """Posts open under one change when people are divisible, and what that is beyond the options
    as they are: negative where the change would help."""

    code: str
    open_posts: float
    difference: float


def open_at_bound(facts: Facts, options: Options) -> float:
    """Posts open in the answer of the linear program. Raises NotSolved."""
    model = build_model(Grouped(facts, options))
    values = bound_of(model).answer.values
    return float(np.sum(values[model.kinds == Kind.OPEN])) / FULL_LOAD[facts.stage]


def prices_of(facts: Facts, options: Options) -> list[Price]:
    """The table of one part, in the order of the variants."""
    found = {code: open_at_bound(facts, each) for code, each in variants(options).items()}
    now = found["as_it_is"]
    return [Price(code, posts, posts - now) for code, posts in found.items()]
