"""What a scenario comes to in a year: the network before and after, and what speaks against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eduportal.planning.models import ForecastRun, NetworkOperation, NetworkScenario
from eduportal.planning.rules.checks import Check, Verdict, checks
from eduportal.planning.rules.network import Network
from eduportal.planning.rules.network_figures import Figures, Terms, Ways, figures, ways
from eduportal.planning.rules.operations import Cannot
from eduportal.planning.rules.steps import apply
from eduportal.planning.selectors.scenarios import network_of, operation_of, steps_of, terms_of


@dataclass(frozen=True)
class Outcome:
    """One scenario in one school year. `refused` are steps that cannot be taken, by their id."""

    year: int
    steps: Sequence[NetworkOperation]
    before: Network
    after: Network
    terms: Terms
    refused: Mapping[int, Cannot]
    checks: Sequence[Check]

    @property
    def touched(self) -> list[str]:
        """Keys of the schools that the steps touch, in the order of the network."""
        keys = [*self.before.schools, *self.after.schools]
        return [key for key in dict.fromkeys(keys) if key in self.after.touched]

    @property
    def totals(self) -> tuple[Figures, Figures]:
        """The schools touched, before and after."""
        return (
            figures(self.before, self.terms, self.touched),
            figures(self.after, self.terms, self.touched),
        )

    @property
    def ways(self) -> Ways:
        return ways(self.after.moved, self.terms)

    @property
    def refusals(self) -> list[Check]:
        return [each for each in self.checks if each.verdict is Verdict.REFUSED]


def outcome_of(scenario: NetworkScenario, run: ForecastRun, year: int) -> Outcome:
    """The steps up to the year taken on the students of the year: six queries."""
    steps = steps_of(scenario)
    taken = [row for row in steps if row.year <= year]
    operations = [operation_of(row) for row in taken]
    before, terms = network_of(scenario, run, year), terms_of(run)
    done = apply(before, operations)
    return Outcome(
        year,
        steps,
        before,
        done.network,
        terms,
        {taken[at].pk: why for at, why in done.refused.items()},
        checks(before, done.network, operations, terms),
    )


def last_year(steps: Sequence[NetworkOperation], run: ForecastRun) -> int:
    """The year in which every step has been taken."""
    return max([row.year for row in steps], default=run.origin + 1)
