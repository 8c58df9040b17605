"""A scenario from draft to register: who sees it, what each state allows, what is written."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone, translation

from eduportal import scoping
from eduportal.planning import services
from eduportal.planning.choices import OperationKind, ScenarioState
from eduportal.planning.models import NetworkOperation, NetworkScenario, ScenarioStep
from eduportal.planning.rules.network_figures import figures, figures_of
from eduportal.planning.rules.operations import Cannot, Kind, Operation
from eduportal.planning.selectors.outcome import outcome_of
from eduportal.planning.selectors.runs import communes_forecast, newest_run
from eduportal.planning.selectors.scenarios import school_key, site_key
from eduportal.planning.services import PlanningRefused
from schools.choices import SchoolRelation
from schools.models import School, SchoolSuccession, Site
from students.choices import Ended
from students.models import Enrolment
from tests import factories
from tests.planning.test_network_pages import counted
from tests.world import World

__all__ = ["counted"]
# It has begun: steps are written at once.
YEAR = 2026
pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def officer(world: World) -> Any:
    return world.users["commune_officer"]


def draft(world: World, *steps: Operation, unit: int | None = 0) -> NetworkScenario:
    return services.draft_scenario(
        title="Sáp nhập hai trường",
        unit=None if unit is None else world.communes[unit],
        user=officer(world),
        operations=steps,
    )


def key(world: World, number: int) -> str:
    return school_key(world.schools[number].pk)


def again(scenario: NetworkScenario) -> NetworkScenario:
    return NetworkScenario.objects.get(pk=scenario.pk)


def move(scenario: NetworkScenario, act: Any, **told: Any) -> NetworkScenario:
    shown = again(scenario).revision
    act(scenario=scenario, shown=shown, **told)
    return again(scenario)


def test_an_empty_scenario_is_today(counted: World) -> None:
    run = newest_run()
    assert run is not None
    for year in (run.origin, run.origin + 3):
        found = outcome_of(draft(counted), run, year)
        assert found.before == found.after and not found.checks
        [unit, *_rest] = communes_forecast(run, counted.communes[:1])
        line = unit.figures["stages"]["03"][str(year)]
        need = figures(found.after, found.terms).need
        names = ("students", "classes", "rooms_needed", "short_rooms", "spare_rooms", "unknown")
        assert {name: getattr(need, name) for name in names} == {name: line[name] for name in names}


def test_two_schools_under_one_roof_before_and_after(counted: World) -> None:
    run = newest_run()
    assert run is not None
    steps = (
        Operation(Kind.OPEN, key="x", name="Trường mới", commune=f"c{counted.communes[0].pk}",
                  stages=("03",), rooms=12, year=run.origin + 1, point=(10.5, 106.4)),
        Operation(Kind.SHIFT, key(counted, 1), "x", share=50, year=run.origin + 1),
        Operation(Kind.MERGE_SITES, key(counted, 0), key(counted, 1), year=run.origin + 2),
        Operation(Kind.CLOSE_SITE, key(counted, 1), year=run.origin + 2,
                  site=site_key(Site.objects.get(school=counted.schools[1]).pk)),
    )  # fmt: skip
    scenario = draft(counted, *steps)
    rows = list(NetworkOperation.objects.filter(scenario=scenario))
    assert rows[1].to_new == rows[0] and rows[0].latitude is not None
    first = outcome_of(scenario, run, run.origin + 1)
    assert len(first.after.schools) == 3 and not first.refused
    later = outcome_of(scenario, run, run.origin + 2)
    before, after = later.totals
    assert before.need.students == after.need.students
    assert (before.schools, after.schools) == (2, 2)
    assert later.refused == {rows[3].pk: Cannot.LAST_SITE}
    assert later.ways.students > 0
    assert figures_of(later.after.schools[key(counted, 1)], later.terms).need.students > 0


def test_a_scope_sees_the_scenarios_that_are_wholly_about_its_schools(counted: World) -> None:
    """The commune's officer holds both schools of the commune; a head one of them."""
    own, foreign = (
        draft(counted, Operation(Kind.EXTEND, key(counted, n), rooms=2, year=YEAR), unit=unit)
        for n, unit in ((0, 0), (2, 1))
    )
    departments = draft(counted, unit=None)
    services.submit(scenario=own, shown=1, user=officer(counted), text="vì vậy")
    both = [school.pk for school in counted.schools[:2]]
    for ids, seen in ((both, [own]), (both[:1], []), ([], [])):
        scoping.narrow(ids)
        assert list(NetworkScenario.objects.all()) == seen
        for rows in (NetworkOperation, ScenarioStep):
            scenarios = set(rows.objects.values_list("scenario", flat=True))
            assert scenarios == {each.pk for each in seen}
    scoping.narrow(both)
    attacks = [
        lambda: NetworkScenario.objects.create(
            title="x", unit=counted.communes[1], schools=[counted.schools[2].pk],
            created_by=officer(counted)),
        lambda: NetworkScenario.objects.create(title="x", created_by=officer(counted)),
        lambda: NetworkScenario.objects.filter(pk=own.pk).update(schools=[]),
        lambda: NetworkOperation.objects.create(
            scenario=foreign, position=9, kind=OperationKind.CLOSE, year=YEAR),
        lambda: ScenarioStep.objects.create(scenario=departments, kind="apply"),
    ]  # fmt: skip
    for attack in attacks:
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            attack()
    untouched = NetworkScenario.objects.filter(pk__in=[foreign.pk, departments.pk])
    assert untouched.update(title="x") == 0 and untouched.delete()[0] == 0
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from planning_scenarioresult")
        assert cursor.fetchone() == (1,)


