"""The board: what an official, a head and nobody else sees of the exchange."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eduportal.accounts.roles import Role
from eduportal.exchange.models import OutboxEntry, Package
from eduportal.exchange.services import receive_bundle, send_due
from schools.models import School
from tests.exchange.above import Above
from tests.exchange.conftest import Sender, described, row, sealed
from tests.exchange.test_services_settling import PROBLEM
from tests.factories import MembershipFactory, OutboxEntryFactory, PackageFactory, PeerFactory
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


def listed(page: str) -> list[str]:
    """The classes on the board, in their order."""
    return re.findall(r'<th scope="row"[^>]*>\s*<a [^>]*>(\w+)', page)


def on_the_way(school: School, unit: str, state: str, **named: object) -> OutboxEntry:
    package = PackageFactory(school=school, unit=unit)
    return OutboxEntryFactory(package=package, state=state, **named)


def board(client_of: ClientOf, persona: str, query: str = "") -> str:
    response = client_of(persona).get(f"/exchange/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_head_sees_the_own_school_and_an_official_all(world: World, client_of: ClientOf) -> None:
    PackageFactory(school=world.school, unit="6A1")
    PackageFactory(school=world.foreign_school, unit="9B9")

    assert listed(board(client_of, "head")) == ["6A1"]
    assert set(listed(board(client_of, "department_officer"))) == {"6A1", "9B9"}


def test_who_teaches_elsewhere_does_not_see_that_schools_exchange(
    world: World, client_of: ClientOf
) -> None:
    MembershipFactory(user=world.users["head"], role=Role.TEACHER, school=world.neighbour_school)
    package = PackageFactory(school=world.neighbour_school, unit="7B7")

    assert listed(board(client_of, "head")) == []
    assert client_of("head").get(f"/exchange/packages/{package.hash}/").status_code == 404


@pytest.mark.parametrize(
    ("show", "classes"),
    [
        ("all", ["6A4", "6A3", "6A2", "6A1"]),
        ("waiting", ["6A1"]),
        ("accepted", ["6A2"]),
        ("troubled", ["6A4", "6A3"]),
    ],
)
def test_the_board_is_narrowed_by_state(
    world: World, client_of: ClientOf, show: str, classes: list[str]
) -> None:
    peer = PeerFactory()
    states = ["queued", "accepted", "returned", "needs_human"]
    for number, state in enumerate(states, start=1):
        on_the_way(world.school, f"6A{number}", state, peer=peer)

    assert listed(board(client_of, "head", f"?show={show}")) == classes


def test_a_state_that_is_none_is_no_page(world: World, client_of: ClientOf) -> None:
    assert client_of("head").get("/exchange/?show=lost").status_code == 404


def test_the_age_of_the_oldest_waiting_package_is_shown(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_days_ago = timezone.now() - timedelta(days=3)
    with monkeypatch.context() as then:
        then.setattr(timezone, "now", lambda: three_days_ago)
        on_the_way(world.school, "6A1", "queued")

    assert re.search(r"3\s+ngày", board(client_of, "head"))


def test_fifty_a_page_and_as_many_queries_as_for_one(world: World, client_of: ClientOf) -> None:
    peer = PeerFactory()
    on_the_way(world.school, "5A0", "queued", peer=peer)
    client = client_of("department_officer")
    client.get("/exchange/")
    with CaptureQueriesContext(connection) as few:
        client.get("/exchange/")
    for number in range(60):
        on_the_way(world.school, f"6A{number}", "queued", peer=peer)
    with CaptureQueriesContext(connection) as many:
        response = client.get("/exchange/")
    page, last = response.content.decode(), response.context["page"].last

    assert len(listed(page)) == 50
    assert len(many) == len(few)
    assert len(listed(board(client_of, "department_officer", f"?after={last}"))) == 11


def test_a_package_shows_its_signatures_and_every_step(
    above: Above, world: World, client_of: ClientOf
) -> None:
    package = sealed(described(world.school), 1, 2)
    send_due()
    page = client_of("head").get(f"/exchange/packages/{package.hash}/").content.decode()

    assert package.hash in page
    assert not re.search(r'tag--red|data-state="(returned|needs_human)"', page)
    assert len(re.findall(r"\d\d:\d\d:\d\d \d\d/\d\d/\d{4}", page)) >= 3


def test_the_reasons_of_a_return_are_listed(
    above: Above, world: World, client_of: ClientOf
) -> None:
    package = sealed(described(world.school), 1)
    above.replies = [above.with_receipt(state="returned", problems=[PROBLEM])]
    send_due()
    page = client_of("head").get(f"/exchange/packages/{package.hash}/").content.decode()

    assert OutboxEntry.objects.get().state == "returned"
    assert "Nguyễn Văn 1 (2500000001)" in page


def test_bytes_that_were_changed_behind_our_back_are_noticed(
    world: World, client_of: ClientOf
) -> None:
    address = f"/exchange/packages/{PackageFactory(school=world.school).hash}/"
    genuine = f"/exchange/packages/{sealed(described(world.school), 1, unit='6A2').hash}/"

    assert "banner--error" in client_of("head").get(address).content.decode()
    assert "banner--error" not in client_of("head").get(genuine).content.decode()


def test_sending_again_puts_the_entry_back_once(world: World, client_of: ClientOf) -> None:
    entry = on_the_way(world.school, "6A1", "needs_human")
    address = f"/exchange/entries/{entry.pk}/send/"
    assert client_of("head").post(address).status_code == 404

    client = client_of("department_admin")
    assert client.post(address).status_code == 302
    assert OutboxEntry.objects.get(pk=entry.pk).state == "queued"
    assert client.post(address).status_code == 302
    assert Package.objects.get().state == "accepted"


@pytest.mark.parametrize("persona", ["head", "department_officer"])
def test_the_board_and_a_package_cost_what_they_did(
    above: Above, world: World, client_of: ClientOf, persona: str
) -> None:
    package = sealed(described(world.school), 1, 2)
    send_due()
    client = client_of(persona)

    ask_counted(client, f"exchange:board:{persona}", "/exchange/")
    address = f"/exchange/packages/{package.hash}/"
    ask_counted(client, f"exchange:package-detail:{persona}", address)


def test_requests_to_other_nodes_are_shown_to_who_sees_every_school(
    above: Above, world: World, client_of: ClientOf
) -> None:
    sealed(described(world.school), 1)
    send_due()
    page = board(client_of, "department_officer")

    assert page.count("<table") == 2
    assert board(client_of, "head").count("<table") == 1


def test_who_has_signed_is_shown_with_what_can_be_checked(
    sender: Sender, world: World, client_of: ClientOf
) -> None:
    sender.school = world.school
    School.objects.filter(pk=world.school.pk).update(node="truong-a")
    receive_bundle(peer=sender.peer, items=[sender.seal([row(1)])])
    package = Package.objects.get()
    address = f"/exchange/packages/{package.hash}/"
    key_id = package.links[0].key_id
    links = re.compile(r"<code>([0-9a-f]{32})</code>")

    page = client_of("head").get(address).content.decode()
    assert links.findall(page) == [key_id]
    assert "banner--success" in page
    assert page.count("tag--red") == 0
