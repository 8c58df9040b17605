"""The verifier of one file: what it confirms, what it refuses, and that it agrees with the portal."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone
from hypothesis import HealthCheck, given, settings as trials, strategies as st
from pytest_django.fixtures import Settings

from eduportal.exchange import keys, verify
from eduportal.exchange.models import DailyRoot, NodeKey, Package, Receipt
from eduportal.exchange.models.peer import RevocationReason
from eduportal.exchange.selectors import checked_custody, checked_receipts, is_intact
from eduportal.exchange.selectors.evidence import of_class, of_day
from eduportal.exchange.services import (
    About,
    change_own_key,
    prepare_own_key,
    revoke_key,
    stamp_roots,
    write_evidence,
)
from eduportal.exchange.wire import signing
from tests.exchange.authority import Authority, answering
from tests.exchange.conftest import Sender, marks, row, sealed, uid
from tests.exchange.evidence import (
    Ministry,
    accepted,
    files_of,
    judged,
    of_one,
    packed,
    rooted,
    signed_anew,
    written,
)
from tests.factories import NodeKeyFactory, SchoolFactory

PROGRAM = Path(verify.__file__)
ROWS = [row(1), row(2), row(3)]


@pytest.fixture
def stamped(sender: Sender, settings: Settings, tmp_path: Path) -> Iterator[Package]:
    """A package accepted here and above, in the root of its day, which an authority has stamped."""
    authority = Authority()
    settings.EDUPORTAL_TSA_CERTIFICATES = tmp_path / "authority.pem"
    settings.EDUPORTAL_TSA_CERTIFICATES.write_bytes(authority.pem)
    package = accepted(sender, ROWS)
    Ministry().known().accepts(package)
    rooted()
    with answering(authority) as address:
        settings.EDUPORTAL_TSA_URL = address
        assert stamp_roots() == 1
        yield package


def test_it_runs_without_the_portal(stamped: Package, tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    path.write_bytes(of_one())

    run = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), str(path)],
        cwd=tmp_path,
        env={"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert "GENUINE" in run.stdout and "ĐÚNG" in run.stdout
    assert "time-stamped at" in run.stdout
    assert "Nguyễn Văn 1" in run.stdout and "Nguyễn Văn 2" not in run.stdout
    assert "toan 8.0 8.0 8.0 8.0 8.0 | gdtc Đ" in run.stdout


def test_it_needs_cryptography_alone() -> None:
    named = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).partition(".")[0]
        for node in ast.walk(ast.parse(PROGRAM.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert named - set(sys.stdlib_module_names) == {"cryptography"}


def test_evidence_of_one_student_names_no_other(stamped: Package) -> None:
    everything = b"".join(files_of(of_one(2)).values()).decode()

    assert uid(2) in everything and "Nguyễn Văn 2" in everything
    for other in (1, 3):
        assert uid(other) not in everything and f"Nguyễn Văn {other}" not in everything


def test_a_class_and_a_day_are_whole(stamped: Package, tmp_path: Path) -> None:
    assert judged(written(About("class", "6A1"), of_class(stamped)), tmp_path) == 0
    path, root = tmp_path / "day.zip", DailyRoot.objects.get()
    with path.open("wb") as file:
        write_evidence(file, About("day", root.day.isoformat()), of_day(root.day), root)

    assert verify.main([str(path)]) == 0


def test_a_package_left_out_of_a_day_is_noticed(
    sender: Sender, stamped: Package, tmp_path: Path
) -> None:
    path, root = tmp_path / "day.zip", DailyRoot.objects.get()
    with path.open("wb") as file:
        write_evidence(file, About("day", root.day.isoformat()), [], root)

    assert verify.main([str(path)]) == 1


@trials(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_changed_byte_is_refused(stamped: Package, tmp_path: Path, data: st.DataObject) -> None:
    evidence = of_one()
    files = files_of(evidence)
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    content = bytearray(files[name])
    content[at] ^= data.draw(st.integers(1, 255))
    changed = packed(files | {name: bytes(content)})

    if name == "manifest.sig" and bytes(content).strip() == files[name].strip():
        return
    assert judged(changed, tmp_path) == 1


@trials(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_changed_byte_of_the_file_changes_nothing_or_is_refused(
    stamped: Package, tmp_path: Path, data: st.DataObject
) -> None:
    evidence = bytearray(of_one())
    before = files_of(bytes(evidence))
    at = data.draw(st.integers(0, len(evidence) - 1))
    evidence[at] ^= data.draw(st.integers(1, 255))

    assert judged(bytes(evidence), tmp_path) == 1 or files_of(bytes(evidence)) == before


@trials(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_it_agrees_with_the_portal(stamped: Package, tmp_path: Path, data: st.DataObject) -> None:
    """A byte of what is stored is changed; the evidence is made of the rows as they are then."""
    package, receipts = Package.objects.get(pk=stamped.pk), list(Receipt.objects.all())
    what = data.draw(st.sampled_from(["content", "custody", "receipt", "signature"]))
    if what in ("content", "custody"):
        changed = bytearray(package.plain if what == "content" else package.custody)
    else:
        receipt = data.draw(st.sampled_from(receipts))
        changed = bytearray(receipt.content if what == "receipt" else receipt.signature)
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))

    def change(files: dict[str, bytes]) -> None:
        name = f"packages/{package.hash}"
        file = json.loads(files[f"{name}.json"])
        if what == "content":
            lines = bytes(changed).removesuffix(b"\n").split(b"\n")
            files[f"{name}.lines"] = b"".join(b"=" + line + b"\n" for line in lines)
        elif what == "custody":
            file["custody"] = json.loads(changed)
        else:
            at = [each["content"].encode() for each in file["receipts"]].index(
                bytes(receipt.content)
            )
            key, value = ("content", changed.decode()) if what == "receipt" else (
                "signature",
                signing.to_text(bytes(changed)),
            )
            file["receipts"][at][key] = value
        files[f"{name}.json"] = json.dumps(file).encode()

    evidence = written(About("class", "6A1"), [package.pk])
    try:
        lying = signed_anew(evidence, keys.own_key(), change)
    except ValueError:
        # What is no JSON any more cannot be written into the evidence at all.
        return
    assert judged(evidence, tmp_path) == 0
    assert judged(lying, tmp_path) == 1
