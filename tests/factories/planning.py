"""What is counted, declared, assumed and forecast of the network."""

import datetime
from typing import Any

import factory
from django.utils import timezone

from eduportal.planning import models
from eduportal.planning.choices import (
    AreaKind,
    ChildKind,
    CountSource,
    OperationKind,
    Question,
    SizeKind,
    SolveState,
    StepKind,
)
from eduportal.planning.rules.assumptions import DEFAULTS
from eduportal.planning.rules.proposals import complete, location_settings
from eduportal.planning.rules.sizes import as_rows, in_force
from tests.factories.people import UserFactory
from tests.factories.register import AdminUnitFactory, SchoolFactory


class StudentCountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.StudentCount

    school = factory.SubFactory(SchoolFactory)
    grade = 6
    year = 2026
    students = 100
    classes = 3
    source = CountSource.RETURN


class ChildCountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ChildCount

    unit = factory.SubFactory(AdminUnitFactory)
    kind = ChildKind.BIRTHS
    year = 2020
    children = 120
    counted_in = factory.LazyAttribute(lambda row: row.year + 1)
    source = "Chi cục Dân số"


class HamletFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Hamlet

    unit = factory.SubFactory(AdminUnitFactory)
    name = factory.Sequence(lambda n: f"Ấp {n + 1}")
    latitude, longitude = 11.31, 106.1
    students = factory.LazyFunction(lambda: [30] * 12)
    source = "Công an xã, 9/2026"


class RoadDistanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.RoadDistance

    hamlet = factory.SubFactory(HamletFactory)
    school = factory.SubFactory(SchoolFactory)
    metres = 2400
    source = "Đo trên bản đồ"


class SolveRunFactory(factory.django.DjangoModelFactory):
    """A question that failed: it can be seen, and asked again."""

    class Meta:
        model = models.SolveRun

    question = Question.LOCATION
    unit = factory.SubFactory(AdminUnitFactory)
    stage = "03"
    settings = factory.LazyFunction(lambda: complete(location_settings("03"), {}))
    source = "Sở Tài chính, công văn 9"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = factory.LazyFunction(timezone.now)
    state = SolveState.FAILED
    problem = "clock"
    digest = factory.Sequence(lambda n: f"{n:064}")
    facts = b""
    told = factory.LazyFunction(lambda: {"names": {}, "units": [], "origin": 2026})


class InMigrationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.InMigration

    unit = factory.SubFactory(AdminUnitFactory)
    from_year, to_year = 2027, 2029
    from_grade, to_grade = 6, 9
    low, middle, high = 20, 40, 60
    reason = "Khu công nghiệp mới"
    source = "Ban quản lý khu kinh tế"
    stated_by = factory.SubFactory(UserFactory)
    stated_on = datetime.date(2026, 10, 1)


class AssumptionsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Assumptions

    name = factory.Sequence(lambda n: f"Phương án giả định {n}")
    settings = factory.LazyFunction(lambda: dict(DEFAULTS))
    reason = "Thử số khác"
    created_by = factory.SubFactory(UserFactory)


def run_settings() -> dict[str, Any]:
    """As a run keeps them: the assumptions and the sizes of schools."""
    most = {"most_02": 35, "most_03": 45, "most_04": 45}
    return {**DEFAULTS, **most, "sizes": as_rows(in_force([]))}


class ForecastRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ForecastRun

    origin = 2026
    settings = factory.LazyFunction(run_settings)
    digest = factory.Sequence(lambda n: f"{n:016}")
    figures = factory.LazyFunction(lambda: {"methods": {}, "bands": [], "areas": {}})
    made_at = factory.LazyFunction(timezone.now)


class UnitForecastFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.UnitForecast

    run = factory.SubFactory(ForecastRunFactory)
    unit = factory.SubFactory(AdminUnitFactory)
    figures = factory.LazyFunction(dict)


class SchoolForecastFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SchoolForecast

    run = factory.SubFactory(ForecastRunFactory)
    school = factory.SubFactory(SchoolFactory)
    figures = factory.LazyFunction(dict)


class SizeRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SizeRule

    kind = SizeKind.LOWER_SECONDARY
    area = AreaKind.USUAL
    least_classes, most_classes, students = 10, 40, 42
    legal_doc = "Quyết định 15/QĐ-UBND"
    valid_from = datetime.date(2026, 9, 1)


class NetworkScenarioFactory(factory.django.DjangoModelFactory):
    """Of one commune, about the schools it has."""

    class Meta:
        model = models.NetworkScenario

    title = factory.Sequence(lambda n: f"Sắp xếp trường {n}")
    unit = factory.SubFactory(AdminUnitFactory)
    schools = factory.LazyAttribute(
        lambda row: list(row.unit.schools.values_list("pk", flat=True)) if row.unit else []
    )
    created_by = factory.SubFactory(UserFactory)


class NetworkOperationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.NetworkOperation

    scenario = factory.SubFactory(NetworkScenarioFactory)
    position = factory.Sequence(lambda n: n % 30_000 + 1)
    kind = OperationKind.EXTEND
    year = 2027
    rooms = 4


class ScenarioResultFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ScenarioResult

    scenario = factory.SubFactory(NetworkScenarioFactory)
    year = 2027
    position = 1
    figures = factory.LazyFunction(dict)


class ScenarioStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ScenarioStep

    scenario = factory.SubFactory(NetworkScenarioFactory)
    kind = StepKind.SUBMIT
    by = factory.SubFactory(UserFactory)
