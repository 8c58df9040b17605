"""One part as a linear program: which units of work go where, and whole people who move.

Columns: a group's units on a need of its own school, open units of a need, units a group gives to
another school, people of a group sent to another school, and one column for each wish. Everything
is written down once; which columns take part is the solver's matter. The rows are those of
docs/rebalancing.md; the objective is in weighted units a year.
"""

from __future__ import annotations

from collections.abc import Iterator

from eduportal.solving.program import ENDLESS
from staffing.rebalance.groups import Cell, Grouped
from staffing.rebalance.inside import can_give
from staffing.rebalance.options import FULL_LOAD
from staffing.rebalance.program import Column, Kind, Model, Writing

# Small prices as shares of a full load, far below what an open unit costs: each kilometre of a
# move, each shared teacher, each kilometre of sharing. Without any, plans swap people in circles.
MOVE_KM, SHARED_TEACHER, SHARED_KM = 0.006, 0.05, 0.012
# Who has been shown to people moves again rather than another: about one period a week.
SHOWN_BONUS = 0.1
# More than all lessons of one person can count.
WISHES_FIRST = 10.0


def build_model(grouped: Grouped) -> Model:
    """All rows and all columns the options allow."""
    sent = [*_sent(grouped), *_granted(grouped)]
    cells = {*grouped.members, *((column.to, column.group) for column in sent)}
    writing = Writing()
    _write_rows(writing, grouped, sorted(cells))
    _write_taught(writing, grouped, sorted(cells))
    for column in _shared(grouped):
        _write_shared(writing, grouped, column)
    for column in sent:
        _write_mover(writing, grouped, column)
    return writing.model()


def _write_rows(writing: Writing, grouped: Grouped, cells: list[Cell]) -> None:
    for school, needs in grouped.needs.items():
        for subject, units in needs.items():
            writing.row(("need", school, subject), units, units)
        if grouped.options.no_school_worse:
            writing.row(("worse", school), -ENDLESS, grouped.worst[school])
        writing.row(("leaving", school), -ENDLESS, grouped.most_leaving(school))
        if grouped.options.may_share:
            most = grouped.options.most_given(grouped.stage) * grouped.most_shared(school)
            writing.row(("shared", school), -ENDLESS, most)
    for cell in cells:
        members = grouped.members.get(cell)
        writing.row(("load", *cell), -ENDLESS, members.units if members else 0)
        if members and members.movable:
            writing.row(("movable", *cell), -ENDLESS, len(members.movable))
        if members and members.sharable:
            most = grouped.options.most_given(grouped.stage) * len(members.sharable)
            writing.row(("sharable", *cell), -ENDLESS, most)
        for person in members.wishing if members else ():
            writing.row(("wish", person.key), -ENDLESS, 1)


def _write_taught(writing: Writing, grouped: Grouped, cells: list[Cell]) -> None:
    for school, needs in grouped.needs.items():
        for subject, units in needs.items():
            weight = grouped.weight(school, subject)
            entries = [(("need", school, subject), 1.0), (("worse", school), float(weight))]
            writing.column(Column(Kind.OPEN, school, subject=subject), weight, units, entries)
    for school, group in cells:
        for subject, units in grouped.needs[school].items():
            if can_give(group, subject):
                column = Column(Kind.TAUGHT, school, group, subject=subject)
                taking = [(("need", school, subject), 1.0), (("load", school, group), 1.0)]
                writing.column(column, 0.0, units, taking)


def _write_shared(writing: Writing, grouped: Grouped, column: Column) -> None:
    home = column.school, column.group
    price = shared_price(grouped, column.metres)
    most = grouped.options.most_given(grouped.stage)
    entries = [
        (("need", column.to, column.subject), 1.0),
        (("load", *home), 1.0),
        (("sharable", *home), 1.0),
        (("shared", column.school), 1.0),
    ]
    upper = float(grouped.needs[column.to][column.subject])
    writing.column(column, price / most, upper, entries)


def shared_price(grouped: Grouped, metres: int) -> float:
    """What it costs to share one teacher."""
    return FULL_LOAD[grouped.stage] * (SHARED_TEACHER + SHARED_KM * metres / 1000)


def _write_mover(writing: Writing, grouped: Grouped, column: Column) -> None:
    """A person who leaves takes a full load away and brings one; duties stay behind."""
    home, options = (column.school, column.group), grouped.options
    load = float(FULL_LOAD[grouped.stage])
    shared = float(options.most_given(grouped.stage))
    forced = options.forced_price(grouped.stage)
    is_wish = column.kind is Kind.GRANTED
    price = forced / options.wish_share if is_wish else forced
    if is_wish and options.wishes_first:
        price = -WISHES_FIRST * load
    price += load * MOVE_KM * column.metres / 1000
    if (column.school, column.to) in options.shown:
        price -= load * SHOWN_BONUS
    entries = [
        (("load", *home), load),
        (("load", column.to, column.group), -load),
        (("leaving", column.school), 1.0),
        (("sharable", *home), shared),
        (("wish", column.person) if is_wish else ("movable", *home), 1.0),
    ]
    pinned = _pinned(grouped, column)
    upper = 1 if is_wish else len(grouped.members[home].movable)
    writing.column(column, price, upper, entries, pinned)


def _pinned(grouped: Grouped, column: Column) -> int:
    """How many accepted moves the column stands for."""
    pinned = grouped.options.pinned
    if column.kind is Kind.GRANTED:
        return int((column.person, column.to) in pinned)
    movable = grouped.members[column.school, column.group].movable
    return sum((person.key, column.to) in pinned for person in movable)


def _shared(grouped: Grouped) -> Iterator[Column]:
    most = grouped.options.by_stage[grouped.stage].share_metres
    for (school, group), members in sorted(grouped.members.items()):
        if not members.sharable:
            continue
        for metres, other in grouped.near[school]:
            if metres > most:
                break
            for subject in sorted(set(group) & grouped.needs[other].keys()):
                yield Column(Kind.SHARED, school, group, other, subject, metres=metres)


def _sent(grouped: Grouped) -> Iterator[Column]:
    most = grouped.options.by_stage[grouped.stage].move_metres
    for (school, group), members in sorted(grouped.members.items()):
        if not members.movable:
            continue
        for metres, other in grouped.near[school]:
            if metres > most:
                break
            if not grouped.needs[other].keys().isdisjoint(group):
                yield Column(Kind.SENT, school, group, other, metres=metres)


def _granted(grouped: Grouped) -> Iterator[Column]:
    for (school, group), members in sorted(grouped.members.items()):
        for person in members.wishing:
            for other in grouped.wishes_of(person):
                metres = grouped.metres(school, other)
                yield Column(Kind.GRANTED, school, group, other, person=person.key, metres=metres)
