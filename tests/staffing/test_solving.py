"""A plan from the register to its stored lines: frozen, solved in child processes, checked."""

import pytest
from django.utils import timezone

from eduportal.solving.children import Limits
from staffing.choices import PartState, ScenarioState, ScenarioStep
from staffing.models import InputSnapshot, OpenCell, Scenario, ScenarioLine, ScenarioPart
from staffing.rebalance.check import Broken
from staffing.rebalance.frozen import frozen, thawed
from staffing.rebalance.running import Done, Job
from staffing.rebalance.settings import SETTINGS, complete, options_of
from staffing.selectors.frozen_facts import facts_now
from staffing.services import solving
from staffing.services.scenarios import take_step
from staffing.services.solving import LONGEST, resume_scenarios, work_on_scenario
from tests import factories
from tests.staffing.short import drafted, make_short
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def solve(scenario: Scenario) -> Scenario:
    take_step(scenario=scenario, shown=scenario.revision, step=ScenarioStep.SOLVE)
    while work_on_scenario(scenario.pk):
        pass
    scenario.refresh_from_db()
    return scenario


def test_settings_are_complete_and_within_their_bounds() -> None:
    assert options_of(complete({})).may_force is False
    assert options_of(complete({"move_km_03": 20})).by_stage["03"].move_metres == 20_000
    for each in SETTINGS:
        with pytest.raises(ValueError, match=each.key):
            complete({each.key: each.most + 1})


def test_the_facts_are_those_of_the_register_and_freeze_exactly(world: World) -> None:
    first, second, _third = make_short(world)
    factories.ProtectionFactory(staff=first)
    factories.WishFactory(staff=second, to_school=world.neighbour_school)
    factories.DutyFactory(staff=second)
    facts = facts_now(world.year, timezone.localdate()).facts
    assert thawed(frozen(facts)).digest() == facts.digest()
    people = {each.key: each for each in facts.people}
    assert people[str(first.public_id)].protections == {"hardship"}
    wishing = people[str(second.public_id)]
    assert wishing.wishes == (f"{world.neighbour_school.public_id}:03",)
    assert (wishing.units, wishing.protections) == ((19 - 3) * 35, {"group_head"})
    needs = {each.subject: each.units for each in facts.needs if each.school == wishing.school}
    line = world.subjects[0].code
    assert needs["#shared"] == 2 * 4 * 35
    assert needs[line] == 2 * 140


def test_volunteers_first_then_force(world: World) -> None:
    make_short(world)
    gentle = solve(drafted(world))
    assert gentle.state == ScenarioState.SOLVED
    assert {line.ground for line in gentle.lines.all()} <= {"12", "13"}
    forced = solve(drafted(world, may_force=1, may_share=0))
    [line] = forced.lines.all()
    assert (line.ground, line.to_school, line.decided_by) == (
        "11-2a", world.neighbour_school, world.communes[0].code,
    )  # fmt: skip
    assert line.why["without"]["units"] > 0
    part = ScenarioPart.objects.filter(scenario=forced, open_after__lt=1000).first()
    assert part is not None
    assert part.prices[0][0] == "as_it_is"
    for each in ScenarioPart.objects.all():
        assert sum(units for _subject, _reason, units in each.obstacles) == each.open_after
    # Each part has its gap, also where the search began at its target.
    gaps = ScenarioPart.objects.values_list("gap", flat=True)
    assert all(0 <= round(gap or 0.0, 6) <= 1 for gap in gaps)
    assert InputSnapshot.objects.count() == 1
    cells = OpenCell.objects.filter(part__scenario=forced, school=world.neighbour_school)
    assert sum(each.after for each in cells) < sum(each.before for each in cells)


def test_a_plan_the_checker_finds_a_fault_in_is_not_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_short(world)
    truly = solving.run_child

    def with_fault(job: Job) -> Done:
        done = truly(job)
        assert done.solved is not None
        object.__setattr__(done.solved, "broken", (Broken("too_far", "x"),))
        return done

    monkeypatch.setattr(solving, "run_child", with_fault)
    failed = solve(drafted(world, may_force=1))
    assert failed.state == ScenarioState.FAILED
    assert failed.problems[0][1] == "broken:too_far"
    assert not ScenarioLine.objects.exists()
    monkeypatch.undo()
    assert solve(failed).state == ScenarioState.SOLVED


def test_a_child_that_is_killed_fails_its_part(world: World) -> None:
    make_short(world)
    scenario = drafted(world)
    take_step(scenario=scenario, shown=1, step=ScenarioStep.SOLVE)
    while work_on_scenario(scenario.pk, Limits(memory_bytes=50_000_000)):
        pass
    scenario.refresh_from_db()
    assert scenario.state == ScenarioState.FAILED


def test_a_worker_that_is_killed_leaves_a_plan_the_sweep_finds(world: World) -> None:
    make_short(world)
    scenario = drafted(world)
    take_step(scenario=scenario, shown=1, step=ScenarioStep.SOLVE)
    assert resume_scenarios() == [scenario.pk]
    work_on_scenario(scenario.pk)
    # Killed here: nothing of the part is stored, and it waits.
    assert ScenarioPart.objects.filter(state=PartState.WAITING).exists()
    assert resume_scenarios() == [scenario.pk]
    Scenario.objects.update(started_at=timezone.now() - 2 * LONGEST)
    assert resume_scenarios() == []
    scenario.refresh_from_db()
    assert (scenario.state, scenario.problems) == (ScenarioState.FAILED, [["", "clock"]])


def test_without_people_or_needs_there_is_no_plan(world: World) -> None:
    scenario = solve(drafted(world))
    assert scenario.problems == [["", "nothing"]]
