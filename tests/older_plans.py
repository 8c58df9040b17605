"""Older pages of plans that move teachers (tests/test_older_pages.py)."""

from typing import Any

from django.urls import reverse

from staffing.models import Scenario, ScenarioLine, StaffDecision, Wish
from staffing.rebalance.settings import DEFAULTS
from tests import factories
from tests.routes_plans import decision_of, line_of
from tests.world import World


def at_plan(name: str) -> Any:
    return lambda world: reverse(f"staffing:plan-{name}", args=[a_plan(world).public_id])


def a_plan(world: World) -> Scenario:
    """A draft, made once."""
    found = Scenario.objects.first()
    return found or factories.ScenarioFactory(school_year=world.year)


def at_computed(world: World) -> str:
    plan = line_of(world, solved=True).scenario
    return reverse("staffing:plan-publish", args=[plan.public_id])


def edit_form(world: World) -> dict[str, Any]:
    return {"name": "Tên khác", **DEFAULTS, "shown": "1"}


def step_form(world: World) -> dict[str, Any]:
    return {"step": "close", "shown": "1"}


def changed(world: World) -> None:
    for model in (Scenario, ScenarioLine, StaffDecision):
        model.objects.update(revision=2)


def plans(world: World) -> Any:
    return list(Scenario.objects.values_list("name", "state"))


def at_line(world: World) -> str:
    return reverse("staffing:plan-line-step", args=[line_of(world, published=True).public_id])


def decline_form(world: World) -> dict[str, Any]:
    return {"step": "decline", "shown": "1", "reason": "Thôi"}


def lines(world: World) -> Any:
    return list(ScenarioLine.objects.values_list("state", "reason"))


def at_decision(world: World) -> str:
    return reverse("staffing:decision-step", args=[decision_of(world).public_id])


def withdraw_form(world: World) -> dict[str, Any]:
    return {"step": "withdraw", "shown": "1", "number": "9/QĐ", "on": "2026-11-02"}


def decisions(world: World) -> Any:
    return list(StaffDecision.objects.values_list("state", "withdrawn_by"))


def at_wishes(world: World) -> str:
    return reverse("staffing:wishes-step", args=[world.staff["teacher"].public_id])


def wishes_form(world: World) -> dict[str, Any]:
    """Nothing was wished for yet."""
    return {"step": "wishes", "shown": "", "school-1": world.neighbour_school.code}


def wished_meanwhile(world: World) -> None:
    factories.WishFactory(staff=world.staff["teacher"], to_school=world.foreign_school)


def wishes(world: World) -> Any:
    return list(Wish.objects.values_list("staff", "to_school"))


OFFICER = "department_officer"
OF_PLANS: dict[str, tuple[Any, ...]] = {
    "staffing:plan-edit": (OFFICER, at_plan("edit"), edit_form, changed, plans),
    "staffing:plan-step": (OFFICER, at_plan("step"), step_form, changed, plans),
    "staffing:plan-publish": (OFFICER, at_computed, step_form, changed, plans),
    "staffing:plan-line-step": (OFFICER, at_line, decline_form, changed, lines),
    "staffing:decision-step": (OFFICER, at_decision, withdraw_form, changed, decisions),
    "staffing:wishes-step": ("teacher", at_wishes, wishes_form, wished_meanwhile, wishes),
}
