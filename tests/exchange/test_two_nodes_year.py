"""A class's year, the summer after it and completions, at the Ministry's node over real HTTP."""

from datetime import timedelta

import pytest
from django.utils import timezone

from eduportal.exchange.services import seal_changed, send_due
from eduportal.scoping import everywhere
from grades.models import MarkSheet, YearResult
from grades.selectors.summer import school_summer
from grades.services.summer import seal_summer
from tests.exchange.second_node import SecondNode
from tests.factories import LevelCompletionFactory
from tests.grades.conftest import scope_of
from tests.grades.ended_year import end_terms, seal
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def end_everything(world: World) -> None:
    """The year of 6A1, a summer in which nobody came, and one completion."""
    MarkSheet.objects.filter(
        school=world.school, class_group=world.classes[world.school][1]
    ).delete()
    end_terms(world, {(0, "TOAN"): 41, (0, "MON0"): 32})
    seal(world)
    seal_summer(
        school=world.school,
        year=world.year,
        revision=school_summer(world.school, world.year).revision,
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )
    LevelCompletionFactory(
        year_result=YearResult.objects.filter(promotion="promoted").first(),
        completed_on=timezone.localdate() - timedelta(days=1),
    )


def test_year_summer_and_completion_reach_the_ministry(ministry: SecondNode, world: World) -> None:
    with everywhere("a test ends a year"):
        end_everything(world)
    seal_changed()
    send_due()
    arrived = ministry.rows(
        "select feed, period, state from exchange_package"
        " where feed in ('year', 'again', 'graduation') order by feed"
    )
    assert arrived == [
        ("again", "again", "accepted"),
        ("graduation", "year", "accepted"),
        ("year", "year", "accepted"),
    ]
    counted = "select count(*) from exchange_line where counted and feed = 'year'"
    assert ministry.rows(counted) == [(len(world.enrolments[world.class_group]),)]
    # Who sat nothing again does not move up; the first result went up with the year.
    assert ministry.rows("select result[2] from exchange_line where feed = 'again'") == [(0,)]
