"""The verifier of one file: what it confirms and refuses, and that it agrees with the portal."""

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
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from eduportal.exchange import keys, verify
from eduportal.exchange.models import DailyRoot, NodeKey, Package
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
from eduportal.exchange.wire.package import compressed
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


@pytest.fixture
def evidence(stamped: Package) -> bytes:
    """About its first student."""
    return of_one()


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
    assert judged(written(About("class", "6A1", "all"), of_class(stamped)), tmp_path) == 0
    path, root = tmp_path / "day.zip", DailyRoot.objects.get()
    with path.open("wb") as file:
        write_evidence(file, About("day", root.day.isoformat(), "all"), of_day(root.day), root)

    assert verify.main([str(path)]) == 0


def test_a_package_left_out_of_a_day_is_noticed(
    sender: Sender, stamped: Package, tmp_path: Path
) -> None:
    path, root = tmp_path / "day.zip", DailyRoot.objects.get()
    with path.open("wb") as file:
        write_evidence(file, About("day", root.day.isoformat(), "all"), [], root)

    assert verify.main([str(path)]) == 1


def signature_in(file: bytes) -> bytes | None:
    """One signature can be written in several ways: with other ends of line, for example."""
    try:
        return signing.from_text(file.decode().strip())
    except ValueError:
        return None


