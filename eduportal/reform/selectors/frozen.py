"""What a review freezes: the lines of a scheme as they are today, as plain values."""

from typing import Any

from eduportal.reform.models import Scheme
from eduportal.reform.rules import Standing
from eduportal.reform.selectors.readings import Sources
from eduportal.reform.selectors.register import (
    IndicatorLine,
    MeasureLine,
    lines_of,
    schemes,
)


def frozen_lines(scheme: Scheme) -> list[dict[str, Any]]:
    """Each objective with its indicators and measures: texts, numbers as texts, days as ISO.

    States and standings are codes, so that each reader has them in the reader's language.
    """
    (line,) = lines_of(schemes().filter(pk=scheme.pk), Sources())
    return [
        {
            "title": each.objective.title,
            "owner": each.objective.owner or scheme.owner,
            "indicators": [_indicator(row) for row in each.indicators],
            "measures": [_measure(row) for row in each.measures],
        }
        for each in line.objectives
    ]


def _indicator(row: IndicatorLine) -> dict[str, Any]:
    now, indicator = row.now, row.indicator
    return {
        "title": indicator.title,
        "figure": indicator.figure,
        "stage": indicator.stage,
        "unit": indicator.unit,
        "better": indicator.better,
        "value": None if now.value is None else str(now.value),
        "is_hidden": now.is_hidden,
        "as_of": now.as_of.isoformat(),
        "target": None if row.target is None else str(row.target),
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "standing": row.standing.value,
    }


def _measure(row: MeasureLine) -> dict[str, Any]:
    measure = row.measure
    return {
        "title": measure.title,
        "owner": measure.owner,
        "due_on": measure.due_on.isoformat(),
        "state": measure.state,
        "late": row.late,
        "reason": measure.reason,
        "evidence": [each.document for each in measure.evidence.all()],
    }


def counts_of(lines: list[dict[str, Any]]) -> dict[str, int]:
    """How many indicators and measures stand how, for the head of the document."""
    indicators = [row for each in lines for row in each["indicators"]]
    measures = [row for each in lines for row in each["measures"]]
    return {
        "indicators": len(indicators),
        "reached": sum(row["standing"] == Standing.REACHED for row in indicators),
        "missed": sum(row["standing"] == Standing.MISSED for row in indicators),
        "measures": len(measures),
        "done": sum(row["state"] == "done" for row in measures),
        "late": sum(row["late"] > 0 for row in measures),
    }
