"""Versions that cannot both count, and what came back: two persons decide, on a page."""

import json

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from eduportal.accounts.roles import Role
from eduportal.exchange.models import Decision, OutboxEntry, Package
from eduportal.exchange.models.decision import Choice
from eduportal.exchange.services import Undecided, propose, send_due
from eduportal.scoping import everywhere
from grades.selectors.conservation import digest_of, ledger_lines, sealed_lines
from tests.exchange.above import Above
from tests.exchange.conftest import described, sealed
from tests.exchange.levels import make_due, seal
from tests.exchange.second_node import SecondNode
from tests.exchange.test_services_settling import PROBLEM
from tests.exchange.test_two_nodes_restored import compared, forget, settled
from tests.factories import MembershipFactory, OutboxEntryFactory, PackageFactory, UserFactory
from tests.world import ClientOf, World

BASIS = "số 04/BB-THPTĐH ngày 14/01/2027"


def second_admin() -> Client:
    with everywhere("a test makes a second administrator"):
        user = UserFactory()
        MembershipFactory(user=user, everywhere=True, role=Role.DEPARTMENT_ADMIN)
    client = Client()
    client.force_login(user, backend="eduportal.accounts.backends.PortalBackend")
    return client


def forked(world: World) -> OutboxEntry:
    """A class of which another version was sealed here before the lost one came back."""
    seal(world, 80)
    seal(world, 90, classes=1)
    settled()
    forget(which="where version = 2")
    seal(world, 70, classes=1)
    make_due()
    # The answer says that it is a fork; the comparison that follows by itself names the other one.
    send_due()
    with everywhere("a test looks"):
        return OutboxEntry.objects.select_related("package").get(state="needs_human")


def the_decision() -> Decision:
    with everywhere("a test looks"):
        return Decision.objects.get()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("choice", ["mine", "theirs", "withdraw"])
def test_what_two_persons_decide_counts_on_both_levels(
    ministry: SecondNode, world: World, client_of: ClientOf, choice: str
) -> None:
    entry = forked(world)
    address = f"/exchange/entries/{entry.pk}/decide/"
    first, second = client_of("department_admin"), second_admin()
    page = first.get(address)
    found = page.context["found"]
    assert found.mine.is_genuine and found.theirs.is_genuine and found.students > 0
    assert all(each.mine != each.theirs and each.line for each in found.differences)

    form = {"decision": choice, "basis": BASIS, "theirs": page.context["theirs"]}
    assert first.post(address, form).status_code == 302
    end = f"/exchange/decisions/{the_decision().pk}/end/"
    first.post(end, {"end": "confirm"})
    assert the_decision().state == "proposed"
    second.post(end, {"end": "confirm"})
    decision = the_decision()
    assert decision.state == "done" and decision.ended_by_id != decision.proposed_by_id

    settled()
    assert compared() == "bo: equal.\n"
    with everywhere("a test looks"):
        book, ledger = digest_of(sealed_lines()), digest_of(ledger_lines())
        assert ledger == ministry.digest()
        # The marks of the book are those of the version here; what is withdrawn is in neither.
        assert (book == ledger) == (choice != "theirs")
        counts = Package.objects.filter(state="accepted", unit=entry.package.unit, feed="term")
        mine = Package.objects.get(pk=entry.package_id)
        [newest] = counts.filter(school=entry.school_id)
    assert mine.state == "void"
    assert (newest.event, newest.version) == {
        "mine": ("correction", 3),
        "withdraw": ("withdrawal", 3),
        "theirs": ("correction", 2),
    }[choice]


@pytest.mark.django_db(transaction=True)
def test_a_node_tells_the_one_above_what_it_holds_and_what_differed(
    ministry: SecondNode, world: World
) -> None:
    entry = forked(world)
    [(told, is_seen)] = ministry.rows(
        "select told::text, seen_at is not null and cardinality(hours_seen) > 0 from exchange_peer"
    )
    found = json.loads(told)
    assert is_seen
    assert [head[6] for head in found["differing"]] == [entry.package.hash]
    assert found["packages"] == found["here_packages"] and found["digest"] != found["here_digest"]


@pytest.fixture
def returned(above: Above, world: World) -> OutboxEntry:
    sealed(described(world.school), 1, 2)
    above.replies = [above.with_receipt(state="returned", problems=[PROBLEM])]
    send_due()
    return OutboxEntry.objects.get(state="returned")


def test_what_came_back_is_sent_again_as_a_correction_under_a_basis(
    returned: OutboxEntry, client_of: ClientOf, settings: Settings
) -> None:
    settings.EXCHANGE_DECIDED_BY_TWO = False
    client, address = client_of("department_admin"), f"/exchange/entries/{returned.pk}/decide/"
    page = client.get(address)
    assert page.context["found"].theirs is None
    assert 'value="theirs"' not in page.content.decode()

    form = {"decision": "mine", "theirs": ""}
    client.post(address, form | {"basis": " "})
    assert not Decision.objects.exists()
    client.post(address, form | {"basis": BASIS})
    again = Package.objects.get(version=2)
    assert (again.event, again.basis, again.state) == ("correction", BASIS, "accepted")
    assert client.get(address).status_code == 404


def test_a_decision_can_be_dropped_and_another_one_made(
    returned: OutboxEntry, client_of: ClientOf
) -> None:
    client, address = client_of("department_admin"), f"/exchange/entries/{returned.pk}/decide/"
    form = {"decision": "mine", "theirs": "", "basis": BASIS}
    client.post(address, form), client.post(address, form)
    decision = Decision.objects.get()
    client.post(f"/exchange/decisions/{decision.pk}/end/", {"end": "drop"})
    client.post(address, form)
    assert sorted(Decision.objects.values_list("state", flat=True)) == ["dropped", "proposed"]
    assert Package.objects.filter(feed="term").count() == 1


@pytest.mark.parametrize(
    "form",
    [
        {"decision": "mine", "theirs": "0" * 64, "basis": BASIS},
        {"decision": "theirs", "theirs": "", "basis": BASIS},
    ],
)
def test_a_decision_that_fits_no_longer_is_refused(
    returned: OutboxEntry, client_of: ClientOf, form: dict[str, str]
) -> None:
    address = f"/exchange/entries/{returned.pk}/decide/"
    assert client_of("department_admin").post(address, form).status_code == 302
    assert client_of("department_admin").post(address, {"decision": "both"}).status_code == 400
    assert client_of("head").get(address).status_code == 404
    assert not Decision.objects.exists()


def test_a_version_that_another_one_has_followed_is_decided_on_no_more(
    world: World, db_everywhere: None
) -> None:
    package = PackageFactory(school=world.school, state="superseded")
    named = "0" * 64
    entry = OutboxEntryFactory(package=package, needs_human=True, last_error=f"fork: {named}")
    with pytest.raises(Undecided):
        propose(entry, Choice.THEIRS, named, basis=BASIS, by=world.users["department_admin"])
