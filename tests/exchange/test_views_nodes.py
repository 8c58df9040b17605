"""The pages on which the Department lets software in, for named schools."""

import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.utils import timezone

from eduportal.exchange.models import Contract, NodeKey, Peer, ProductUse
from eduportal.exchange.services import know_own_key, open_contracts
from eduportal.exchange.wire import signing
from schools.models import School
from tests.exchange.conftest import make_sender
from tests.factories import PeerFactory, SchoolFactory
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
PAGE = "/exchange/nodes/so-diem/"


@pytest.fixture
def office(world: World, client_of: ClientOf) -> Client:
    return client_of("department_admin")


@pytest.fixture
def product() -> Peer:
    return PeerFactory(downstream=True, code="so-diem", name="Sổ Điểm")


def new_key() -> str:
    return signing.to_text(signing.public_bytes(Ed25519PrivateKey.generate()))


def errors(page: bytes) -> str:
    found = re.search(r'<div class="error-summary".*?</div>', page.decode(), re.DOTALL)
    assert found
    return found[0]


def test_a_product_is_let_in_on_trial_and_serves_schools_afterwards(
    office: Client, world: World
) -> None:
    said = {"code": "so-diem", "name": "Sổ Điểm", "public_key": new_key()}
    assert office.post("/exchange/nodes/new/", said).headers["Location"] == PAGE
    peer = Peer.objects.get(code="so-diem")
    assert (peer.is_sandbox, peer.relation) == (True, "downstream")

    office.post(PAGE, {"do": "end-trial"})
    codes = f"{world.school.code}\r\n{world.neighbour_school.code}, {world.school.code}"
    office.post(PAGE, {"do": "open", "codes": codes, "interval_hours": "48"})
    assert list(Contract.objects.values_list("interval_hours", flat=True)) == [48, 48]

    contract = Contract.objects.get(school=world.school)
    office.post(PAGE, {"do": "end", "contract": str(contract.pk)})
    contract.refresh_from_db()
    assert contract.ended_at is not None


@pytest.mark.parametrize(
    "changed",
    [{"public_key": "no key"}, {"public_key": "AAAA"}, {"code": "new"}, {"code": "so-diem"}],
)
def test_what_cannot_be_trusted_is_said_at_its_field(
    office: Client, product: Peer, changed: dict[str, str]
) -> None:
    said = {"code": "another", "name": "Another", "public_key": new_key()} | changed
    response = office.post("/exchange/nodes/new/", said)
    assert response.status_code == 200
    assert f'href="#id_{next(iter(changed))}"' in errors(response.content)
    assert Peer.objects.count() == 1


def test_a_key_of_another_node_is_refused(office: Client, product: Peer) -> None:
    other = make_sender()
    key = signing.to_text(signing.public_bytes(other.key))
    response = office.post(PAGE, {"do": "add-key", "public_key": key})
    assert "id_public_key" in errors(response.content)


def test_two_keys_hold_until_the_old_one_is_ended(office: Client, product: Peer) -> None:
    for _each in range(2):
        office.post(PAGE, {"do": "add-key", "public_key": new_key()})
    old, new = NodeKey.objects.filter(node="so-diem").order_by("pk")
    office.post(PAGE, {"do": "revoke-key", "key": old.key_id, "reason": "replaced"})

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.reason, new.reason) == ("replaced", "")


def test_schools_that_cannot_be_given_are_named_on_the_page_with_what_was_typed(
    office: Client, product: Peer
) -> None:
    response = office.post(PAGE, {"do": "open", "codes": "X1 X2", "interval_hours": "24"})
    assert "X1" in errors(response.content) and "X2" in errors(response.content)
    assert b">\nX1 X2</textarea>" in response.content


@pytest.mark.parametrize(
    "said",
    [
        {"do": "nothing"},
        {"do": "end", "contract": "0"},
        {"do": "end", "contract": "one"},
        {"do": "revoke-key", "key": "0" * 32, "reason": "replaced"},
    ],
)
def test_what_is_not_there_is_not_found(
    office: Client, product: Peer, said: dict[str, str]
) -> None:
    assert office.post(PAGE, said).status_code == 404


def test_a_contract_or_key_of_another_node_is_not_found(office: Client, product: Peer) -> None:
    other = make_sender("ho-so")
    [contract] = open_contracts(other.peer, [SchoolFactory().code], interval_hours=24)
    key = NodeKey.objects.get(node="ho-so")

    assert office.post(PAGE, {"do": "end", "contract": str(contract.pk)}).status_code == 404
    said = {"do": "revoke-key", "key": key.key_id, "reason": "replaced"}
    assert office.post(PAGE, said).status_code == 404


def test_trusted_no_longer_it_stands_at_the_end_of_the_list(office: Client, product: Peer) -> None:
    PeerFactory(downstream=True, code="z", name="Z")
    office.post(PAGE, {"do": "revoke"})
    page = office.get("/exchange/nodes/").content.decode()
    assert page.index("/nodes/z/") < page.index("/nodes/so-diem/")
    assert 'data-state="void"' in page


def test_trust_taken_back_by_mistake_is_given_again(office: Client, product: Peer) -> None:
    for _each in range(2):
        office.post(PAGE, {"do": "add-key", "public_key": new_key()})
    ended, held = NodeKey.objects.filter(node="so-diem").order_by("pk")
    office.post(PAGE, {"do": "revoke-key", "key": ended.key_id, "reason": "compromised"})

    office.post(PAGE, {"do": "revoke"})
    held.refresh_from_db()
    assert not held.holds_now
    office.post(PAGE, {"do": "trust-again"})

    for key in (ended, held, product):
        key.refresh_from_db()
    assert (product.revoked_at, held.holds_now, ended.reason) == (None, True, "compromised")


def test_the_list_says_who_serves_how_many_schools_by_what_and_who_is_silent(
    office: Client, product: Peer
) -> None:
    know_own_key()
    open_contracts(product, [SchoolFactory().code, SchoolFactory().code], interval_hours=24)
    silent_since = timezone.now() - timedelta(days=3)
    ProductUse.objects.create(
        peer=product, product="SoDiem/4.2", first_at=silent_since, last_at=silent_since
    )
    Contract.objects.update(silent_since=silent_since)
    PeerFactory(code="bo", name="Above")

    page = ask_counted(office, "exchange:node-list", "/exchange/nodes/").content.decode()
    assert "SoDiem/4.2" in page and 'data-state="late"' in page
    assert re.search(r'class="is-number">2<', page)
    assert "Above" not in page
    assert NodeKey.objects.get().text in page


def test_a_product_has_its_page_and_a_node_above_none(office: Client, product: Peer) -> None:
    open_contracts(product, [SchoolFactory().code], interval_hours=24)
    PeerFactory(code="bo")
    page = ask_counted(office, "exchange:node", PAGE).content.decode()
    assert page.count('data-state="done"') == 2
    assert page.count('aria-current="page"') == 2, "one entry of the menu, and the breadcrumb"
    assert office.get("/exchange/nodes/bo/").status_code == 404


def test_a_school_that_was_handed_over_is_served_without_a_contract(
    office: Client, product: Peer, world: World
) -> None:
    School.objects.filter(pk=world.school.pk).update(node=product.code)
    open_contracts(product, [world.neighbour_school.code], interval_hours=24)

    page = office.get(PAGE)
    assert list(page.context["handed_over"]) == [world.school]
    assert page.context["node"].schools == 2
    assert world.school.name in page.content.decode()
