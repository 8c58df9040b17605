"""How the figures of one shortage belong together: each difference between two of them by name.

The balance, the plan that moves teachers, the outlook and the demand of recruitment count for other
days and other questions. From the balance two ways lead on: to what a plan leaves open, and over
the next year to what is to be recruited. Every way adds up exactly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from staffing.rules.balance import SHARED
from staffing.rules.counted import NONE, Counted, Posts

# Decimals that are shown.
PLACES = 2


class Row(StrEnum):
    """The rows of both ways: figures that pages show (`FIGURES`), and the differences between."""

    BY_SUBJECT = "by_subject"
    NO_OUTLOOK = "no_outlook"
    CLASSES = "classes"
    PEOPLE = "people"
    OUTLOOK = "outlook"
    HOMEROOMS = "homerooms"
    DEMAND = "demand"
    PARTS = "parts"
    TO_RECRUIT = "to_recruit"
    LEFT_OUT = "left_out"
    NOT_COUNTED = "not_counted"
    PRESCHOOLS = "preschools"
    PLAN_HOMEROOMS = "plan_homerooms"
    ARRANGED = "arranged"
    PLAN_BEFORE = "plan_before"
    MOVED = "moved"
    PLAN_AFTER = "plan_after"


FIGURES = frozenset(
    {Row.BY_SUBJECT, Row.OUTLOOK, Row.DEMAND, Row.TO_RECRUIT, Row.PLAN_BEFORE, Row.PLAN_AFTER}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: posts of a figure, or by how many the next figure differs."""

    row: Row
    posts: Fraction

    @property
    def is_figure(self) -> bool:
        return self.row in FIGURES


def towards_recruitment(
    schools: Iterable[tuple[Counted, Counted | None]], to_recruit: int
) -> list[Line]:
    """From what is short today to next year's and to whole posts. `schools` are the balance of
    today and that of the next year, where one is counted; `to_recruit` those whole posts."""
    pairs = list(schools)
    today = sum((now.short for now, _then in pairs), NONE)
    known = [(now, then) for now, then in pairs if then is not None]
    of_known = sum((now.short for now, _then in known), NONE)
    needed = sum((short_of(now.subjects, then.subjects) for now, then in known), NONE)
    ahead = sum((then.short for _now, then in known), NONE)
    shared = sum((max(NONE, -_shared(then).gap) for _now, then in known), NONE)
    demand = ahead - shared
    return [
        Line(Row.BY_SUBJECT, today),
        Line(Row.NO_OUTLOOK, of_known - today),
        Line(Row.CLASSES, needed - of_known),
        Line(Row.PEOPLE, ahead - needed),
        Line(Row.OUTLOOK, ahead),
        Line(Row.HOMEROOMS, -shared),
        Line(Row.DEMAND, demand),
        Line(Row.PARTS, to_recruit - demand),
        Line(Row.TO_RECRUIT, Fraction(to_recruit)),
    ]


def short_of(there: Mapping[str, Posts], needed: Mapping[str, Posts]) -> Fraction:
    """What is short where those who are there meet the need of another year; the surplus of the
    subjects covers what belongs to none first, as in every balance."""
    own = {*there, *needed} - {SHARED}
    gaps = [there.get(each, Posts()).there - needed.get(each, Posts()).needed for each in own]
    spare = sum((gap for gap in gaps if gap > 0), NONE)
    shared = needed.get(SHARED, Posts()).needed
    return sum((-gap for gap in gaps if gap < 0), NONE) + max(NONE, shared - spare)


def _shared(school: Counted) -> Posts:
    return school.subjects.get(SHARED, Posts())


@dataclass(frozen=True, slots=True)
class Opened:
    """What a plan leaves open of one subject at one school, in posts: today and with the plan."""

    school: int
    subject: str
    is_preschool: bool
    before: Fraction
    after: Fraction


def towards_plan(counted: Mapping[int, Counted], opened: Collection[Opened]) -> list[Line]:
    """From what is short today to what a plan leaves open; schools by their key."""
    today = sum((each.short for each in counted.values()), NONE)
    planned = {each.school for each in opened}
    left_out = sum((each.short for key, each in counted.items() if key not in planned), NONE)
    shared = sum(
        (max(NONE, -_shared(each).gap) for key, each in counted.items() if key in planned), NONE
    )
    others = [each for each in opened if not each.is_preschool]
    known = [each for each in others if each.school in counted]
    homerooms = _before(each for each in known if each.subject == SHARED)
    before, after = _before(opened), sum((each.after for each in opened), NONE)
    children = before - _before(others)
    return [
        Line(Row.BY_SUBJECT, today),
        Line(Row.LEFT_OUT, -left_out),
        Line(Row.NOT_COUNTED, _before(others) - _before(known)),
        Line(Row.PRESCHOOLS, children),
        Line(Row.PLAN_HOMEROOMS, homerooms - shared),
        Line(Row.ARRANGED, _before(known) - homerooms - (today - left_out - shared)),
        Line(Row.PLAN_BEFORE, before),
        Line(Row.MOVED, after - before),
        Line(Row.PLAN_AFTER, after),
    ]


def _before(opened: Iterable[Opened]) -> Fraction:
    return sum((each.before for each in opened), NONE)


def shown(lines: Sequence[Line]) -> list[Decimal]:
    """The rows to two decimals so that what is shown adds up as well: figures are rounded half up,
    and the differences between two of them share what rounding leaves, the largest parts first."""
    found: list[Decimal] = []
    between: list[Fraction] = []
    last = 0
    for line in lines:
        cents = line.posts * 10**PLACES
        if not line.is_figure:
            between.append(cents)
            continue
        now = (cents + Fraction(1, 2)).__floor__()
        if between:
            found += [_cents(each) for each in _shared_out(between, now - last)]
        found.append(_cents(now))
        between, last = [], now
    return found


def _shared_out(parts: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers near the parts that add up to the total."""
    whole = [each.__floor__() for each in parts]
    order = sorted(range(len(parts)), key=lambda at: whole[at] - parts[at])
    # Only what is not nought already takes a part of what rounding leaves.
    order = [at for at in order if parts[at]] or order
    for step in range(total - sum(whole)):
        whole[order[step % len(order)]] += 1
    return whole


def _cents(value: int) -> Decimal:
    return Decimal(value).scaleb(-PLACES)