def test_a_scenario_goes_its_way_and_back(counted: World) -> None:
    world, today = counted, timezone.localdate()
    user = officer(world)
    scenario = draft(world, Operation(Kind.MERGE_SITES, key(world, 1), key(world, 0), year=YEAR))
    with pytest.raises(PlanningRefused, match="Rules refuse"):
        services.submit(scenario=scenario, shown=1, user=user)
    assert again(scenario).revision == 1
    scenario = move(scenario, services.submit, user=user, text="Trường mới xây xong trước")
    assert scenario.state == ScenarioState.SUBMITTED and scenario.results.count() == 2
    with pytest.raises(PlanningRefused, match="another state"):
        services.submit(scenario=scenario, shown=scenario.revision, user=user)
    with pytest.raises(PlanningRefused, match="no draft any more"):
        services.name_scenario(scenario=scenario, shown=scenario.revision, title="x", reason="")
    scenario = move(scenario, services.take_back, user=user)
    with pytest.raises(PlanningRefused, match="stays"):
        services.delete_scenario(scenario=scenario, shown=scenario.revision)
    scenario = move(scenario, services.submit, user=user, text="Đã rõ")
    span = {"first": today, "last": today + datetime.timedelta(days=9)}
    scenario = move(scenario, services.hear, user=user, **span)
    scenario = move(scenario, services.object_to, user=user, text="Phụ huynh: đường xa")
    decided = {"decided_on": today, "effective_on": today + datetime.timedelta(days=3)}
    with pytest.raises(PlanningRefused, match="Objections are heard until"):
        move(scenario, services.approve, user=user, decision="QĐ 5", **decided)
    NetworkScenario.objects.filter(pk=scenario.pk).update(heard_to=today - datetime.timedelta(1))
    scenario = move(scenario, services.approve, user=user, decision="QĐ 5", **decided)
    assert services.apply_due() == 0
    scenario = move(scenario, services.undo_approval, user=user)
    assert (scenario.state, scenario.decision) == (ScenarioState.SUBMITTED, "")
    scenario = move(scenario, services.send_back, user=user, text="Sửa bước 1")
    assert scenario.state == ScenarioState.DRAFT
    kinds = ["submit", "take_back", "submit", "hear", "object", "approve", "undo", "return"]
    assert list(scenario.steps.values_list("kind", flat=True)) == kinds


