"""The demo's network: numbers of years, a forecast, and one scenario handed in."""

import pytest
from django.utils import timezone

from eduportal.operations.demo.network import show_network
from eduportal.planning.choices import ScenarioState
from eduportal.planning.models import ForecastRun, NetworkScenario
from tests.world import World


@pytest.mark.usefixtures("db_everywhere")
def test_the_demo_has_a_forecast_and_a_scenario_handed_in(world: World) -> None:
    show_network(today=timezone.localdate(), user=world.users["department_admin"])
    scenario = NetworkScenario.objects.get()
    assert ForecastRun.objects.exists() and scenario.state == ScenarioState.SUBMITTED
    assert scenario.results.count() == 2 and scenario.steps.count() == 1
