"""The example client of docs/vendors.md, run as a vendor runs it, against a live portal."""

import json
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

from eduportal import scoping
from eduportal.exchange.keys import own_key
from eduportal.exchange.models import Package, Peer, ProductUse, Receipt
from eduportal.exchange.services import trust_peer
from eduportal.exchange.wire import signing
from tests.exchange.conftest import CELLS, Sender, make_sender, row

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("signing_key"),
]
EXAMPLE = "docs/examples/deliver_term.py"
TERM = "docs/examples/term.json"
WRONG = [*CELLS[:4], 10, *CELLS[5:]]


@pytest.fixture
def vendor() -> Sender:
    """A product that serves one school."""
    with scoping.everywhere("a test trusts a product"):
        return make_sender("so-diem")


def run(vendor: Sender, portal: Any, folder: Path, rows: list[list[Any]], **header: Any) -> Any:
    """What the example printed and how it ended, given these lines."""
    with scoping.everywhere("the term of a school is described"):
        term = asdict(vendor.header(rows, version=1, **header))
    term |= {"scope": list(term["scope"]), "lines": rows}
    del term["origin"], term["sealed_at"]
    return delivered(vendor, portal, folder, term)


def delivered(vendor: Sender, portal: Any, folder: Path, term: dict[str, Any]) -> Any:
    """What the example made of a file; nothing of the portal's code is in its sight."""
    key, file = folder / "key.pem", folder / "term.json"
    key.write_bytes(vendor.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    file.write_text(json.dumps(term))
    department = signing.to_text(signing.public_bytes(own_key()))
    program = [sys.executable, "-I", settings.BASE_DIR / EXAMPLE, portal.url, "so-diem"]
    return subprocess.run(
        [*program, key, department, file], cwd=folder, capture_output=True, text=True, timeout=120
    )


def test_the_example_delivers_a_term_and_checks_its_receipt(
    vendor: Sender, live_server: Any, tmp_path: Path
) -> None:
    done = run(vendor, live_server, tmp_path, [row(1), row(2)])

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("gradesync-receipt/2 accepted ")
    with scoping.everywhere("the test looks"):
        package, receipt = Package.objects.get(), Receipt.objects.get()
        assert package.hash in done.stdout
        assert (package.state, package.records, receipt.state) == ("accepted", 4, "accepted")
    assert [use.product for use in ProductUse.objects.all()] == ["Example/1.0"]


def test_the_example_is_told_every_line_of_a_mistake_and_sends_nothing(
    vendor: Sender, live_server: Any, tmp_path: Path
) -> None:
    rows = [row(1, cells=WRONG), row(2), row(3, cells=WRONG), row(4, number="7")]
    done = run(vendor, live_server, tmp_path, rows)

    assert (done.returncode, done.stdout) == (1, "")
    said = done.stderr.splitlines()
    assert [line.split()[0] for line in said] == ["wrong_average", "bad_identity"]
    assert said[0].endswith("lines [1, 3]") and said[1].endswith("lines [4]")
    with scoping.everywhere("the test looks"):
        assert not Package.objects.exists()


def put_on_trial(vendor: Sender) -> None:
    trust_peer(
        code="so-diem",
        name="Sổ Điểm",
        key=signing.to_text(signing.public_bytes(vendor.key)),
        relation="downstream",
        is_sandbox=True,
    )
    assert Peer.objects.get(code="so-diem").is_sandbox


def test_the_example_on_trial_is_answered_and_nothing_is_kept(
    vendor: Sender, live_server: Any, tmp_path: Path
) -> None:
    put_on_trial(vendor)
    done = run(vendor, live_server, tmp_path, [row(1)], scope=vendor.scope(school="THU1"))

    assert done.stdout.startswith("gradesync-rehearsal/2 accepted ")
    assert (done.returncode, done.stderr) == (0, "")
    with scoping.everywhere("the test looks"):
        assert not Package.objects.exists()


def test_the_guides_term_is_accepted_on_trial_once_it_names_the_portals_rules(
    vendor: Sender, live_server: Any, tmp_path: Path
) -> None:
    put_on_trial(vendor)
    term = json.loads((settings.BASE_DIR / TERM).read_text(encoding="utf-8"))
    named = requests.get(f"{live_server.url}/sync/v2/capabilities", timeout=20).json()["rules"]
    [term["rules"]] = [each for each in named["term"] if each.startswith("tt22")]
    done = delivered(vendor, live_server, tmp_path, term)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("gradesync-rehearsal/2 accepted ")


def test_a_stranger_is_shown_why_the_portal_refuses(
    vendor: Sender, live_server: Any, tmp_path: Path
) -> None:
    stranger = replace(vendor, key=Ed25519PrivateKey.generate())
    done = run(stranger, live_server, tmp_path, [row(1)])

    assert done.returncode == 1
    assert json.loads(done.stderr)["code"] == "unknown_key"
