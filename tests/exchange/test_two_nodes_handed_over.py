"""A school with a portal of its own goes on where its Department has stopped sealing for it."""

import pytest
from pytest_django.fixtures import Settings

from eduportal.exchange.models import Package, Peer
from eduportal.scoping import everywhere
from tests.exchange.levels import seal
from tests.exchange.second_node import SecondNode
from tests.exchange.test_two_nodes_restored import compared, forget, settled
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_the_department_has_sealed_comes_with_the_first_comparison(
    ministry: SecondNode, world: World, settings: Settings
) -> None:
    sealed = {package.hash for package in seal(world, 80)}
    settled()
    forget()
    # The portal here becomes the school's, the node above the one that had sealed.
    settings.EDUPORTAL_TIER, settings.EDUPORTAL_NODE = "school", "truong-a"
    Peer.objects.update(code="long-an")

    assert ", 0 for a person to decide" in compared()
    with everywhere("a test looks"):
        held = Package.objects.filter(feed="term", state="accepted", origin="long-an")
        assert set(held.values_list("hash", flat=True)) == sealed
    # What the school seals next follows it.
    [corrected] = seal(world, 90, classes=1)
    assert (corrected.version, corrected.origin) == (2, "truong-a")
    assert corrected.prev in sealed
