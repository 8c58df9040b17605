"""Computing a plan that moves teachers: facts frozen, then part by part in child processes.

Each call does one piece and commits it. A piece is held by a row's lock, so that a worker that is
killed leaves it waiting, and the sweep offers it again.
"""

import datetime
import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from eduportal.core.hints import offer
from eduportal.solving.children import Limits
from schools.models import School
from staffing.choices import LineGround, PartState, ScenarioState
from staffing.models import (
    InputSnapshot,
    OpenCell,
    Scenario,
    ScenarioLine,
    ScenarioPart,
    StaffMember,
)
from staffing.rebalance.explain import Why
from staffing.rebalance.facts import Facts, Person, parts_of
from staffing.rebalance.frozen import frozen, thawed
from staffing.rebalance.obstacles import as_rows
from staffing.rebalance.options import Options
from staffing.rebalance.plan import Move, Plan, Share
from staffing.rebalance.running import Done, Job, run_child
from staffing.rebalance.settings import options_of, variants
from staffing.selectors.frozen_facts import facts_now
from staffing.selectors.stored_plans import digest_of
from staffing.services.scenarios import TASK

logger = logging.getLogger(__name__)
# A worker is not held longer than this by one part.
LIMITS = Limits(wall_seconds=1200)
# A plan that is not there by then has failed.
LONGEST = datetime.timedelta(hours=3)
AT_ONCE = 2
NOTHING, ERROR, CLOCK = "nothing", "error", "clock"


def work_on_scenario(scenario_id: int, limits: Limits = LIMITS) -> bool:
    """Freeze the facts, or solve one part that waits; True while there is more to do.

    Safe to run twice and at once, and to lose.
    """
    scenario = Scenario.objects.filter(pk=scenario_id, state=ScenarioState.SOLVING).first()
    if scenario is None:
        return False
    if scenario.snapshot_id is None:
        return _begin(scenario_id)
    with transaction.atomic():
        waiting = ScenarioPart.objects.select_for_update(skip_locked=True, of=("self",))
        part = waiting.filter(scenario=scenario_id, state=PartState.WAITING).order_by("-people")
        if (found := part.first()) is None:
            return False
        _solve(found, limits)
        return _end(scenario_id)


def resume_scenarios() -> list[int]:
    """The plans that are being computed, to be offered again; those that take too long fail."""
    late = timezone.now() - LONGEST
    for scenario in Scenario.objects.filter(state=ScenarioState.SOLVING, started_at__lt=late):
        with transaction.atomic():
            _fail(scenario.pk, [["", CLOCK]])
    waiting = Scenario.objects.filter(state=ScenarioState.SOLVING)
    return list(waiting.values_list("pk", flat=True))


def _begin(scenario_id: int) -> bool:
    with transaction.atomic():
        held = Scenario.objects.select_for_update(skip_locked=True, of=("self",))
        scenario = held.filter(pk=scenario_id, state=ScenarioState.SOLVING, snapshot=None).first()
        if scenario is None:
            return False
        facts = _freeze(scenario)
        parts = [part for part in parts_of(facts) if part.people and part.needs]
        if not parts:
            _fail(scenario_id, [["", NOTHING]])
            return False
        ScenarioPart.objects.bulk_create(
            ScenarioPart(
                scenario=scenario, name=part.name, stage=part.stage, people=len(part.people)
            )
            for part in parts
        )
    for _worker in range(min(AT_ONCE, len(parts)) - 1):
        offer(TASK, scenario_id=scenario_id)
    return True


def _freeze(scenario: Scenario) -> Facts:
    day = scenario.school_year.day_in(timezone.localdate())
    read = facts_now(scenario.school_year, day)
    facts = read.facts
    scenario.snapshot, _made = InputSnapshot.objects.get_or_create(
        school_year=scenario.school_year,
        as_of=day,
        sha256=facts.digest(),
        defaults={
            "counts": {
                "schools": len(facts.schools),
                "needs": len(facts.needs),
                "people": len(facts.people),
                "wishes": sum(bool(each.wishes) for each in facts.people),
                "without_place": read.without_place,
            },
            "body": frozen(facts),
        },
    )
    scenario.save(update_fields=["snapshot"])
    return facts


def _solve(part: ScenarioPart, limits: Limits) -> None:
    """Solve the part and store what comes; a failure of the portal fails the part."""
    try:
        with transaction.atomic():
            _store(part, *_answer_of(part, limits))
    except Exception:
        logger.exception("part %s of a plan failed", part.pk)
        _part_failed(part, ERROR)


def _answer_of(part: ScenarioPart, limits: Limits) -> tuple[Facts, Options, Done]:
    scenario = part.scenario
    assert scenario.snapshot is not None
    options = options_of(scenario.options)
    province = thawed(bytes(scenario.snapshot.body))
    facts = next(each for each in parts_of(province) if each.name == part.name)
    # Of people and ways of other parts this one knows nothing.
    priced = {
        code: options_of({**scenario.options, **changed})
        for code, changed in variants(scenario.options, part.stage).items()
    }
    job = Job(facts, options, str(scenario.public_id), limits, priced)
    return facts, options, run_child(job)