def approved(world: World, *steps: Operation) -> NetworkScenario:
    """Submitted and approved, in force since yesterday."""
    scenario = draft(world, *steps)
    for number, row in enumerate(scenario.operations.filter(kind__in=["open", "split"])):
        NetworkOperation.objects.filter(pk=row.pk).update(code=f"moi-{number}")
    scenario = move(scenario, services.submit, user=officer(world), text="cần")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    days = {"decided_on": yesterday, "effective_on": yesterday}
    return move(scenario, services.approve, user=officer(world), decision="QĐ 7/QĐ-UBND", **days)


def test_every_step_is_written_into_the_register_on_its_day(counted: World) -> None:
    world, commune = counted, f"c{counted.communes[0].pk}"
    more = factories.SiteFactory(school=world.schools[1], name="Điểm lẻ", is_main=False, solid=2)
    third = factories.SchoolFactory(unit=world.communes[0], stages=["03"])
    factories.SiteFactory(school=third, name="Chính", solid=6)
    fourth = factories.SchoolFactory(unit=world.communes[0], stages=["02", "03"])
    factories.SiteFactory(school=fourth)
    a, b = key(world, 0), key(world, 1)
    c, d = school_key(third.pk), school_key(fourth.pk)
    scenario = approved(
        world,
        Operation(Kind.OPEN, key="x", name="Trường mở mới", commune=commune, stages=("03",),
                  rooms=12, year=YEAR, point=(10.5, 106.4)),
        Operation(Kind.SHIFT, a, "x", share=40, year=YEAR),
        Operation(Kind.EXTEND, a, rooms=4, year=YEAR),
        Operation(Kind.SESSIONS, a, sessions=2, year=YEAR),
        Operation(Kind.MOVE, a, point=(10.61, 106.41), year=YEAR),
        Operation(Kind.CLOSE_SITE, b, site=site_key(more.pk), year=YEAR),
        Operation(Kind.MOVE_GRADES, a, b, grades=(9,), year=YEAR),
        Operation(Kind.MERGE_ADMIN, c, a, year=YEAR),
        Operation(Kind.HAND_OVER, d, a, stage="03", year=YEAR),
        Operation(Kind.SPLIT, b, key="y", name="Trường tách ra", share=30, rooms=5, year=YEAR),
    )  # fmt: skip
    assert services.apply_due() == 1
    assert again(scenario).state == ScenarioState.APPLIED
    new, apart = School.objects.get(code="moi-0"), School.objects.get(code="moi-1")
    first = School.objects.get(pk=world.schools[0].pk)
    assert (new.unit, new.stages, new.sites.get().solid) == (world.communes[0], ["03"], 12)
    assert (first.sessions_per_day, first.stages) == (2, ["03"])
    rooms = {site.name: site.solid for site in first.sites.filter(closed_on=None)}
    assert sorted(rooms.values()) == [6, 7] and f"Chính ({third.name})" in rooms
    assert first.sites.get(is_main=True).latitude == Decimal("10.61")
    assert Site.objects.get(pk=more.pk).closed_on and apart.sites.get().solid == 5
    assert world.schools[1].sites.get(is_main=True).solid == 25
    assert School.objects.get(pk=third.pk).closed_on
    assert School.objects.get(pk=fourth.pk).stages == ["02"]
    lines = SchoolSuccession.objects.values_list("old", "new", "relation", "grades").order_by("pk")
    assert list(lines) == [
        (first.pk, world.schools[1].pk, SchoolRelation.PART, [9]),
        (third.pk, first.pk, SchoolRelation.WHOLE, []),
        (fourth.pk, first.pk, SchoolRelation.PART, [6, 7, 8, 9]),
        (world.schools[1].pk, apart.pk, SchoolRelation.PART, []),
    ]
    assert services.apply_due() == 0 and SchoolSuccession.objects.count() == 4


