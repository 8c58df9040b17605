"""What is counted, assumed and forecast of the network, and what is planned of it."""

from eduportal.planning.models.counted import (
    FIRST_GRADE,
    FIRST_YEAR,
    LAST_GRADE,
    LAST_YEAR,
    Assumptions,
    ChildCount,
    ForecastRun,
    InMigration,
    SchoolForecast,
    StudentCount,
    UnitForecast,
)
from eduportal.planning.models.location import (
    GRADE_COUNT,
    Hamlet,
    RoadDistance,
    SolvePart,
    SolveRun,
)
from eduportal.planning.models.scenarios import (
    NetworkOperation,
    NetworkScenario,
    ScenarioResult,
    ScenarioStep,
)
from eduportal.planning.models.sizes import SizeRule

__all__ = [
    "FIRST_GRADE",
    "FIRST_YEAR",
    "GRADE_COUNT",
    "LAST_GRADE",
    "LAST_YEAR",
    "Assumptions",
    "ChildCount",
    "ForecastRun",
    "Hamlet",
    "InMigration",
    "NetworkOperation",
    "NetworkScenario",
    "RoadDistance",
    "ScenarioResult",
    "ScenarioStep",
    "SchoolForecast",
    "SizeRule",
    "SolvePart",
    "SolveRun",
    "StudentCount",
    "UnitForecast",
]
