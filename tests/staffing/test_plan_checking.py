"""A stored plan is checked again from its rows: what is changed by hand is found, and not
published."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from staffing.choices import LineMark, ScenarioState, ScenarioStep
from staffing.models import OpenCell, Scenario, ScenarioLine, ScenarioPart
from staffing.rebalance.facts import Facts
from staffing.rebalance.frozen import frozen
from staffing.selectors.stored_plans import digest_of, faults_of
from staffing.services.errors import StaffRefused
from staffing.services.scenarios import mark_line, take_step
from staffing.services.solving import work_on_scenario
from tests import factories
from tests.staffing.short import drafted, make_short
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def plan(world: World) -> Scenario:
    """A computed plan with one line, a move that is forced."""
    make_short(world)
    made = drafted(world, may_force=1, may_share=0)
    take_step(scenario=made, shown=1, step=ScenarioStep.SOLVE)
    while work_on_scenario(made.pk):
        pass
    made.refresh_from_db()
    assert made.state == ScenarioState.SOLVED
    return made


def the_line() -> ScenarioLine:
    return ScenarioLine.objects.get()


def codes(plan: Scenario) -> set[str]:
    found = Scenario.objects.select_related("snapshot").get(pk=plan.pk)
    return {each.code for each in faults_of(found)}


def sign_again() -> None:
    """As somebody would who knows of the digest."""
    for part in ScenarioPart.objects.all():
        part.sha256 = digest_of(part)
        part.save()


def other_facts(plan: Scenario) -> None:
    """Facts under a digest that is not theirs."""
    assert plan.snapshot is not None
    other = frozen(Facts((), (), ()))
    plan.snapshot = factories.InputSnapshotFactory(school_year=plan.school_year, body=other)
    plan.save()


# By name: what is changed by hand, and what is found when the digest is changed as well.
CHANGES: dict[str, tuple[Callable[[], object], set[str]]] = {
    "another distance": (lambda: ScenarioLine.objects.update(metres=1), {"metres"}),
    "another authority": (
        lambda: ScenarioLine.objects.update(decided_by="department"),
        {"authority"},
    ),
    "a wish that was none": (lambda: ScenarioLine.objects.update(ground="12"), {"no_wish"}),
    "another name": (lambda: ScenarioLine.objects.update(staff_name="Ai đó"), set()),
    "another person": (
        lambda: ScenarioLine.objects.update(staff=ScenarioLine.objects.get().staff_id + 10**6),
        {"cover"},
    ),
    "the line is gone": (lambda: ScenarioLine.objects.all().delete(), {"cover"}),
    "less is open": (lambda: OpenCell.objects.update(after=0), {"cover", "sums"}),
    "more was open": (lambda: OpenCell.objects.update(before=9), {"open_before", "sums"}),
    "more is needed": (lambda: OpenCell.objects.update(need=9999), {"needs"}),
    "others may go": (lambda: Scenario.objects.update(options=gentle()), {"forced"}),
    "a part is gone": (lambda: ScenarioPart.objects.all().delete(), {"missing"}),
}


def gentle() -> dict[str, object]:
    return {**Scenario.objects.get().options, "may_force": 0}


def test_a_plan_that_was_computed_holds_and_what_people_say_of_it_changes_nothing(
    plan: Scenario, world: World, client_of: ClientOf
) -> None:
    mark_line(line=the_line(), shown=1, mark=LineMark.PINNED)
    assert codes(plan) == set()
    out = StringIO()
    call_command("check_plans", stdout=out)
    assert out.getvalue().endswith("plans=1 faults=0\n")
    officer = client_of("department_officer")
    page = officer.post(reverse("staffing:plan-check", args=[plan.public_id]), follow=True)
    assert "Đã kiểm tra lại phương án đã lưu" in page.content.decode()
    draft = drafted(world)
    assert officer.post(
        reverse("staffing:plan-check", args=[draft.public_id])
    ).status_code == 404  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_row_changed_by_hand_is_found(plan: Scenario, name: str) -> None:
    change, found = CHANGES[name]
    change()
    assert codes(plan) >= ({"changed"} if found != {"missing"} else found)
    sign_again()
    assert codes(plan) >= found
    assert "changed" not in codes(plan)


def test_other_facts_than_those_that_were_frozen_are_found_and_nothing_is_published(
    plan: Scenario, client_of: ClientOf
) -> None:
    ScenarioLine.objects.update(metres=1)
    officer = client_of("department_officer")
    address = reverse("staffing:plan-publish", args=[plan.public_id])
    page = officer.post(address, {"shown": plan.revision}).content.decode()
    assert "sai khoảng cách" in page
    with pytest.raises(SystemExit):
        call_command("check_plans", stdout=StringIO())
    other_facts(plan)
    with pytest.raises(StaffRefused, match="dữ kiện"):
        take_step(scenario=plan, shown=plan.revision, step=ScenarioStep.PUBLISH)
    plan.refresh_from_db()
    assert (plan.state, the_line().is_shown) == (ScenarioState.SOLVED, False)
