"""Check every stored plan that moves teachers again, from its rows and its frozen facts."""

from typing import Any

from django.core.management.base import BaseCommand

from eduportal.scoping import everywhere
from staffing.choices import ScenarioState
from staffing.models import Scenario
from staffing.selectors.stored_plans import faults_of

COMPUTED = (ScenarioState.SOLVED, ScenarioState.PUBLISHED, ScenarioState.CLOSED)


class Command(BaseCommand):
    """Ends with `plans=N faults=M`; exit code 1 if there is a fault. No person is named.

    A plan that was closed before it was computed has nothing to check.
    """

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        count = faults = 0
        with everywhere("stored plans are checked again"):
            plans = Scenario.objects.filter(state__in=COMPUTED, parts__state="solved").distinct()
            for plan in plans.select_related("snapshot").order_by("pk"):
                found = faults_of(plan)
                count, faults = count + 1, faults + len(found)
                for each in found:
                    self.stdout.write(f"{plan.public_id} {plan.name}: {each.part} {each.code}")
        self.stdout.write(f"plans={count} faults={faults}")
        if faults:
            raise SystemExit(1)
