"""The board: what an official, a head and nobody else sees of the exchange."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from eduportal.accounts.roles import Role
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.models import OutboxEntry, Package, Peer
from eduportal.exchange.selectors import way_of
from eduportal.exchange.selectors.expected import named_by_others
from eduportal.exchange.selectors.matrix import Cell
from eduportal.exchange.services import receive_bundle, send_due
from eduportal.exchange.states import OutboxState
from schools.models import ClassGroup, School, Term
from tests.exchange.above import Above
from tests.exchange.conftest import Sender, described, row, sealed
from tests.exchange.test_services_settling import PROBLEM
from tests.factories import (
    MembershipFactory,
    OutboxEntryFactory,
    PackageFactory,
    PeerFactory,
    ReceiptFactory,
)
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


def packages(client_of: ClientOf, persona: str, query: str = "") -> list[str]:
    return listed(board(client_of, persona, f"packages/{query}"))


def cell_of(response: HttpResponse, feed: str, period: str) -> Cell:
    rows = {row.name: row for row in response.context["board"].rows}
    found: Cell = next(cell for cell in rows[feed].cells if cell.period == period)
    return found


def test_a_head_sees_the_own_school_and_an_official_all(world: World, client_of: ClientOf) -> None:
    PackageFactory(school=world.school, unit="6A1")
    PackageFactory(school=world.foreign_school, unit="9B9")

    assert packages(client_of, "head") == ["6A1"]
    assert set(packages(client_of, "department_officer")) == {"6A1", "9B9"}


def test_who_teaches_elsewhere_does_not_see_that_schools_exchange(
    world: World, client_of: ClientOf
) -> None:
    MembershipFactory(user=world.users["head"], role=Role.TEACHER, school=world.neighbour_school)
    package = PackageFactory(school=world.neighbour_school, unit="7B7")

    assert packages(client_of, "head") == []
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
def test_the_list_is_narrowed_by_state(
    world: World, client_of: ClientOf, show: str, classes: list[str]
) -> None:
    peer = PeerFactory()
    states = ["queued", "accepted", "returned", "needs_human"]
    for number, state in enumerate(states, start=1):
        on_the_way(world.school, f"6A{number}", state, peer=peer)

    assert packages(client_of, "head", f"?show={show}") == classes


def test_a_state_that_is_none_is_no_page(world: World, client_of: ClientOf) -> None:
    assert client_of("head").get("/exchange/packages/?show=lost").status_code == 400


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
    client.get("/exchange/packages/")
    with CaptureQueriesContext(connection) as few:
        client.get("/exchange/packages/")
    for number in range(60):
        on_the_way(world.school, f"6A{number}", "queued", peer=peer)
    with CaptureQueriesContext(connection) as many:
        response = client.get("/exchange/packages/")
    page, last = response.content.decode(), response.context["page"].last

    assert len(listed(page)) == 50
    assert len(many) == len(few)
    assert len(packages(client_of, "department_officer", f"?after={last}")) == 11


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


def test_who_may_not_read_marks_sees_causes_and_line_numbers_without_names_or_values(
    world: World, client_of: ClientOf
) -> None:
    package = sealed(described(world.school), 1)
    problems = [PROBLEM | {"samples": [[1, "toan", "9,87"]]}]
    ReceiptFactory(package=package, issuer="bo", state="returned", problems=problems)
    address = f"/exchange/packages/{package.hash}/"

    [refusal] = client_of("department_officer").get(address).context["receipts"][0].refusals
    assert (refusal.lines, refusal.samples, refusal.count) == (["1"], [], 1)
    page = client_of("department_officer").get(address).content.decode()
    assert "Nguyễn Văn 1" not in page and "9,87" not in page
    [cause] = (
        client_of("department_officer")
        .get(f"/api/v1/packages/{package.hash}/")
        .json()["receipts"][0]["problems"]
    )
    assert (cause["lines"], cause["samples"]) == ([1], [])
    for persona in ("head", "department_admin"):
        page = client_of(persona).get(address).content.decode()
        assert "Nguyễn Văn 1" in page and "9,87" in page


def test_bytes_that_were_changed_behind_our_back_are_noticed(
    world: World, client_of: ClientOf
) -> None:
    address = f"/exchange/packages/{PackageFactory(school=world.school).hash}/"
    genuine = f"/exchange/packages/{sealed(described(world.school), 1, unit='6A2').hash}/"

    assert "banner--error" in client_of("head").get(address).content.decode()
    assert "banner--error" not in client_of("head").get(genuine).content.decode()


@pytest.mark.parametrize("state", ["parked", "accepted"])
def test_what_was_answered_can_be_sent_again_too(
    world: World, client_of: ClientOf, state: str
) -> None:
    entry = on_the_way(world.school, "6A1", state)
    client_of("department_admin").post(f"/exchange/entries/{entry.pk}/send/")
    assert OutboxEntry.objects.get(pk=entry.pk).state == "queued"


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
    ask_counted(client, f"exchange:packages:{persona}", "/exchange/packages/")
    address = f"/exchange/packages/{package.hash}/"
    ask_counted(client, f"exchange:package-detail:{persona}", address)


def test_every_class_and_school_stands_in_one_place_and_the_places_add_up(
    world: World, client_of: ClientOf
) -> None:
    peer = PeerFactory()
    for number, state in enumerate(OutboxState.values[:-1]):
        on_the_way(world.school, f"6B{number}", state, peer=peer)
    on_the_way(world.school, "6C1", "accepted", peer=peer)
    newer = PackageFactory(school=world.school, unit="6C1", version=2, state="returned")
    OutboxEntryFactory(package=newer, peer=peer, state="returned")

    shown = client_of("head").get("/exchange/").context["board"]
    total = shown.total
    assert (total.sealed, total.accepted, total.returned) == (6, 1, 2)
    parts = total.accepted + total.queued + total.parked + total.returned + total.undecided
    assert parts == total.sealed == sum(c.counts.sealed for row in shown.rows for c in row.cells)


def test_expected_are_the_classes_of_the_register_and_what_others_have_named(
    world: World, client_of: ClientOf
) -> None:
    stages = dict(ClassGroup.objects.values_list("grade_level__stage").annotate(Count("pk")))
    assert stages == {"03": 8}
    School.objects.filter(pk=world.school.pk).update(node="truong-a")
    PackageFactory(school=world.school, year=world.year.code, unit="6A1", period="hk2")
    PackageFactory(school=world.school, year="2020-2021", unit="6A9", period="hk2")

    response = client_of("department_officer").get("/exchange/")
    assert cell_of(response, "term", "hk1").expected == 6 + 1
    assert cell_of(response, "term", "gk1").kind == "never"
    assert cell_of(response, "school", "-").expected == 4


def test_a_school_counts_by_the_year_before_until_it_has_sent_anything(world: World) -> None:
    School.objects.filter(pk=world.school.pk).update(node="truong-a")
    for unit in ("6A1", "6A2", "6A3"):
        PackageFactory(school=world.school, year="2024-2025", unit=unit)
    School.objects.filter(pk=world.neighbour_school.pk).update(node="truong-a")

    [named] = named_by_others("2026-2027", [feed_for("term")])
    assert (named.schools, named.classes, named.earlier, named.silent) == (2, 3, 1, 1)


def test_a_class_whose_newest_version_came_back_says_which_one_counts(world: World) -> None:
    common = {"school": world.school, "unit": "6A1", "origin": settings.EDUPORTAL_NODE}
    PackageFactory(**common)
    OutboxEntryFactory(package=PackageFactory(**common, version=2, returned=True), state="returned")

    way = way_of(world.school, "2026-2027", "hk1", "6A1", "term")
    assert way and way.came_back and way.is_troubled
    assert (way.package.version, way.counting) == (2, 1)


def test_nothing_is_late_before_the_last_day_of_entry(world: World, client_of: ClientOf) -> None:
    PackageFactory(school=world.school, period="hk2")
    today = timezone.localdate()
    Term.objects.filter(pk=world.term.pk).update(entry_closes_on=today)
    assert cell_of(client_of("head").get("/exchange/"), "term", "hk1").kind == "due"
    Term.objects.filter(pk=world.term.pk).update(entry_closes_on=today - timedelta(days=1))
    assert cell_of(client_of("head").get("/exchange/"), "term", "hk1").kind == "going"


def test_returns_are_grouped_by_cause_and_lead_to_their_packages(
    world: World, client_of: ClientOf
) -> None:
    peer = PeerFactory(code="bo")
    for unit in ("6A1", "6A2"):
        package = PackageFactory(school=world.school, unit=unit, state="returned")
        OutboxEntryFactory(package=package, state="returned", peer=peer)
        ReceiptFactory(package=package, issuer="bo", state="returned", problems=[PROBLEM])
    on_the_way(world.school, "6A3", "needs_human", peer=peer, last_error="unknown_key: K")
    client = client_of("head")

    causes = client.get("/exchange/").context["causes"]
    assert [(each.cause.code, each.cause.packages) for each in causes] == [
        (PROBLEM["code"], 2),
        ("unknown_key", 1),
    ]
    assert all(each.text and each.remedy for each in causes)
    assert set(packages(client_of, "head", f"?cause={PROBLEM['code']}")) == {"6A1", "6A2"}
    assert packages(client_of, "head", "?cause=unknown_key") == ["6A3"]


def test_what_differs_from_the_version_accepted_above_is_shown_by_student(
    above: Above, world: World, client_of: ClientOf
) -> None:
    school = described(world.school)
    sealed(school, 1, 2)
    send_due()
    corrected = sealed(school, 1)
    address = f"/exchange/packages/{corrected.hash}/differences/"

    assert corrected.unit in board(client_of, "head")
    page = client_of("head").get(address)
    assert {each.line for each in page.context["differences"]} == {"Nguyễn Văn 2 (2500000002)"}
    assert client_of("department_officer").get(address).status_code == 404
    send_due()
    assert client_of("head").get(address).status_code == 404


def test_all_that_waits_for_a_person_or_is_parked_goes_again(
    world: World, client_of: ClientOf
) -> None:
    peer, later = PeerFactory(), timezone.now() + timedelta(minutes=9)
    states = ["needs_human", "parked", "returned", "accepted"]
    for number, state in enumerate(states):
        on_the_way(world.school, f"6A{number}", state, peer=peer, not_before=later)
    assert client_of("head").post("/exchange/send/").status_code == 404

    assert client_of("department_admin").post("/exchange/send/").status_code == 302
    found = OutboxEntry.objects.order_by("pk").values_list("state", "attempts")
    assert list(found) == [("queued", 0), ("parked", 0), ("returned", 0), ("accepted", 0)]
    due = OutboxEntry.objects.filter(not_before__lte=timezone.now()).order_by("pk")
    assert list(due.values_list("state", flat=True)) == ["queued", "parked"]


def test_a_comparison_is_asked_for_by_who_manages_every_school(
    world: World, client_of: ClientOf
) -> None:
    PeerFactory(), PeerFactory(downstream=True)
    assert client_of("head").post("/exchange/compare/").status_code == 404
    assert client_of("department_admin").post("/exchange/compare/").status_code == 302

    asked = Peer.objects.filter(compare_asked_at__isnull=False)
    assert [peer.relation for peer in asked] == ["upstream"]


def test_requests_to_other_nodes_are_shown_to_who_sees_every_school(
    above: Above, world: World, client_of: ClientOf
) -> None:
    sealed(described(world.school), 1)
    send_due()
    shown = client_of("department_officer").get("/exchange/").context["deliveries"]

    assert len(shown) == 1
    assert client_of("head").get("/exchange/").context["deliveries"] == []


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


def test_a_list_says_what_it_is_narrowed_to_and_lets_go_of_each(
    world: World, client_of: ClientOf
) -> None:
    PackageFactory(school=world.school, unit="6A1")
    PackageFactory(school=world.foreign_school, unit="9B9")
    client, address = client_of("department_officer"), "/exchange/packages/"
    asked = {"school": world.foreign_school.code, "feed": "term", "period": "hk1"}
    page = client.get(address, asked)

    assert listed(page.content.decode()) == ["9B9"]
    without = {words: query for words, query in page.context["chips"]}
    assert list(without.values()) == [
        f"school={world.foreign_school.code}&period=hk1",
        f"school={world.foreign_school.code}&feed=term",
        "feed=term&period=hk1",
    ]
    assert listed(client.get(f"{address}?feed=term&period=hk1").content.decode()) == ["9B9", "6A1"]

    empty = client.get(address, {"period": "gk1"})
    assert not empty.context["rows"] and f'href="{address}"' in empty.content.decode()


def test_without_a_node_above_nothing_is_said_of_one(world: World, client_of: ClientOf) -> None:
    PackageFactory(school=world.school)
    client, address = client_of("department_officer"), "/exchange/packages/"
    offered = [name for name, _label, _now in client.get(address).context["filters"]]
    assert offered == ["all", "troubled", "parked"]

    PeerFactory()
    offered = [name for name, _label, _now in client.get(address).context["filters"]]
    assert {"waiting", "accepted"} < set(offered)


def test_a_class_that_came_back_leads_its_head_to_where_it_is_sealed_again(
    world: World, client_of: ClientOf
) -> None:
    group = world.class_group
    term = {"year": world.term.school_year.code, "period": world.term.period, "unit": group.code}
    package = PackageFactory(school=world.school, state="returned", **term)
    OutboxEntryFactory(package=package, state="returned")
    address = reverse("grades:class-correct", args=[group.public_id, world.term.code])

    page = f"/exchange/packages/{package.hash}/"
    assert client_of("head").get(page).content.decode().count(f'href="{address}"') == 2
    assert address not in client_of("department_officer").get(page).content.decode()

    unknown = PackageFactory(school=world.school, state="returned", unit="9Z9")
    page = client_of("head").get(f"/exchange/packages/{unknown.hash}/")
    assert page.context["correct_url"] == ""


def test_a_package_tells_of_its_trouble_and_what_is_done_about_it(
    world: World, client_of: ClientOf
) -> None:
    entry = on_the_way(world.school, "6A1", "needs_human", last_error="unknown_key: which")
    page = client_of("head").get(f"/exchange/packages/{entry.package.hash}/").content.decode()
    assert entry.trouble[0] in page and entry.remedy in page
