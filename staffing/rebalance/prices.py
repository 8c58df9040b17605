"""What each limit and each wish costs: the bound again, with one thing changed.

Every line is solved anew. The prices of single rows, which the solver gives for nothing, depend on
which of many equal answers it stopped at: they are good for searching, never for printing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from eduportal.solving.highs import NotSolved
from staffing.rebalance.facts import Facts
from staffing.rebalance.groups import Grouped
from staffing.rebalance.model import build_model
from staffing.rebalance.options import FULL_LOAD, Options
from staffing.rebalance.program import Kind
from staffing.rebalance.solve import bound_of

AS_IT_IS = "as_it_is"


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


def prices_of(facts: Facts, priced: Mapping[str, Options]) -> list[Price]:
    """The table of one part, in the order of the changes; `priced` has the options as they are.

    A change that contradicts what must stay (a move that was accepted, and nobody may be sent) has
    no price. Raises NotSolved where the options as they are have no answer.
    """
    now = open_at_bound(facts, priced[AS_IT_IS])
    found = [Price(AS_IT_IS, now, 0.0)]
    for code, options in priced.items():
        if code == AS_IT_IS:
            continue
        try:
            posts = open_at_bound(facts, options)
        except NotSolved:
            continue
        found.append(Price(code, posts, posts - now))
    return found