def _store(part: ScenarioPart, facts: Facts, options: Options, done: Done) -> None:
    solved = done.solved
    if solved is None:
        _part_failed(part, done.problem or ERROR)
        return
    if solved.broken:
        broken = solved.broken[0]
        _part_failed(part, f"broken:{broken.rule}")
        return
    steps = solved.steps.values()
    part.inside, part.lp_bound = solved.inside, solved.lp_bound
    part.found, part.gap = solved.found, solved.gap
    part.bound = solved.least
    part.open_before, part.open_after = solved.plan.was_open, solved.plan.still_open
    part.stopped_by = " ".join(filter(None, solved.stopped_by))
    part.columns, part.rows = solved.columns, solved.rows
    part.cpu_ms = round(1000 * sum(each.cpu for each in steps))
    part.wall_ms = round(1000 * sum(each.wall for each in steps))
    part.peak_bytes = done.peak_bytes
    part.prices = [[each.code, round(each.open_posts, 2)] for each in done.prices]
    part.obstacles = as_rows(done.kept_open)
    part.state = PartState.SOLVED
    part.save()
    schools = _schools_of(facts)
    ScenarioLine.objects.bulk_create(_lines(part, done, facts, schools))
    OpenCell.objects.bulk_create(_cells(part, solved.plan, facts, options, schools))
    # As the rows say, which is not to the letter what was written (0 becomes 0.0).
    part.refresh_from_db()
    part.sha256 = digest_of(part)
    part.save(update_fields=["sha256"])


def _part_failed(part: ScenarioPart, code: str) -> None:
    part.state, part.stopped_by = PartState.FAILED, code[:40]
    part.save(update_fields=["state", "stopped_by"])


def _schools_of(facts: Facts) -> dict[str, School]:
    """By the key of the plan."""
    ids = {each.key: each.key.split(":")[0] for each in facts.schools}
    found = {
        str(each.public_id): each for each in School.objects.filter(public_id__in=ids.values())
    }
    return {key: found[public_id] for key, public_id in ids.items()}


def _lines(
    part: ScenarioPart, done: Done, facts: Facts, schools: dict[str, School]
) -> list[ScenarioLine]:
    assert done.solved is not None
    lines: Sequence[Move | Share] = done.solved.plan.lines()
    keys = [line.person for line in lines]
    people = {str(each.public_id): each for each in StaffMember.objects.filter(public_id__in=keys)}
    known = {each.key: each for each in facts.people}
    return [
        ScenarioLine(
            scenario=part.scenario,
            part=part,
            ground=line.ground if isinstance(line, Move) else LineGround.SHARED,
            staff=people[line.person],
            staff_name=people[line.person].full_name,
            from_school=schools[line.from_school],
            from_name=schools[line.from_school].name,
            to_school=schools[line.to_school],
            to_name=schools[line.to_school].name,
            subjects=list(known[line.person].subjects),
            units=[] if isinstance(line, Move) else [list(pair) for pair in line.units],
            metres=line.metres,
            decided_by=line.decided_by,
            why=_reasons(part, why, schools) | {"wish": _rank(known[line.person], line)},
        )
        for line, why in zip(lines, done.whys, strict=True)
    ]


def _reasons(part: ScenarioPart, why: Why, schools: dict[str, School]) -> dict[str, Any]:
    """The reasons of a line with what their page needs besides, frozen."""
    worse_off = [schools[key].name for key in why.without.worse_off]
    return asdict(why) | {"stage": part.stage, "worse_off": worse_off}


def _rank(person: Person, line: Move | Share) -> int | None:
    """Which of the person's wishes the line grants, from 1 on."""
    wishes = person.wishes
    return wishes.index(line.to_school) + 1 if line.to_school in wishes else None


def _cells(
    part: ScenarioPart, plan: Plan, facts: Facts, options: Options, schools: dict[str, School]
) -> list[OpenCell]:
    places = {each.key: each for each in facts.schools}
    return [
        OpenCell(
            part=part,
            school=schools[need.school],
            subject=need.subject,
            need=need.units,
            before=plan.open_before.get((need.school, need.subject), 0),
            after=plan.open_after.get((need.school, need.subject), 0),
            weight=options.weight(places[need.school], need.subject),
        )
        for need in facts.needs
    ]


def _end(scenario_id: int) -> bool:
    """Whether parts wait; otherwise the plan is there, or has failed."""
    scenario = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario_id)
    parts = list(scenario.parts.all())
    if any(part.state == PartState.WAITING for part in parts):
        return True
    failed = [[part.name, part.stopped_by] for part in parts if part.state == PartState.FAILED]
    if failed:
        _fail(scenario_id, failed)
    elif scenario.state == ScenarioState.SOLVING:
        scenario.state = ScenarioState.SOLVED
        scenario.revision += 1
        scenario.save()
    return False


def _fail(scenario_id: int, problems: list[list[str]]) -> None:
    """Nothing of a plan that failed is shown."""
    scenario = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario_id)
    if scenario.state != ScenarioState.SOLVING:
        return
    scenario.lines.all().delete()
    scenario.state, scenario.problems = ScenarioState.FAILED, problems
    scenario.revision += 1
    scenario.save()
