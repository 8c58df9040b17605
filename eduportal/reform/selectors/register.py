"""Schemes with what they promise and how far it is."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from eduportal.core.text import search_key
from eduportal.reform.choices import Better, MeasureState, SchemeState
from eduportal.reform.models import Indicator, Measure, Objective, Scheme
from eduportal.reform.rules import (
    Promise,
    Shared,
    Standing,
    alike,
    next_target,
    shared_indicators,
    standing,
)
from eduportal.reform.selectors.readings import READINGS, Now, Reading, Sources


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator with its value, the target that counts, and how it stands."""

    indicator: Indicator
    now: Now
    due_on: datetime.date | None
    target: Decimal | None
    standing: Standing

    @property
    def reading(self) -> Reading | None:
        """The figure of the portal it is, if it is one."""
        return READINGS.get(self.indicator.figure)


@dataclass(frozen=True)
class MeasureLine:
    """One measure, and by how many days it is late."""

    measure: Measure
    late: int

    @property
    def evidence(self) -> int:
        return len(self.measure.evidence.all())


@dataclass(frozen=True)
class ObjectiveLine:
    objective: Objective
    indicators: list[IndicatorLine]
    measures: list[MeasureLine]


@dataclass(frozen=True)
class SchemeLine:
    """One scheme with everything below it."""

    scheme: Scheme
    objectives: list[ObjectiveLine]

    @property
    def indicators(self) -> list[IndicatorLine]:
        return [line for each in self.objectives for line in each.indicators]

    @property
    def measures(self) -> list[MeasureLine]:
        return [line for each in self.objectives for line in each.measures]

    @property
    def reached(self) -> int:
        return sum(line.standing == Standing.REACHED for line in self.indicators)

    @property
    def missed(self) -> int:
        return sum(line.standing == Standing.MISSED for line in self.indicators)

    @property
    def late(self) -> int:
        return sum(line.late > 0 for line in self.measures)


def schemes() -> QuerySet[Scheme]:
    """Every scheme with everything below it: six queries when read."""
    indicators = Indicator.objects.prefetch_related("targets", "reported")
    measures = Measure.objects.select_related("claimed_by").prefetch_related("evidence")
    objectives = Objective.objects.prefetch_related(
        Prefetch("indicators", indicators), Prefetch("measures", measures)
    )
    return Scheme.objects.select_related("merged_into").prefetch_related(
        Prefetch("objectives", objectives)
    )


def lines_of(found: Iterable[Scheme], sources: Sources) -> list[SchemeLine]:
    """The schemes as they stand today."""
    return [
        SchemeLine(scheme, [_objective(each, sources) for each in scheme.objectives.all()])
        for scheme in found
    ]


def _objective(objective: Objective, sources: Sources) -> ObjectiveLine:
    return ObjectiveLine(
        objective,
        [_indicator(each, sources) for each in objective.indicators.all()],
        [MeasureLine(each, _late(each, sources.today)) for each in objective.measures.all()],
    )


def _indicator(indicator: Indicator, sources: Sources) -> IndicatorLine:
    now = now_of(indicator, sources)
    targets = {each.due_on: each.value for each in indicator.targets.all()}
    due = next_target(targets, sources.today)
    stands = standing(now.value, targets, sources.today, higher=is_higher(indicator))
    return IndicatorLine(indicator, now, due, targets.get(due) if due else None, stands)


def now_of(indicator: Indicator, sources: Sources) -> Now:
    """What the indicator is now: read from the portal, else the newest that was reported."""
    if reading := READINGS.get(indicator.figure):
        return reading.read(sources, indicator.stage)
    reported = list(indicator.reported.all())
    newest = max(reported, key=lambda each: (each.day, each.pk), default=None)
    return Now(newest.value, newest.day) if newest else Now(None, sources.today)


def is_higher(indicator: Indicator) -> bool:
    return indicator.better == Better.HIGHER


def _late(measure: Measure, today: datetime.date) -> int:
    is_open = measure.state in (MeasureState.OPEN, MeasureState.CLAIMED)
    return max((today - measure.due_on).days, 0) if is_open else 0


def overlaps_of(found: Sequence[Scheme]) -> list[Shared]:
    """The indicators that several running schemes have."""
    return shared_indicators(
        Promise(
            indicator.pk,
            scheme.pk,
            _key(indicator),
            {each.due_on: each.value for each in indicator.targets.all()},
            is_higher(indicator),
        )
        for scheme in found
        if scheme.state == SchemeState.RUNNING
        for objective in scheme.objectives.all()
        for indicator in objective.indicators.all()
    )


def _key(indicator: Indicator) -> str:
    return f"{indicator.figure or search_key(indicator.title)} {indicator.stage}"


def same_owner(found: Sequence[Scheme]) -> list[list[int]]:
    """Running schemes of one office, by id."""
    return alike({each.pk: search_key(each.owner) for each in _running(found)})


def same_group(found: Sequence[Scheme]) -> list[list[int]]:
    """Running schemes for the same people, by id."""
    return alike({each.pk: search_key(each.target_group) for each in _running(found)})


def _running(found: Sequence[Scheme]) -> list[Scheme]:
    return [each for each in found if each.state == SchemeState.RUNNING]
