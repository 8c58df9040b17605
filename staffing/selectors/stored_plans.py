"""A stored plan checked again from its rows: lines and needs against the facts they rest on.

Two things are asked. Whether the rows are those that were stored when the plan was computed, by
their digest; and whether what they say keeps every rule, by the independent checker, who knows
nothing of digests. A row that is changed by hand is found by one of them, or by both.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from staffing.choices import LineGround, PartState
from staffing.models import OpenCell, Scenario, ScenarioLine, ScenarioPart
from staffing.rebalance.check import check_stored
from staffing.rebalance.facts import Facts, parts_of
from staffing.rebalance.frozen import thawed
from staffing.rebalance.options import Options
from staffing.rebalance.plan import Ground, Move, Plan, Share
from staffing.rebalance.settings import options_of
from staffing.selectors.frozen_facts import key_of

# What a computed row never changes; marks, states and reasons are people's.
OF_A_PART = (
    "name", "stage", "people", "inside", "lp_bound", "found", "bound", "gap", "open_before",
    "open_after", "stopped_by", "prices", "obstacles",
)  # fmt: skip
OF_A_LINE = (
    "public_id", "ground", "staff_id", "staff_name", "from_school_id", "from_name",
    "to_school_id", "to_name", "subjects", "units", "metres", "decided_by", "why",
)  # fmt: skip
OF_A_CELL = ("school_id", "subject", "need", "before", "after", "weight")
SNAPSHOT, MISSING, CHANGED, SUMS, NEEDS = "snapshot", "missing", "changed", "sums", "needs"


@dataclass(frozen=True)
class Fault:
    """What is wrong with one part, by a code of this module or a rule of the checker. `part` is
    empty where it is about the whole plan."""

    part: str
    code: str


def digest_of(part: ScenarioPart) -> str:
    """SHA-256 of what was computed of the part, as its rows say now: two queries."""
    scenario = part.scenario
    plain = {
        "options": scenario.options,
        "snapshot": scenario.snapshot.sha256 if scenario.snapshot else "",
        "part": {name: getattr(part, name) for name in OF_A_PART},
        "lines": list(part.lines.order_by("public_id").values(*OF_A_LINE)),
        "cells": list(part.cells.order_by("school", "subject").values(*OF_A_CELL)),
    }
    text = json.dumps(plain, default=str, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def faults_of(scenario: Scenario) -> list[Fault]:
    """Everything that is wrong with a computed plan; empty where it holds."""
    snapshot = scenario.snapshot
    if snapshot is None:
        return [Fault("", MISSING)]
    province = thawed(bytes(snapshot.body))
    if province.digest() != snapshot.sha256:
        return [Fault("", SNAPSHOT)]
    options = options_of(scenario.options)
    rows = {part.name: part for part in scenario.parts.filter(state=PartState.SOLVED)}
    found = []
    for facts in parts_of(province):
        part = rows.pop(facts.name, None)
        if part is not None:
            found += _of_part(part, facts, options)
        elif facts.people and facts.needs:
            found.append(Fault(facts.name, MISSING))
    return found + [Fault(name, CHANGED) for name in rows]


def _of_part(part: ScenarioPart, facts: Facts, options: Options) -> list[Fault]:
    lines = list(part.lines.select_related("staff", "from_school", "to_school"))
    cells = list(part.cells.select_related("school"))
    plan = _plan_of(part, lines, cells)
    codes = [each.rule for each in check_stored(facts, options, plan)]
    if digest_of(part) != part.sha256:
        codes.append(CHANGED)
    if (part.open_before, part.open_after) != (plan.was_open, plan.still_open):
        codes.append(SUMS)
    if not _are_the_needs(part, cells, facts):
        codes.append(NEEDS)
    return [Fault(part.name, code) for code in dict.fromkeys(codes)]


def _are_the_needs(part: ScenarioPart, cells: Iterable[OpenCell], facts: Facts) -> bool:
    stored = {
        (key_of(each.school.public_id, part.stage), each.subject): each.need for each in cells
    }
    return stored == {(each.school, each.subject): each.units for each in facts.needs}


def _plan_of(part: ScenarioPart, lines: Iterable[ScenarioLine], cells: Iterable[OpenCell]) -> Plan:
    """The plan the rows tell of; who teaches what is not stored."""
    said = [_line_of(each, part.stage) for each in lines]
    left: dict[str, dict[tuple[str, str], int]] = {"before": {}, "after": {}}
    for cell in cells:
        at = (key_of(cell.school.public_id, part.stage), cell.subject)
        for name, units in left.items():
            if amount := getattr(cell, name):
                units[at] = amount
    return Plan(
        part.name,
        part.stage,
        tuple(each for each in said if isinstance(each, Move)),
        tuple(each for each in said if isinstance(each, Share)),
        open_before=left["before"],
        open_after=left["after"],
    )


def _line_of(line: ScenarioLine, stage: str) -> Move | Share:
    person = str(line.staff.public_id)
    one, other = (key_of(each.public_id, stage) for each in (line.from_school, line.to_school))
    if line.ground == LineGround.SHARED:
        units = tuple((subject, amount) for subject, amount in line.units)
        return Share(person, one, other, units, line.metres, line.decided_by)
    return Move(person, one, other, Ground(line.ground), line.metres, line.decided_by)
