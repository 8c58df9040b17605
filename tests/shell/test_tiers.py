"""What a portal offers by its tier: a ministry shows nothing that belongs to a Department's."""

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from eduportal.shell.navigation import MENU
from eduportal.shell.tiers import is_offered
from tests.route import Route, nothing, request_of
from tests.routes import ROUTES
from tests.shell.test_context import menu_of
from tests.world import ClientOf, World

OFFICIALS = ("ministry_officer", "department_admin")


@pytest.fixture
def at_ministry(settings: Settings) -> None:
    settings.EDUPORTAL_TIER = "ministry"


def plain_pages() -> list[Route]:
    """One row of each page that names no object."""
    found = {route.name: route for route in ROUTES if not route.is_unsafe}
    return [route for route in found.values() if route.kwargs is nothing]


@pytest.mark.usefixtures("uncounted", "at_ministry")
def test_what_a_ministry_does_not_offer_does_not_exist_there(
    world: World, client_of: ClientOf
) -> None:
    gone = [route for route in plain_pages() if not is_offered(route.name)]
    names = {route.name for route in gone}
    assert {"dashboards:overview", "dashboards:late", "grades:queue", "schools:unit-list"} <= names
    assert {"imports:job-list", "administration", "search", "schools:year-list"} <= names
    assert {"exchange:node-list", "exchange:node-new"} <= names
    for persona in (*OFFICIALS, "head"):
        client = client_of(persona)
        for route in gone:
            assert request_of(route, world)(client).status_code == 404, (persona, route)


@pytest.mark.usefixtures("at_ministry")
@pytest.mark.parametrize("persona", OFFICIALS)
def test_every_entry_of_a_ministrys_menu_opens(
    world: World, client_of: ClientOf, persona: str
) -> None:
    client = client_of(persona)
    shown = menu_of(client)
    assert reverse("dashboards:provinces") in shown and reverse("exchange:board") in shown
    assert all(client.get(address, follow=True).status_code == 200 for address in shown)


@pytest.mark.usefixtures("at_ministry")
@pytest.mark.parametrize("persona", OFFICIALS)
def test_a_ministry_begins_with_the_provinces(
    world: World, client_of: ClientOf, persona: str
) -> None:
    response = client_of(persona).get("/")
    assert response.headers["Location"] == reverse("dashboards:provinces")
    page = client_of(persona).get("/", follow=True)
    assert not page.context["period"] and not page.context["can_search"]


@pytest.mark.usefixtures("at_ministry")
def test_who_has_a_school_only_sees_no_provinces(world: World, client_of: ClientOf) -> None:
    for persona in ("head", "commune_officer", "teacher"):
        assert client_of(persona).get(reverse("dashboards:provinces")).status_code == 404


def test_a_department_offers_every_other_page(world: World, client_of: ClientOf) -> None:
    entries = [entry.page for group in MENU for entry in group.entries]
    assert [page for page in entries if not is_offered(page)] == ["dashboards:provinces"]
    assert client_of("ministry_officer").get(reverse("dashboards:provinces")).status_code == 404
