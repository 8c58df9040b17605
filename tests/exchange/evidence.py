"""What a test of evidence starts from: a school's package, taken in here, accepted above."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from eduportal.exchange import verify
from eduportal.exchange.models import Package
from eduportal.exchange.selectors.evidence import of_student
from eduportal.exchange.services import (
    About,
    about_student,
    make_roots,
    receive_bundle,
    write_evidence,
)
from eduportal.exchange.services.settling import keep_receipts
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.exchange.wire import signing
from eduportal.exchange.wire.answer import SignedReceipt
from tests.exchange.conftest import Sender, uid
from tests.factories import NodeKeyFactory


@dataclass
class Ministry:
    """The node above, which signs receipts."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def known(self) -> "Ministry":
        NodeKeyFactory(node="bo", public_key=signing.public_bytes(self.key))
        return self

    def accepts(self, package: Package, at: datetime | None = None) -> None:
        moment = (at or datetime.now(UTC)).isoformat(timespec="seconds")
        content = receipt_wire.build(
            receipt_wire.ReceiptFields(
                package.hash, "accepted", "bo", "1", moment, "", package.totals, [], []
            )
        )
        signed = SignedReceipt(content, signing.sign(self.key, content))
        keep_receipts([(package, signed, receipt_wire.parse(content))])


def accepted(sender: Sender, rows: list[list[object]], **header: object) -> Package:
    """The school's next version, as taken in here."""
    [result] = receive_bundle(peer=sender.peer, items=[sender.seal(rows, **header)])
    assert result.code == "accepted", result
    return Package.objects.get(hash=result.hash)


def rooted() -> None:
    """The roots of all days, today's included."""
    make_roots(timezone.localdate() + timedelta(days=1))


def of_one(student: int = 1) -> bytes:
    """The evidence about a student."""
    return written(about_student(uid(student)), of_student(uid(student)))


def written(about: About, packages: list[int]) -> bytes:
    file = io.BytesIO()
    write_evidence(file, about, packages)
    return file.getvalue()


def judged(evidence: bytes, folder: Path, *arguments: str) -> int:
    """The exit code of the verifier."""
    path = folder / "evidence.zip"
    path.write_bytes(evidence)
    return verify.main([str(path), *arguments])


def files_of(evidence: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(evidence)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def signed_anew(
    evidence: bytes, key: Ed25519PrivateKey, change: Callable[[dict[str, bytes]], None]
) -> bytes:
    """The evidence with its files changed, and the manifest made and signed again by this node:
    what an exporter that lies would hand out."""
    files = files_of(evidence)
    change(files)
    manifest = json.loads(files.pop("manifest.json"))
    del files["manifest.sig"]
    manifest["files"] = {name: verify.sha256(each).hex() for name, each in files.items()}
    content = json.dumps(manifest).encode()
    files["manifest.json"] = content
    files["manifest.sig"] = signing.to_text(signing.sign(key, content)).encode()
    return packed(files)
