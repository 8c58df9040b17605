"""A year and a summer that the level above returned: sealed again from their pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eduportal.exchange.models import OutboxEntry, Package
from eduportal.exchange.services import seal_changed, send_due
from eduportal.exchange.wire import package as wire
from grades.models import YearResult
from grades.selectors.summer import school_summer
from grades.services.summer import seal_summer
from tests.exchange.above import Above, Said, listening
from tests.grades.conftest import scope_of
from tests.grades.ended_year import end_terms, seal
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key", "lasting_proof")
BASIS = "QĐ 12/QĐ-THCS ngày 15/6/2027"
PROBLEM = {"code": "bad_result", "message": "m", "count": 1, "samples": [], "lines": [1]}


@dataclass
class Returning(Above):
    """Returns what is of the feeds `returns` names, and accepts all else."""

    returns: set[str] = field(default_factory=set)

    def said(self, content: bytes, **changes: Any) -> Said:
        if wire.parse(content).header.feed in self.returns:
            changes = {"state": "returned", "problems": [PROBLEM]}
        return super().said(content, **changes)


@pytest.fixture
def above() -> Iterator[Returning]:
    node = Returning()
    with listening(node) as address:
        node.trusted(address)
        yield node


@pytest.fixture
def ended(above: Returning, world: World) -> World:
    """The year of 6A1 is sealed; the first student waits for the summer."""
    for group in world.classes[world.school][1:]:
        for sheet in group.sheets.all():
            sheet.delete()
    end_terms(world, {(0, "TOAN"): 41, (0, "MON0"): 32})
    seal(world)
    return world


def sent(above: Returning, *returned: str) -> None:
    """Everything that waits goes up over HTTP; what is of these feeds comes back."""
    above.returns = set(returned)
    seal_changed()
    send_due()


def seal_the_summer(world: World) -> None:
    seal_summer(
        school=world.school,
        year=world.year,
        revision=school_summer(world.school, world.year).revision,
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )


def versions(feed: str) -> list[tuple[int, str, str]]:
    found = Package.objects.filter(feed=feed).order_by("version")
    return list(found.values_list("version", "event", "state"))


def posted(head: Client, page: str, address: str, shown: str, **fields: str) -> Any:
    """What the form of the page sends, with the revision of the thing `shown` on it."""
    revision = head.get(page).context[shown].revision
    return head.post(address, {"revision": revision, "basis": BASIS, **fields}, follow=True)


def test_a_year_that_came_back_is_sealed_again(
    above: Returning,
    ended: World,
    client_of: ClientOf,
) -> None:
    page = reverse("grades:class-year", args=[ended.class_group.public_id])
    address = reverse("grades:class-year-correct", args=[ended.class_group.public_id])
    head = client_of("head")
    assert address not in head.get(page).content.decode()
    sent(above, "year")
    assert versions("year") == [(1, "result", "returned")]
    package = Package.objects.get(feed="year")
    shown = head.get(page).content.decode()
    assert address in shown and reverse("exchange:package-detail", args=[package.hash]) in shown
    assert address not in client_of("homeroom").get(page).content.decode()

    without = posted(head, page, address, "year", basis=" ")
    assert versions("year") == [(1, "result", "returned")] and without.context["problems"]

    posted(head, page, address, "year")
    sent(above)
    assert versions("year") == [(1, "result", "returned"), (2, "correction", "accepted")]
    assert OutboxEntry.objects.get(package__feed="year", package__version=2).state == "accepted"
    assert address not in head.get(page).content.decode()


def test_a_correction_of_a_year_that_came_back_leaves_the_one_before_and_is_sealed_again(
    above: Returning,
    ended: World,
    client_of: ClientOf,
) -> None:
    sent(above, "year")
    page = reverse("grades:class-year", args=[ended.class_group.public_id])
    address = reverse("grades:class-year-correct", args=[ended.class_group.public_id])
    head = client_of("head")
    posted(head, page, address, "year")
    sent(above, "year")
    posted(head, page, address, "year")
    sent(above)
    states = [state for _version, _event, state in versions("year")]
    assert states == ["returned", "returned", "accepted"]


def test_a_summer_that_came_back_is_sealed_again(
    above: Returning,
    ended: World,
    client_of: ClientOf,
) -> None:
    sent(above)
    seal_the_summer(ended)
    page = reverse("grades:summer", args=[ended.school.code])
    address = reverse("grades:summer-seal", args=[ended.school.code])
    head = client_of("head")
    assert address not in head.get(page).content.decode()
    sent(above, "again")
    assert versions("again") == [(1, "result", "returned")]
    package = Package.objects.get(feed="again")
    shown = head.get(page).content.decode()
    assert address in shown and reverse("exchange:package-detail", args=[package.hash]) in shown

    without = posted(head, page, address, "summer", basis=" ", confirmation=ended.year.code)
    assert len(versions("again")) == 1 and without.context["problems"]

    before = list(YearResult.objects.order_by("pk").values())
    posted(head, page, address, "summer", confirmation=ended.year.code)
    sent(above)
    assert versions("again") == [(1, "result", "returned"), (2, "correction", "accepted")]
    assert list(YearResult.objects.order_by("pk").values()) == before
    assert address not in head.get(page).content.decode()