@trials(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_changed_byte_is_refused(evidence: bytes, tmp_path: Path, data: st.DataObject) -> None:
    files = files_of(evidence)
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    content = bytearray(files[name])
    content[at] ^= data.draw(st.integers(1, 255))
    changed = packed(files | {name: bytes(content)})

    if name == "manifest.sig" and signature_in(bytes(content)) == signature_in(files[name]):
        return
    assert judged(changed, tmp_path) == 1


@trials(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_changed_byte_of_the_file_changes_nothing_or_is_refused(
    evidence: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    """The ZIP around the files has bytes that say nothing, as the year of the archive."""
    changed = bytearray(evidence)
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))

    refused = judged(bytes(changed), tmp_path) == 1
    assert refused or files_of(bytes(changed)) == files_of(evidence)


def is_genuine(package: Package) -> bool:
    """What the portal itself says of a package and its receipts."""
    try:
        custody = checked_custody(package)
    except (ValueError, TypeError):
        return False
    receipts = checked_receipts(package)
    return is_intact(package, custody) and all(each.is_genuine for each in receipts)


class Changed:
    """A package as stored, with one byte of it changed: as rows for the portal, as files."""

    def __init__(self, package: Package, data: st.DataObject) -> None:
        self.package = Package.objects.get(pk=package.pk)
        self.receipts = list(self.package.receipts.order_by("pk"))
        self.what = data.draw(st.sampled_from(["plain", "custody", "content", "signature"]))
        self.number = data.draw(st.integers(0, len(self.receipts) - 1))
        owner = self.package if self.what in ("plain", "custody") else self.receipts[self.number]
        self.bytes = bytearray(getattr(owner, self.what))
        at = data.draw(st.integers(0, len(self.bytes) - 1))
        self.bytes[at] ^= data.draw(st.integers(1, 255))
        if self.what == "plain":
            self.package.content = compressed(bytes(self.bytes))
        else:
            setattr(owner, self.what, bytes(self.bytes))
        self.package._prefetched_objects_cache = {"receipts": self.receipts}

    def write(self, files: dict[str, bytes]) -> None:
        name = f"packages/{self.package.hash}"
        file = json.loads(files[f"{name}.json"])
        if self.what == "plain":
            lines = bytes(self.bytes).removesuffix(b"\n").split(b"\n")
            files[f"{name}.lines"] = b"".join(b"=" + line + b"\n" for line in lines)
        elif self.what == "custody":
            file["custody"] = json.loads(self.bytes)
        elif self.what == "content":
            file["receipts"][self.number]["content"] = self.bytes.decode()
        else:
            file["receipts"][self.number]["signature"] = signing.to_text(self.bytes)
        files[f"{name}.json"] = json.dumps(file).encode()


@pytest.mark.parametrize("examples", [50, pytest.param(200, marks=pytest.mark.trial("many"))])
def test_it_agrees_with_the_portal(stamped: Package, tmp_path: Path, examples: int) -> None:
    """A byte of what is stored is changed; the evidence is made of the rows as they are then."""
    evidence = written(About("class", "6A1", "all"), [stamped.pk])

    @trials(max_examples=examples)
    @given(data=st.data())
    def agrees(data: st.DataObject) -> None:
        changed = Changed(stamped, data)
        try:
            lying = signed_anew(evidence, keys.own_key(), changed.write)
        except (ValueError, TypeError):
            # No JSON any more: it cannot be written into evidence at all.
            assert not is_genuine(changed.package)
            return
        # The root is about the receipts as they were; what they say is compared here.
        assert (judged(lying, tmp_path) == 0) == is_genuine(changed.package)

    agrees()


def both_say(package: Package, folder: Path) -> bool:
    """Whether the package is genuine, which portal and verifier must say alike."""
    says = is_genuine(Package.objects.get(pk=package.pk))
    assert (judged(written(About("class", "6A1", "all"), [package.pk]), folder) == 0) == says
    return says


def test_the_oldest_package_is_genuine_after_both_sides_have_changed_their_keys_twice(
    sender: Sender, settings: Settings, tmp_path: Path
) -> None:
    ministry, versions = Ministry().known(), []
    for mark in (70, 80, 90):
        package = accepted(sender, [row(1, cells=marks(mark))], sealed_at=now())
        ministry.accepts(package)
        versions.append(package)
        for holder, node in ((sender, sender.peer.code), (ministry, "bo")):
            old = signing.key_id(signing.public_bytes(holder.key))
            holder.key = Ed25519PrivateKey.generate()
            NodeKeyFactory(node=node, public_key=signing.public_bytes(holder.key))
            NodeKey.objects.filter(key_id=old).update(
                revoked_at=datetime.now(UTC) + timedelta(seconds=2), reason="replaced"
            )
        prepare_own_key()
        change_own_key()

    assert len({key.key_id for key in NodeKey.objects.filter(node=settings.EDUPORTAL_NODE)}) == 4
    assert all(both_say(package, tmp_path) for package in versions)
    assert judged(of_one(), tmp_path) == 0


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def test_a_signature_of_a_time_in_which_its_key_did_not_hold_is_refused(
    sender: Sender, tmp_path: Path
) -> None:
    package = accepted(sender, ROWS)
    assert both_say(package, tmp_path)
    NodeKey.objects.filter(node=sender.peer.code).update(
        valid_until=datetime(2026, 1, 1, tzinfo=UTC)
    )

    assert not both_say(package, tmp_path)


def test_what_a_stolen_key_signed_counts_only_if_others_saw_it_in_time(
    sender: Sender, tmp_path: Path
) -> None:
    """The thief writes a time before the theft; the receipts tell when the package was seen."""
    package = accepted(sender, ROWS, sealed_at="2026-09-01T08:00:00+00:00")
    stolen = NodeKey.objects.filter(node=sender.peer.code)
    stolen.update(revoked_at=timezone.now() + timedelta(days=1), reason="compromised")
    assert both_say(package, tmp_path)

    stolen.update(revoked_at=datetime(2026, 9, 2, tzinfo=UTC))

    assert not both_say(package, tmp_path)


def test_a_time_stamp_saves_what_this_node_sealed_before_its_key_was_stolen(
    db_everywhere: None, signing_key: None, settings: Settings, tmp_path: Path
) -> None:
    package = sealed(SchoolFactory(), 1, 2)
    authority = Authority()
    settings.EDUPORTAL_TSA_CERTIFICATES = tmp_path / "authority.pem"
    settings.EDUPORTAL_TSA_CERTIFICATES.write_bytes(authority.pem)
    rooted()
    prepare_own_key()
    old = keys.own_key_id()
    change_own_key()
    revoke_key(old, RevocationReason.COMPROMISED)
    NodeKey.objects.filter(key_id=old).update(revoked_at=timezone.now() + timedelta(seconds=30))
    assert not both_say(package, tmp_path)

    with answering(authority) as address:
        settings.EDUPORTAL_TSA_URL = address
        assert stamp_roots() == 1

    assert both_say(package, tmp_path)


def test_keys_and_authorities_an_auditor_brings_count_more_than_the_files(
    stamped: Package, tmp_path: Path
) -> None:
    evidence = of_one()
    known = [f"--key={key}" for key in NodeKey.objects.values_list("key_id", flat=True)]
    assert judged(evidence, tmp_path, *known) == 0
    assert judged(evidence, tmp_path, *known[:1]) == 1
    other = tmp_path / "other.pem"
    other.write_bytes(Authority().pem)
    assert judged(evidence, tmp_path, f"--authority={other}") == 1


def test_what_is_no_evidence_is_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for content in (
        b"",
        b"PK",
        packed({"a": b"b"}),
        packed({"manifest.json": b"[]", "manifest.sig": b""}),
    ):
        assert judged(content, tmp_path) == 1
        assert "cannot be read" in capsys.readouterr().out