def test_a_step_waits_while_students_sit_in_the_school(counted: World) -> None:
    world = counted
    scenario = approved(world, Operation(Kind.MERGE_SITES, key(world, 1), key(world, 0), year=YEAR))
    assert services.apply_due() == 0
    step = scenario.operations.get()
    assert "still sit" in step.waits_for and step.applied_at is None
    assert not SchoolSuccession.objects.exists()
    scenario = move(scenario, services.undo_approval, user=officer(world))
    assert scenario.operations.get().waits_for == ""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    days = {"decided_on": yesterday, "effective_on": yesterday}
    move(scenario, services.approve, user=officer(world), decision="QĐ 7/QĐ-UBND", **days)
    day = timezone.localdate() - datetime.timedelta(days=2)
    Enrolment.objects.filter(school=world.schools[1]).update(ends_on=day, ended=Ended.LEFT)
    assert services.apply_due() == 1
    assert School.objects.get(pk=world.schools[1].pk).closed_on == day
    assert not Site.objects.filter(school=world.schools[1], closed_on=None).exists()
    assert SchoolSuccession.objects.get().legal_doc == "QĐ 7/QĐ-UBND"


def test_an_approval_says_everything_that_is_missing(counted: World) -> None:
    world, today = counted, timezone.localdate()
    steps = [
        Operation(Kind.OPEN, key=name, name=f"Trường {name}", commune=f"c{world.communes[0].pk}",
                  stages=("03",), year=YEAR) for name in "xy"
    ]  # fmt: skip
    scenario = draft(world, *steps)
    NetworkOperation.objects.filter(name="Trường x").update(code=world.school.code)
    scenario = move(scenario, services.submit, user=officer(world), text="cần")
    later = today + datetime.timedelta(days=1)
    with pytest.raises(PlanningRefused) as refused:
        move(scenario, services.approve, user=officer(world), decision=" ", decided_on=later,
             effective_on=today)  # fmt: skip
    assert len(refused.value.problems) == 5


def test_a_step_of_a_later_year_waits_for_it_and_a_scenario_can_be_ended(counted: World) -> None:
    world, ahead = counted, timezone.localdate().year + 3
    scenario = approved(
        world,
        Operation(Kind.SESSIONS, key(world, 0), sessions=2, year=YEAR),
        Operation(Kind.EXTEND, key(world, 0), rooms=3, year=ahead),
    )
    assert services.apply_due() == 0
    first, later = scenario.operations.order_by("position")
    assert first.applied_at and later.waits_for == f"its day is 01/09/{ahead}"
    with pytest.raises(PlanningRefused, match="in the register already"):
        move(scenario, services.undo_approval, user=officer(world))
    with pytest.raises(PlanningRefused, match="Say why"):
        move(scenario, services.end, user=officer(world), text=" ")
    scenario = move(scenario, services.end, user=officer(world), text="Quyết định bị thu hồi")
    assert scenario.state == ScenarioState.APPLIED and services.apply_due() == 0


def test_an_approval_is_the_departments_in_the_database_too(counted: World) -> None:
    world = counted
    scenario = draft(world, Operation(Kind.SESSIONS, key(world, 0), sessions=2, year=YEAR))
    done = approved(world, Operation(Kind.SESSIONS, key(world, 0), sessions=2, year=YEAR))
    scoping.narrow([school.pk for school in world.schools[:2]])
    approving = {"state": "approved", "decision": "x", "effective_on": timezone.localdate()}
    for row, change in ((scenario, approving), (done, {"title": "x"})):
        with pytest.raises(IntegrityError, match="Only the Department"), transaction.atomic():
            NetworkScenario.objects.filter(pk=row.pk).update(**change)


def test_drafts_are_changed_by_who_saw_them_last(counted: World) -> None:
    scenario = draft(counted, Operation(Kind.EXTEND, key(counted, 0), rooms=2, year=YEAR))
    described = services.Described(OperationKind.EXTEND, 2028, {"rooms": 5})
    step = services.put_step(
        scenario=scenario, shown=1, described=described, step=scenario.operations.get()
    )
    assert (step.rooms, step.year, step.from_school) == (5, 2028, counted.schools[0])
    with pytest.raises(PlanningRefused, match="changed since"):
        services.put_step(scenario=scenario, shown=1, described=described)
    services.remove_step(scenario=scenario, shown=2, step=step)
    with pytest.raises(PlanningRefused, match="says nothing"):
        services.submit(scenario=scenario, shown=3, user=officer(counted))
    services.delete_scenario(scenario=scenario, shown=3)
    assert not NetworkScenario.objects.exists()
