"""School, Department, Ministry: two real portals, two databases, real HTTP between them."""

import datetime
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal.exchange.keys import create_key, load_key
from eduportal.exchange.models import OutboxEntry, Package, Peer, Receipt
from eduportal.exchange.services import send_due
from eduportal.exchange.wire import signing
from eduportal.scoping import Scope, everywhere
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.selectors.ledger import digest_of, ledger_lines, sealed_lines
from grades.services import seal_class
from tests.exchange.proxy import CuttingProxy
from tests.exchange.second_node import SecondNode, second_node
from tests.grades.conftest import fill
from tests.world import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def ministry_node(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SecondNode]:
    """The Ministry trusts the Department's key, told by the nodes' own commands."""
    folder = tmp_path_factory.mktemp("nodes")
    own_key = folder / "long-an.key"
    create_key(own_key)
    with second_node(folder) as node:
        public_key = signing.to_text(signing.public_bytes(load_key(own_key)))
        node.command(
            "trust_node", "long-an", "--public-key", public_key, "--relation", "downstream"
        )
        yield node


@pytest.fixture
def above(ministry_node: SecondNode, transactional_db: None, settings: Settings) -> SecondNode:
    """The Ministry, empty, as the Department trusts it."""
    ministry_node.empty()
    settings.EDUPORTAL_SIGNING_KEY_FILE = ministry_node.folder / "long-an.key"
    trust = ["trust_node", "bo", "--public-key", ministry_node.public_key]
    trust += ["--relation", "upstream", "--base-url", ministry_node.address]
    call_command(*trust, stdout=StringIO())
    return ministry_node


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


def seal(world: World, mark: int, classes: int = 4, reason: str = "") -> list[Package]:
    """Fill, approve and seal classes of the province, as their schools would."""
    with everywhere("a test seals"):
        groups = list(world.enrolments)[:classes]
        for (group, _subject), sheet in world.sheets.items():
            if group in groups:
                fill(sheet, mark if sheet.form == "scored" else 201)
        MarkSheet.objects.filter(class_group__in=groups).exclude(state=SheetState.SEALED).update(
            state=SheetState.APPROVED
        )
        scope = Scope(None, actions_by_school={None: frozenset({"seal_marks"})})
        return [
            seal_class(
                class_group=group,
                term=world.term,
                scope=scope,
                user=world.users["head"],
                reason=reason,
            )
            for group in groups
        ]


def make_due() -> None:
    with everywhere("a test lets time pass"):
        OutboxEntry.objects.filter(state="queued").update(not_before=LONG_AGO)


def conserved(above: SecondNode) -> bool:
    """Nothing lost, nothing twice: school, Department and Ministry hold the same records."""
    with everywhere("a test compares"):
        school, department = digest_of(sealed_lines()), digest_of(ledger_lines())
    ministry = above.digest()
    return school == department == (ministry["records"], ministry["digest"])


def states() -> set[str]:
    with everywhere("a test looks"):
        return set(OutboxEntry.objects.values_list("state", flat=True))


def test_what_a_school_seals_reaches_the_ministry(above: SecondNode, world: World) -> None:
    seal(world, 80)
    assert send_due() == 4

    assert states() == {"accepted"}
    assert above.rows("select count(*) from grades_ledgerline") == [(48,)]
    assert above.rows("select count(*), min(node) from schools_school") == [(2, "long-an")]
    assert conserved(above)
    with everywhere("a test looks"):
        assert Receipt.objects.filter(issuer="bo", state="accepted").count() == 4


def test_a_second_run_asks_for_nothing(above: SecondNode, world: World) -> None:
    seal(world, 80)
    send_due()
    received = above.rows("select count(*) from exchange_nonce")

    assert send_due() == 0
    assert above.rows("select count(*) from exchange_nonce") == received


