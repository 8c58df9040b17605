"""What is to be sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.header import Event, read_header
from eduportal.exchange.wire.scope import NONE


@dataclass(frozen=True)
class Draft:
    """What is to be sealed: one unit of a school in one period, with every line of it.

    `unit` is the code of a class, `unit_name` what people call it. `closes` is the day on which
    who sits where is judged. `rules` names the regulation set of the results. `basis` is the
    decision behind a correction or withdrawal. `schema` is the shape of the lines; empty stands
    for the one this node writes.
    """

    feed: str
    closes: date
    lines: Sequence[Sequence[Any]]
    sealed_by: str
    year: str = NONE
    period: str = NONE
    unit: str = NONE
    unit_name: str = ""
    rules: str = ""
    event: Event = Event.RESULT
    schema: str = ""
    basis: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    layout: Sequence[Any] = ()

    def is_said_by(self, plain: bytes) -> bool:
        """Whether sealed bytes say already what this would: every line, and all that the header
        says of the lines. Place in the chain, moment, signer and decision do not count, nor does
        the closing day of what belongs to no year: that is the day on which it was sealed.
        """
        sealed = read_header(wire.lines_of(plain)[0])
        closes = sealed.closes if self.year == NONE else self.closes.isoformat()
        mine = replace(
            sealed,
            schema=self.schema or sealed.schema,
            closes=closes,
            rules=self.rules,
            unit_name=self.unit_name,
            about=dict(self.about),
            layout=list(self.layout),
        )
        return wire.build(mine, self.lines) == plain
