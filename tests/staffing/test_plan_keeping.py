"""How long plans are kept, and what stays because a decision rests on it."""

import datetime
from itertools import count

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from eduportal.core.keeping import Kept, Unit
from staffing.models import (
    InputSnapshot,
    LineConsent,
    LineObjection,
    OpenCell,
    Scenario,
    ScenarioLine,
    ScenarioPart,
)
from staffing.services.housekeeping import PLANS
from tests import factories

pytestmark = pytest.mark.usefixtures("db_everywhere")
KEPT = Kept(24, Unit.MONTHS)
YEARS = count()
LONG_AGO = timezone.localdate() - datetime.timedelta(days=24 * 31 + 1)


def plan_of(last: datetime.date, **more: object) -> Scenario:
    """A published plan of a school year that ended on the day, with something said of its line."""
    # No year of the calendar's, which are there already.
    code = f"{1900 + next(YEARS)}-0000"
    begun = last - datetime.timedelta(days=1)
    year = factories.SchoolYearFactory(code=code, starts_on=begun, ends_on=last)
    scenario = factories.ScenarioFactory(school_year=year, published=True, **more)
    part = factories.ScenarioPartFactory(scenario=scenario)
    line = factories.ScenarioLineFactory(part=part)
    factories.OpenCellFactory(part=part)
    factories.LineObjectionFactory(line=line)
    factories.LineConsentFactory(line=line)
    return scenario


def test_a_plan_goes_with_all_of_it_after_its_time_but_not_what_a_decision_rests_on() -> None:
    old, young = plan_of(LONG_AGO), plan_of(LONG_AGO + datetime.timedelta(days=2))
    decided = plan_of(LONG_AGO - datetime.timedelta(days=300))
    factories.StaffDecisionFactory(line=decided.lines.get())
    child = factories.ScenarioFactory(school_year=young.school_year, parent=old)
    facts = old.snapshot
    assert facts is not None

    assert [PLANS.clear(KEPT, 10) for _night in range(2)] == [1, 0]

    left = {young.pk, decided.pk}
    assert set(Scenario.objects.values_list("pk", flat=True)) == {*left, child.pk}
    for model in (ScenarioPart, ScenarioLine):
        assert set(model.objects.values_list("scenario", flat=True)) == left
    for model in (LineObjection, LineConsent):
        assert set(model.objects.values_list("line__scenario", flat=True)) == left
    assert set(OpenCell.objects.values_list("part__scenario", flat=True)) == left
    assert not InputSnapshot.objects.filter(pk=facts.pk).exists()
    child.refresh_from_db()
    assert child.parent is None
    oldest = PLANS.oldest()
    assert oldest is not None and timezone.localdate(oldest) == young.school_year.ends_on


def test_nothing_is_old_where_there_is_no_plan() -> None:
    assert PLANS.oldest() is None


def test_frozen_facts_are_not_changed_and_not_deleted_while_a_plan_rests_on_them(
    as_owner: None,
) -> None:
    facts = plan_of(LONG_AGO).snapshot
    assert facts is not None
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        InputSnapshot.objects.update(as_of=LONG_AGO)
    with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic():
        InputSnapshot.objects.filter(pk=facts.pk)._raw_delete("default")
        connection.check_constraints()