def test_a_correction_replaces_the_class_on_every_level(above: SecondNode, world: World) -> None:
    seal(world, 80)
    send_due()
    seal(world, 90, classes=1, reason="Quyết định 15/QĐ")
    assert send_due() == 1

    sql = "select state, count(*) from exchange_package group by 1 order by 1"
    assert above.rows(sql) == [("accepted", 4), ("superseded", 1)]
    assert above.rows("select count(*) from grades_ledgerline where average = 90") == [(6,)]
    assert conserved(above)


def test_a_reply_lost_on_the_way_is_asked_for_and_counted_once(
    above: SecondNode, world: World
) -> None:
    seal(world, 80)
    with CuttingProxy(above.port) as proxy:
        Peer.objects.update(base_url=proxy.address)
        proxy.cuts = 1
        assert send_due() == 0
        # The Ministry has committed; the Department does not know.
        assert above.rows("select count(*) from exchange_package") == [(4,)]
        assert states() == {"queued"}

        make_due()
        assert send_due() == 4

    assert states() == {"accepted"}
    assert above.rows("select count(*) from exchange_package") == [(4,)]
    assert above.rows("select count(*) from exchange_receipt") == [(4,)]
    assert conserved(above)


def test_replies_lost_again_and_again_lose_and_double_nothing(
    above: SecondNode, world: World
) -> None:
    with CuttingProxy(above.port) as proxy:
        Peer.objects.update(base_url=proxy.address)
        for mark in (70, 80, 90):
            seal(world, mark, classes=3, reason="sửa")
            proxy.cuts = 2
            send_due()
            make_due()
            send_due()
        proxy.cuts = 0
        # One round a version: each waits for the receipt of the one before it.
        for _version in range(3):
            make_due()
            send_due()

    assert states() == {"accepted"}
    assert above.rows("select max(version), count(*) from exchange_package") == [(3, 9)]
    assert conserved(above)


def test_a_node_that_is_down_gets_everything_later(above: SecondNode, world: World) -> None:
    Peer.objects.update(base_url="http://127.0.0.1:9")
    seal(world, 80)
    assert send_due() == 0

    Peer.objects.update(base_url=above.address)
    make_due()
    printed = StringIO()
    call_command("sync_relay", stdout=printed)
    assert printed.getvalue() == "4 packages settled.\n"
    assert conserved(above)


def test_a_node_trusted_later_gets_what_was_sealed_before(above: SecondNode, world: World) -> None:
    with everywhere("a test forgets the node above"):
        address = Peer.objects.get().base_url
        Peer.objects.update(revoked_at=timezone.now())
    seal(world, 80)
    seal(world, 90, classes=1)
    with everywhere("a test trusts it again"):
        assert not OutboxEntry.objects.exists()
        Peer.objects.update(revoked_at=None, base_url=address)

    assert send_due() == 5
    assert conserved(above)


def test_a_department_the_ministry_does_not_trust_keeps_everything(
    above: SecondNode, world: World
) -> None:
    seal(world, 80)
    above.rows("update exchange_peer set revoked_at = now() returning 1")
    assert send_due() == 0

    assert states() == {"queued"}
    with everywhere("a test looks"):
        assert "unknown_key" in OutboxEntry.objects.first().last_error


def test_a_package_returned_by_the_ministry_comes_back_with_its_reasons(
    above: SecondNode, world: World
) -> None:
    # The Ministry holds one of the records in another class already: it would count twice.
    [first, *_others] = seal(world, 80)
    send_due()
    with everywhere("a test seals the same records under another class"):
        moved = world.class_group
        moved.name = "6A9"
        moved.save()
        Package.objects.filter(pk=first.pk).update(state="superseded")
        first.lines.all().delete()
        again = seal(world, 80, classes=1)[0]
    assert again.class_name == "6A9"
    assert send_due() == 1

    with everywhere("a test looks"):
        returned = OutboxEntry.objects.get(state="returned")
        receipt = Receipt.objects.get(package=again, issuer="bo")
    assert returned.package_id == again.pk
    assert {error["code"] for error in receipt.errors} == {"counted_elsewhere"}
    assert len(receipt.errors) == 12
