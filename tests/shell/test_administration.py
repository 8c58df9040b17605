"""An empty portal leads its administrator from one step to the next."""

import pytest
from django.test import Client
from django.urls import reverse

from schools.models import SchoolYear, Term
from schools.services import load_reference
from tests import factories
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

ADDRESS = reverse("administration")


@pytest.fixture
def empty(client: Client, db_everywhere: None) -> Client:
    """The administrator of a portal that has just been installed, without a year and a school."""
    load_reference()
    Term.objects.all().delete()
    SchoolYear.objects.all().delete()
    admin = factories.MembershipFactory(role="department_admin", school=None).user
    client.force_login(admin, backend="eduportal.accounts.backends.PortalBackend")
    client.cookies["django_language"] = "en"
    return client


def done(client: Client) -> list[bool]:
    return [step.is_done for step in client.get(ADDRESS).context["steps"]]


def test_home_leads_there_while_there_is_no_year_or_no_school(empty: Client) -> None:
    assert empty.get("/")["Location"] == ADDRESS
    factories.TermFactory()
    assert empty.get("/")["Location"] == ADDRESS
    factories.SchoolFactory()
    assert empty.get("/")["Location"] != ADDRESS


def test_each_step_is_ticked_once_it_is_done_and_the_next_is_named(empty: Client) -> None:
    page = empty.get(ADDRESS)
    assert page.context["next"].title == "Schools"
    assert done(empty) == [True, False, False, True, False]

    school = factories.SchoolFactory()
    factories.TermFactory()
    assert done(empty) == [True, True, True, True, False]
    named = empty.get(ADDRESS).content.decode()
    assert f"role=head&amp;school={school.code}" in named

    factories.MembershipFactory(role="head", school=school)
    assert done(empty) == [True] * 5
    assert empty.get(ADDRESS).context["next"] is None


def test_the_first_year_is_opened_from_an_empty_form(empty: Client) -> None:
    assert empty.get(reverse("schools:year-new")).status_code == 200
    for page in ("schools:kept-schools", "schools:year-list", "accounts:people"):
        assert empty.get(reverse(page)).status_code == 200


def test_the_page_costs_the_same_for_one_school_and_for_many(
    world: World, db_everywhere: None, client_of: ClientOf
) -> None:
    client = client_of("department_admin")
    ask_counted(client, "administration:department_admin", ADDRESS)
    factories.SchoolFactory.create_batch(20)

    page = ask_counted(client, "administration:department_admin", ADDRESS)

    assert page.context["without_head"].count() == 10
