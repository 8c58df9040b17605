"""What a line does to two real portals: nothing is lost, nothing counts twice, nobody is asked."""

import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pytest_django.fixtures import Settings

from eduportal.exchange.client import post_bundle
from eduportal.exchange.models import Delivery, OutboxEntry, Package, Peer
from eduportal.exchange.services import send_due
from eduportal.exchange.wire import bundle
from eduportal.scoping import everywhere
from script.launcher.ports import HOST, usual_socket
from tests.exchange import line as lines
from tests.exchange.levels import conserved, let_pass, make_due, seal, states
from tests.exchange.line import Fault, Line
from tests.exchange.second_node import SecondNode
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def held(ministry: SecondNode) -> int:
    [(count,)] = ministry.rows("select count(*) from exchange_package")
    return int(count)


def carried() -> list[int]:
    """How many packages each request took along that was answered."""
    answered = Delivery.objects.filter(sent_bytes__gt=0, status=200).order_by("pk")
    return list(answered.values_list("packages", flat=True))


def test_a_kilobyte_a_second_is_enough(ministry: SecondNode, line: Line, world: World) -> None:
    seal(world, 80)
    line.faults = [lines.drip]
    assert send_due() == 6
    assert conserved(ministry)


def test_the_same_request_on_two_connections_at_once_counts_once(
    ministry: SecondNode, line: Line, world: World
) -> None:
    seal(world, 80)
    line.usual = lines.at_once
    while states() != {"accepted"}:
        send_due()
        make_due()
    assert conserved(ministry)
    assert ministry.rows("select count(*) from exchange_receipt") == [(6,)]


def test_versions_that_arrive_in_another_order_are_taken_in_their_own(
    ministry: SecondNode, world: World
) -> None:
    for mark in (70, 80, 90):
        seal(world, mark, classes=1, reason="QĐ 1")
    peer = Peer.objects.get()
    with everywhere("a test sends by itself"):
        packages = list(Package.objects.order_by("feed", "-version"))
        bodies = [bundle.build([(bytes(package.content), package.links)]) for package in packages]
    codes = [next(iter(post_bundle(peer, body).values())).code for body in bodies]
    # The register of the school, then the class's term from the third version to the first.
    assert codes == ["accepted", "missing_previous", "missing_previous", "accepted"]
    send_due()
    assert conserved(ministry)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(lines.cut_short, "refused: 401"), (lines.unpack_request, "refused: 401")],
    ids=["cut_short", "unpack_request"],
)
def test_a_body_that_a_proxy_has_changed_is_refused_and_comes_again(
    ministry: SecondNode, line: Line, world: World, fault: Fault, reason: str
) -> None:
    seal(world, 80)
    line.faults = [fault]
    assert send_due() == 0
    assert held(ministry) == 0
    with everywhere("a test looks"):
        assert OutboxEntry.objects.first().last_error.startswith(reason)
    make_due()
    assert send_due() == 6
    assert conserved(ministry)


def test_an_answer_that_a_proxy_compresses_its_own_way_is_read(
    ministry: SecondNode, line: Line, world: World
) -> None:
    seal(world, 80)
    line.faults = [lines.repack_answer]
    assert send_due() == 6
    assert conserved(ministry)


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[str]:
    """An address where somebody answers with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bo.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    kept = tmp_path / "stranger.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    kept.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(kept)

    def greet(listener: ssl.SSLSocket) -> None:
        with pytest.raises(OSError):
            listener.accept()

    with usual_socket(0) as listener:
        listener.listen()
        with context.wrap_socket(listener, server_side=True) as wrapped:
            thread = threading.Thread(target=greet, args=[wrapped])
            thread.start()
            yield f"https://{HOST}:{wrapped.getsockname()[1]}"
            thread.join()


def test_without_a_name_or_a_certificate_everything_waits(
    ministry: SecondNode, world: World, stranger: str
) -> None:
    seal(world, 80)
    for address, reason in [
        ("http://bo.invalid", "no_answer: ConnectionError"),
        (stranger, "no_answer: SSLError"),
    ]:
        Peer.objects.update(base_url=address)
        make_due()
        assert send_due() == 0
        with everywhere("a test looks"):
            assert set(OutboxEntry.objects.values_list("last_error", flat=True)) == {reason}
    Peer.objects.update(base_url=ministry.address)
    make_due()
    assert send_due() == 6
    assert conserved(ministry)


def test_bundles_shrink_until_they_pass_a_line_that_loses_large_requests(
    ministry: SecondNode, line: Line, world: World, settings: Settings
) -> None:
    settings.EXCHANGE_TIMEOUT_SECONDS = 2
    seal(world, 80)
    with everywhere("a test measures"):
        sizes = [len(package.content) for package in Package.objects.all()]
    # Three of six packages pass, with a header of half a kilobyte and their signatures.
    line.usual = lines.swallow_above(600 + sum(sizes) * 5 // 8)
    rounds = 0
    while states() != {"accepted"}:
        let_pass(60)
        send_due()
        rounds += 1
        assert rounds < 40
    assert len(carried()) > 1
    settings.EXCHANGE_TIMEOUT_SECONDS = 60
    assert conserved(ministry)


def test_a_storm_of_errors_that_lets_one_request_of_ten_through_costs_time_only(
    ministry: SecondNode, line: Line, world: World
) -> None:
    seal(world, 70)
    seal(world, 80, reason="QĐ 1")
    storm: list[Callable[..., None]] = [lines.broken] * 9 + [lines.carry]
    for _round in range(60):
        line.faults = line.faults or list(storm)
        let_pass(1800)
        send_due()
        if states() == {"accepted"}:
            break
    assert conserved(ministry)
