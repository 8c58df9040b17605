"""Records that other portals delivered: a node without a mark book shows them too."""

import pytest
from django.urls import reverse

from eduportal.dashboards.figures import services
from grades.models import MarkSheet
from schools.models import SchoolYear, Term, period_title
from tests import factories

OVERVIEW = reverse("dashboards:overview")


def received_url(node):
    return reverse("dashboards:received", args=[node])


def at(term):
    """The term as packages name it."""
    return {"year": term.school_year.code, "period": term.period}


@pytest.fixture
def delivered(world, db_everywhere):
    """Two schools of one node and one of another; the second version of a package counts alone."""
    named = at(world.term)
    send = factories.PackageFactory
    common = {"school": world.schools[0], "origin": "tay-ninh", **named}
    send(**common, unit="9A1", unit_name="9A1", state="superseded", records=400)
    send(**common, unit="9A1", unit_name="9A1", version=2, records=40)
    send(**common, unit_name="9A2", records=50)
    send(**common, unit_name="9A3", returned=True, records=60)
    send(**common, unit_name="9A4", parked=True, records=70)
    send(school=world.schools[2], origin="tay-ninh", **named, records=5)
    send(school=world.schools[1], origin="dong-thap", **named, records=9)
    send(school=world.schools[1], origin="dong-thap", year="2020-2021", period="hk1", records=900)
    send(school=world.schools[3], **named, unit_name="8A1", records=800)  # sealed here
    return world


def test_each_portal_is_one_line_with_what_is_in_the_ledger(delivered, client_of):
    response = client_of("ministry_officer").get(OVERVIEW)
    lines = {line.name: line for line in response.context["received"]}
    assert set(lines) == {"tay-ninh", "dong-thap"}
    first = lines["tay-ninh"]
    assert (first.schools, first.accepted, first.records) == (2, 3, 95)
    assert (first.waiting, first.returned) == (1, 1)
    assert lines["dong-thap"].records == 9


def test_a_number_changes_when_one_more_package_is_accepted(delivered, client_of):
    client = client_of("ministry_officer")
    factories.PackageFactory(
        school=delivered.schools[1],
        origin="dong-thap",
        **at(delivered.term),
        unit_name="9A9",
        records=31,
    )
    lines = {line.name: line for line in client.get(OVERVIEW).context["received"]}
    assert lines["dong-thap"].records == 40


def test_a_portal_opens_into_its_schools(delivered, client_of):
    response = client_of("ministry_officer").get(received_url("tay-ninh"))
    lines = {line.name: line.records for line in response.context["page"]}
    assert lines == {delivered.schools[0].name: 90, delivered.schools[2].name: 5}


def test_nobody_sees_deliveries_of_schools_elsewhere(delivered, client_of):
    client = client_of("commune_officer")
    page = client.get(received_url("tay-ninh"))
    assert [line.name for line in page.context["page"]] == [delivered.schools[0].name]
    named = at(delivered.term)
    factories.PackageFactory(school=delivered.schools[3], origin="ben-tre", **named)
    assert client.get(received_url("ben-tre")).status_code == 404
    assert client.get(received_url("nowhere")).status_code == 404


def test_a_school_shows_the_newest_packages_of_its_own_portal(delivered, client_of):
    url = reverse("dashboards:school", args=[delivered.schools[0].public_id])
    response = client_of("department_officer").get(url)
    shown = [(each.unit_name, each.version) for each in response.context["packages"]]
    assert shown == [("9A1", 2), ("9A2", 1), ("9A3", 1), ("9A4", 1)]


def test_a_node_without_any_school_year_shows_what_came_last(delivered, client_of):
    MarkSheet.objects.all().delete()
    services.refresh_stale()
    named = at(delivered.term)
    Term.objects.all().delete()
    assert SchoolYear.objects.exists()
    response = client_of("ministry_officer").get(OVERVIEW)
    assert response.context["term_name"] == period_title(**named)
    assert {line.name for line in response.context["received"]} == {"tay-ninh", "dong-thap"}


def test_a_node_that_receives_nothing_has_no_such_section(world, client_of):
    response = client_of("department_officer").get(OVERVIEW)
    assert response.context["received"] == []
    assert 'id="received"' not in response.content.decode()
