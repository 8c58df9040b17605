"""The demo's collections: one open, one closed with its results, one of the start of the year."""

import pytest
from django.utils import timezone

from eduportal.collecting.choices import CollectionState, Statistics
from eduportal.collecting.models import Collection, CollectionResult, Return
from eduportal.operations.demo.collecting import show_collections
from tests.world import World


@pytest.mark.usefixtures("db_everywhere")
def test_the_demo_asks_schools_and_some_have_answered(world: World) -> None:
    show_collections(today=timezone.localdate(), user=world.users["department_officer"])
    states = dict(Collection.objects.values_list("title", "state"))
    assert sorted(states.values()) == [
        CollectionState.CLOSED, CollectionState.OPEN, CollectionState.OPEN,
    ]  # fmt: skip
    assert CollectionResult.objects.get().lines
    returned = Return.objects.filter(collection__statistics=Statistics.START, state="approved")
    assert len(returned) == 3 and all(row.answers for row in returned)
    assert Return.objects.filter(state="draft").exists()
