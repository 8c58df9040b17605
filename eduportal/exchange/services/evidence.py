"""Evidence to take away: what was signed, checked without this portal by exchange/verify.py.

A ZIP of JSON and text, listed with their digests in a manifest this node signs. Of one student the
packages hold that line alone; every other line is there as its digest, so that the signatures,
which are over all lines, can still be checked.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.conf import settings
from django.utils import timezone

from eduportal.exchange import keys
from eduportal.exchange.models import DailyRoot, NodeKey, Package, Receipt
from eduportal.exchange.selectors.judging import keys_of
from eduportal.exchange.selectors.proof import node_names
from eduportal.exchange.selectors.roots import Tree, receipt_digest, roots_of
from eduportal.exchange.stamping import authorities_file
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire import piece, signing

FORMAT = "gradesync-evidence/1"
PACKAGES_AT_ONCE = 200
README = """\
Bằng chứng của Cổng quản lý giáo dục. Kiểm tra không cần cổng và không cần mạng:
    python verify.py TỆP.zip
Evidence of the education portal. Checked without the portal and without a network:
    python verify.py FILE.zip
"""


@dataclass(frozen=True)
class About:
    """What the evidence is about: `kind` is student, class or day; `uid` the student's.

    `lines`: whose lines are shown, those of all, of the student, or of nobody.
    """

    kind: str
    name: str
    lines: str
    uid: str = ""


def about_student(uid: object) -> About:
    """Evidence that shows one student alone."""
    return About("student", str(uid), "student", str(uid))


def write_evidence(
    file: IO[bytes], about: About, packages: Sequence[int], day: DailyRoot | None = None
) -> None:
    """Write the evidence for the packages with these keys; with `day`, the day's whole list."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        written = _Written(archive)
        written.add("README.txt", README.encode())
        _add_packages(written, about, packages)
        if day is not None:
            written.days.setdefault(day.day, Tree(day.day))
        _add_roots(written, day)
        written.add_json("keys.json", _keys(written.nodes))
        if pem := authorities_file():
            written.add("authority.pem", pem)
        _add_manifest(written, about)


class _Written:
    """What the file holds so far, and what is still to be looked up for it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.files: dict[str, str] = {}
        self.nodes = {settings.EDUPORTAL_NODE}
        self.days: dict[date, Tree] = {}

    def add(self, name: str, content: bytes) -> None:
        self.archive.writestr(name, content)
        self.files[name] = hashlib.sha256(content).hexdigest()

    def add_json(self, name: str, value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
        self.add(name, text.encode() + b"\n")

    def proof(self, piece: str, day: date) -> dict[str, Any] | None:
        """The way from a piece to its day's root; None while that has no root."""
        if day not in self.days:
            return None
        path = self.days[day].path(piece)
        return None if path is None else {"piece": piece, "day": str(day), "path": path}


def _add_packages(written: _Written, about: About, keys_wanted: Sequence[int]) -> None:
    for start in range(0, len(keys_wanted), PACKAGES_AT_ONCE):
        some = keys_wanted[start : start + PACKAGES_AT_ONCE]
        chosen = Package.objects.filter(pk__in=some).prefetch_related("receipts").order_by("pk")
        packages = list(chosen)
        _look_up_days(written, packages)
        for package in packages:
            _add_package(written, about, package)


def _look_up_days(written: _Written, packages: Iterable[Package]) -> None:
    moments = [each.received_at for each in packages]
    moments += [receipt.kept_at for each in packages for receipt in each.receipts.all()]
    days = {timezone.localdate(each) for each in moments} - written.days.keys()
    for day in roots_of(list(days)):
        written.days[day] = Tree(day)


def _add_package(written: _Written, about: About, package: Package) -> None:
    receipts = sorted(package.receipts.all(), key=lambda each: (each.issued_at, each.pk))
    written.nodes |= {link.node for link in package.links} | {each.issuer for each in receipts}
    days = [(f"package {package.hash}", timezone.localdate(package.received_at))]
    days += [
        (f"receipt {receipt_digest(bytes(each.content))}", timezone.localdate(each.kept_at))
        for each in receipts
    ]
    proofs = [found for piece, day in days if (found := written.proof(piece, day))]
    written.add_json(
        f"packages/{package.hash}.json",
        {
            "custody": [
                [link.node, link.key_id, signing.to_text(link.signature)] for link in package.links
            ],
            "receipts": [_receipt(each) for each in receipts],
            "proofs": proofs,
        },
    )
    lines = wire.lines_of(package.plain)
    written.add(
        f"packages/{package.hash}.lines",
        b"".join(line + b"\n" for line in piece.masked(lines, _shown(about, lines))),
    )


def _shown(about: About, lines: Sequence[bytes]) -> Callable[[bytes], bool]:
    """Which lines may be seen: the header always."""
    if about.lines == "all":
        return lambda line: True
    own = f'["{about.uid}",'.encode()
    shows_own = about.lines == "student"
    return lambda line: line is lines[0] or (shows_own and line.startswith(own))


def _receipt(receipt: Receipt) -> dict[str, str]:
    return {
        "content": bytes(receipt.content).decode(),
        "signature": signing.to_text(bytes(receipt.signature)),
    }


def _add_roots(written: _Written, whole: DailyRoot | None) -> None:
    for day, root in sorted(roots_of(list(written.days)).items()):
        stamp = None if root.stamp is None else signing.to_text(bytes(root.stamp))
        written.add_json(
            f"roots/{day.isoformat()}.json",
            {
                "content": bytes(root.content).decode(),
                "signature": signing.to_text(bytes(root.signature)),
                "stamp": stamp,
            },
        )
        if whole is not None and whole.day == day:
            pieces = b"".join(piece + b"\n" for piece in written.days[day].pieces)
            written.add(f"roots/{day.isoformat()}.list", pieces)


def _keys(nodes: Iterable[str]) -> list[dict[str, Any]]:
    """Every key these nodes have ever had, with the time in which it held."""
    names, found = node_names(), keys_of(nodes).values()
    return [_key(key, names) for key in sorted(found, key=lambda each: each.key_id)]


def _key(key: NodeKey, names: dict[str, str]) -> dict[str, Any]:
    moments = {
        name: at and at.isoformat()
        for name, at in (
            ("valid_from", key.valid_from),
            ("valid_until", key.valid_until),
            ("revoked_at", key.revoked_at),
        )
    }
    return {
        "node": key.node,
        "name": names.get(key.node, key.node),
        "key_id": key.key_id,
        "public_key": signing.to_text(bytes(key.public_key)),
        "reason": key.reason,
        **moments,
    }


def _add_manifest(written: _Written, about: About) -> None:
    content = json.dumps(
        {
            "fmt": FORMAT,
            "about": vars(about),
            "node": settings.EDUPORTAL_NODE,
            "key_id": keys.own_key_id(),
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "files": written.files,
        },
        ensure_ascii=False,
        indent=1,
        sort_keys=True,
    ).encode()
    written.archive.writestr("manifest.json", content)
    signature = signing.sign(keys.own_key(), content)
    written.archive.writestr("manifest.sig", signing.to_text(signature) + "\n")
