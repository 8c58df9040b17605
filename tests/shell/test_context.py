"""What every template may read."""

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eduportal.scoping.actions import Action
from eduportal.shell.context import portal
from eduportal.shell.navigation import ACCOUNT_MENU, MENU
from tests.world import ClientOf, World

PROFILE = "/accounts/profile/"
ENTRIES = [entry for group in MENU for entry in group.entries]


def menu_of(client: Client) -> list[str]:
    """Addresses of the menu on a page."""
    groups = client.get(PROFILE).context["navigation"]
    return [entry.url for group in groups for entry in group.items]


@pytest.mark.parametrize("entry", [*ENTRIES, *ACCOUNT_MENU], ids=lambda entry: entry.page)
def test_every_entry_of_the_menus_leads_somewhere(entry) -> None:
    assert reverse(entry.page)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.page)
def test_the_menu_asks_for_actions_that_exist(entry) -> None:
    assert set(entry.actions) <= set(Action.values)


@pytest.mark.trial("many")
@pytest.mark.usefixtures("uncounted")
def test_every_entry_shown_opens_for_the_person_who_sees_it(
    world: World, client_of: ClientOf
) -> None:
    for persona in world.users:
        if persona == "machine":
            continue
        client = client_of(persona)
        for address in menu_of(client):
            assert client.get(address).status_code < 400, (persona, address)


def test_the_site_of_reference_tables_is_shown_to_superusers_only(
    world: World, client_of: ClientOf
) -> None:
    assert "/administration/" in menu_of(client_of("department_admin"))
    for persona in ("department_admin", "head"):
        assert "/admin/" not in menu_of(client_of(persona))

    world.users["department_admin"].is_superuser = True
    world.users["department_admin"].save()

    assert "/admin/" in menu_of(client_of("department_admin"))


def test_a_head_has_one_entry_for_the_own_school_and_its_place(client_of: ClientOf) -> None:
    doubled = ("balance", "qualification", "outlook")
    own, places = (
        [reverse(f"staffing:{each}{end}") for each in doubled] for end in ("", "-totals")
    )
    of_head, of_officer = menu_of(client_of("head")), menu_of(client_of("commune_officer"))
    assert set(own) <= set(of_head) and not set(places) & set(of_head)
    assert set(places) <= set(of_officer) and not set(own) & set(of_officer)


def test_one_entry_at_most_is_the_current_one(client_of: ClientOf) -> None:
    shown = client_of("head").get(PROFILE).context["account_menu"]

    assert [entry.url for entry in shown if entry.current] == [PROFILE]


def test_the_top_bar_says_who_and_when(world: World, client_of: ClientOf) -> None:
    page = client_of("head").get(PROFILE)

    assert page.context["portal"]["role"]
    assert page.context["period"].year == str(world.year)
    assert str(world.year) in page.content.decode()


def test_the_chosen_term_stays_for_the_session(world: World, client_of: ClientOf) -> None:
    client = client_of("head")

    sent = client.post(
        "/period/",
        {"term": world.next_term.code},
        headers={"Referer": f"http://testserver{PROFILE}"},
    )

    assert sent["Location"].endswith(PROFILE)
    current = [label for label, _code, is_current in period_of(client).choices if is_current]
    assert current == [str(world.next_term)]


def period_of(client: Client):
    return client.get(PROFILE).context["period"]


def test_a_page_without_the_menu_asks_the_database_nothing(rf: RequestFactory, db: None) -> None:
    """Before there is a user or a scope, as on the page of a bad request."""
    request: HttpRequest = rf.get("/")

    with CaptureQueriesContext(connection) as queries:
        facts = portal(request)

    assert facts["navigation"] == [] and facts["period"] is None
    assert facts["portal"]["organisation"]
    assert len(queries) == 0


@pytest.mark.parametrize("persona", ["anonymous", "head"])
def test_the_page_of_an_unknown_address_renders_for_everybody(
    client_of: ClientOf, persona: str
) -> None:
    page = client_of(persona).get("/khong-co/")

    assert page.status_code == 404
    assert "</html>" in page.content.decode()
