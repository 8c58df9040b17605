"""The register of schemes, and their reviews."""

from eduportal.reform.models.reviews import Review
from eduportal.reform.models.schemes import (
    Indicator,
    Measure,
    MeasureDocument,
    Objective,
    ReportedValue,
    Scheme,
    SchemeStep,
    Target,
)

__all__ = [
    "MeasureDocument",
    "Indicator",
    "Measure",
    "Objective",
    "ReportedValue",
    "Review",
    "Scheme",
    "SchemeStep",
    "Target",
]
