"""Kiểm tra tệp bằng chứng mà không cần cổng. Checks a file of evidence without the portal.

    python verify.py FILE.zip [--key KEY_ID]... [--authority FILE.pem]

Needs Python 3.11 and `cryptography`, no network. It shares no code with the portal, on purpose.
Exit code 0: everything that was checked holds. 1: something does not, or the file cannot be read.
"""

import argparse
import base64
import hashlib
import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
UNREADABLE_FILE = (
    *(*UNREADABLE, OSError, EOFError, NotImplementedError),
    *(zipfile.BadZipFile, zlib.error, x509.ExtensionNotFound),
)
HASHES: dict[str, hashes.HashAlgorithm] = {
    "608648016503040201": hashes.SHA256(),
    "608648016503040202": hashes.SHA384(),
    "608648016503040203": hashes.SHA512(),
}
CONTENT_TYPE, MESSAGE_DIGEST = "2a864886f70d010903", "2a864886f70d010904"
TST_INFO = "2a864886f70d0109100104"
SIGNING_CERTIFICATES = {"2a864886f70d010910020c": "sha1", "2a864886f70d010910022f": "sha256"}
STATES = {"accepted": "đã tiếp nhận", "returned": "đã trả lại", "parked": "đã nhận, chờ xử lý"}
CELLS = {200: "CĐ", 201: "Đ", 210: "vắng", 211: "miễn", 219: "–", None: "–"}
CELLS |= {220: "C", 221: "H", 222: "T"}
Key = dict[str, Any]


class Wrong(Exception):
    """Something does not hold: the sentence in Vietnamese and in English."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class Report:
    """What was found, printed line by line."""

    def __init__(self) -> None:
        self.wrong = 0

    def say(self, mark: str, vi: str, en: str) -> None:
        self.wrong += mark == "✗"
        print(f"{mark} {vi}\n  {en}")


class Evidence(NamedTuple):
    """The files of the ZIP, the manifest, and the keys by their ids."""

    files: dict[str, bytes]
    manifest: dict[str, Any]
    keys: dict[str, Key]


# --- signatures and keys -------------------------------------------------------------------------


def moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def held(key: Key, at: datetime) -> bool:
    begins, ends = key["valid_from"], [key["valid_until"], key["revoked_at"]]
    return (not begins or moment(begins) <= at) and all(at < moment(each) for each in ends if each)


def is_signed(key: Key, signature: str, content: bytes) -> bool:
    try:
        public = base64.b64decode(key["public_key"], validate=True)
        made = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(made, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def signed_by(evidence: Evidence, node: str, signature: str, content: bytes, at: datetime) -> Key:
    """The key of the node that held at this moment and made the signature."""
    for key in evidence.keys.values():
        if key["node"] == node and held(key, at) and is_signed(key, signature, content):
            return key
    raise Wrong(f"chữ ký của {node} không đúng", f"the signature of {node} does not fit")


# --- the tree of RFC 9162 ------------------------------------------------------------------------


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def leaf(piece: bytes) -> bytes:
    return sha256(b"\x00" + piece)


def root_of(row: list[bytes]) -> str:
    if not row:
        return sha256(b"").hex()
    while len(row) > 1:
        pairs = zip(row[::2], row[1::2], strict=False)
        row = [sha256(b"\x01" + a + b) for a, b in pairs] + row[len(row) // 2 * 2 :]
    return row[0].hex()


def climbed(piece: str, path: list[list[str]]) -> str:
    found = leaf(piece.encode())
    for side, text in path:
        beside = bytes.fromhex(text)
        found = sha256(b"\x01" + (beside + found if side == "L" else found + beside))
    return found.hex()


# --- time-stamps (RFC 3161, RFC 5652), read from DER ---------------------------------------------


class Der(NamedTuple):
    """One element: its tag, what it holds, and all of its bytes."""

    tag: int
    body: bytes
    whole: bytes


def elements(data: bytes) -> Iterator[Der]:
    at = 0
    while at < len(data):
        start, tag, size = at, data[at], data[at + 1]
        at += 2
        if size & 0x80:
            width = size & 0x7F
            size, at = int.from_bytes(data[at : at + width]), at + width
        if at + size > len(data):
            raise ValueError("DER")
        yield Der(tag, data[at : at + size], data[start : at + size])
        at += size


def parts(element: Der) -> list[Der]:
    return list(elements(element.body))


def stamped_at(stamp: bytes, data: bytes, authorities: list[x509.Certificate]) -> datetime:
    """When the authority saw the data; raises Wrong or one of UNREADABLE."""
    token = parts(list(elements(stamp))[0])[1]
    signed = parts(parts(parts(token)[1])[0])
    content = parts(parts(signed[2])[1])[0].body
    pool = [
        x509.load_der_x509_certificate(each.whole)
        for group in signed
        if group.tag == 0xA0
        for each in parts(group)
    ]
    info = parts(list(elements(content))[0])
    algorithm, imprint = parts(info[2])
    used = HASHES[parts(algorithm)[0].body.hex()].name
    if imprint.body != hashlib.new(used, data).digest():
        raise Wrong("dấu thời gian của dữ liệu khác", "the time-stamp is over other data")
    at = datetime.strptime(info[4].body.decode()[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    signer = parts(parts(signed[-1])[0])
    certificate = signer_certificate(signer, pool)
    check_signer(signer, certificate, content)
    check_chain(certificate, pool, authorities, at)
    return at


def signer_certificate(signer: list[Der], pool: list[x509.Certificate]) -> x509.Certificate:
    issuer, serial = parts(signer[1])
    for each in pool:
        if each.issuer.public_bytes() == issuer.whole and each.serial_number == int.from_bytes(
            serial.body
        ):
            return each
    raise Wrong("thiếu chứng thư của dấu thời gian", "the time-stamp lacks its certificate")


def names(attributes: dict[str, Der], certificate: x509.Certificate) -> bool:
    """Whether the signed attributes name this very certificate (RFC 2634, RFC 5035)."""
    whole = certificate.public_bytes(Encoding.DER)
    for oid, kind in SIGNING_CERTIFICATES.items():
        if oid in attributes:
            first = parts(parts(parts(attributes[oid])[0])[0])
            if first[0].tag == 0x30:
                kind = HASHES[parts(first.pop(0))[0].body.hex()].name
            return first[0].body == hashlib.new(kind, whole).digest()
    return False


def check_signer(signer: list[Der], certificate: x509.Certificate, content: bytes) -> None:
    kind = HASHES[parts(signer[2])[0].body.hex()]
    attributes = {parts(each)[0].body.hex(): parts(parts(each)[1])[0] for each in parts(signer[3])}
    fits = (
        attributes[CONTENT_TYPE].body.hex() == TST_INFO
        and attributes[MESSAGE_DIGEST].body == hashlib.new(kind.name, content).digest()
        and names(attributes, certificate)
    )
    # What is signed is the set of attributes, under the tag of a set.
    public, signature, said = (
        certificate.public_key(),
        signer[5].body,
        b"\x31" + signer[3].whole[1:],
    )
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, said, padding.PKCS1v15(), kind)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, said, ec.ECDSA(kind))
        else:
            fits = False
    except InvalidSignature:
        fits = False
    if not fits:
        raise Wrong(
            "chữ ký của dấu thời gian không đúng", "the time-stamp's signature does not fit"
        )


def check_chain(
    certificate: x509.Certificate,
    pool: list[x509.Certificate],
    authorities: list[x509.Certificate],
    at: datetime,
) -> None:
    """The certificate may stamp, held then, and leads to an authority."""
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    may_stamp = usage.critical and ExtendedKeyUsageOID.TIME_STAMPING in usage.value
    for _step in range(8):
        is_in_time = certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
        if not may_stamp or not is_in_time:
            break
        if certificate in authorities:
            return
        above = [each for each in [*authorities, *pool] if issued(each, certificate)]
        if not above:
            break
        certificate = above[0]
    raise Wrong(
        "dấu thời gian không phải của tổ chức nêu trong tệp",
        "the time-stamp is not of the authority named",
    )


def issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        basic = issuer.extensions.get_extension_for_class(x509.BasicConstraints)
        certificate.verify_directly_issued_by(issuer)
    except (*UNREADABLE, InvalidSignature, x509.ExtensionNotFound):
        return False
    return bool(basic.value.ca)


# --- what the file holds -------------------------------------------------------------------------


def opened(path: str, trusted: list[str], report: Report) -> Evidence:
    """The files, after manifest, its signature and every digest; raises Wrong."""
    with zipfile.ZipFile(path) as archive:
        listed = archive.namelist()
        files = {name: archive.read(name) for name in listed}
    content, signature = files.pop("manifest.json"), files.pop("manifest.sig").decode().strip()
    manifest = json.loads(content)
    found = {name: sha256(each).hex() for name, each in files.items()}
    if manifest["fmt"] != "gradesync-evidence/1" or len(listed) != len(files) + 2:
        raise Wrong("không phải tệp bằng chứng", "it is no file of evidence")
    if found != manifest["files"]:
        raise Wrong("tệp đã bị thay đổi sau khi xuất", "the file was changed after it was made")
    keys = {each["key_id"]: each for each in json.loads(files["keys.json"])}
    for key_id, key in keys.items():
        if sha256(base64.b64decode(key["public_key"])).hex()[:32] != key_id:
            raise Wrong(f"khóa {key_id} không đúng", f"the key {key_id} is not what it says")
        if trusted and key_id not in trusted:
            raise Wrong(f"khóa {key_id} không được tin", f"the key {key_id} is not trusted")
    evidence = Evidence(files, manifest, keys)
    at = moment(manifest["made_at"])
    used = signed_by(evidence, manifest["node"], signature, content, at)
    report.say(
        "✓",
        f"Tệp còn nguyên như {used['name']} đã xuất lúc {manifest['made_at']}.",
        f"The file is as {used['name']} made it at {manifest['made_at']}.",
    )
    return evidence


def check_roots(
    evidence: Evidence, authorities: list[x509.Certificate], report: Report
) -> dict[str, tuple[str, datetime | None]]:
    """By day, the root and when an authority stamped it; of those that hold."""
    found, before = {}, ("", "")
    for name in sorted(evidence.files):
        if name.startswith("roots/") and name.endswith(".json"):
            day = name[len("roots/") : -len(".json")]
            file = json.loads(evidence.files[name])
            try:
                fields = check_root(evidence, day, file)
                found[day] = (fields["root"], check_stamp(day, file, authorities, report))
                if fields["prev"] != before[1] and before[0] == str(previous(day)):
                    raise Wrong("không nối với ngày trước", "it does not follow the day before")
            except Wrong as wrong:
                found.pop(day, None)
                report.say("✗", f"Mã gốc ngày {day}: {wrong.vi}.", f"Root of {day}: {wrong.en}.")
            before = (day, sha256(file["content"].encode()).hex())
    return found


def previous(day: str) -> date:
    return date.fromisoformat(day) - timedelta(days=1)


def check_root(evidence: Evidence, day: str, file: dict[str, Any]) -> dict[str, Any]:
    content = file["content"].encode()
    fields: dict[str, Any] = json.loads(content)
    signed_by(evidence, fields["node"], file["signature"], content, moment(fields["at"]))
    if (fields["fmt"], fields["day"]) != ("gradesync-root/1", day):
        raise Wrong("là của ngày khác", "it is another day's")
    pieces = evidence.files.get(f"roots/{day}.list")
    if pieces is None:
        about = evidence.manifest["about"]
        if (about["kind"], about["name"]) == ("day", day):
            raise Wrong("thiếu danh sách của ngày", "the list of the day is missing")
        return fields
    rows = pieces.decode().splitlines()
    named = [row.split(" ") for row in rows]
    packages = [digest for kind, digest in named if kind == "package"]
    counts = (len(packages), len(rows) - len(packages))
    if (root_of([leaf(row.encode()) for row in rows]), *counts) != (
        fields["root"],
        fields["packages"],
        fields["receipts"],
    ):
        raise Wrong("danh sách của ngày không khớp", "the list of the day does not lead to it")
    if any(f"packages/{digest}.json" not in evidence.files for digest in packages):
        raise Wrong("thiếu gói dữ liệu của ngày", "a package of the day is missing")
    return fields


def check_stamp(
    day: str, file: dict[str, Any], authorities: list[x509.Certificate], report: Report
) -> datetime | None:
    """When an authority saw the root; None where nobody was asked, or it cannot be checked."""
    if file["stamp"] is None:
        report.say(
            "?",
            f"Mã gốc ngày {day}: có chữ ký, không có dấu thời gian.",
            f"Root of {day}: signed, without a time-stamp.",
        )
        return None
    if not authorities:
        report.say(
            "?",
            f"Mã gốc ngày {day}: có chữ ký; thiếu chứng thư để kiểm tra dấu thời gian.",
            f"Root of {day}: signed; the time-stamp was not checked, its certificate is missing.",
        )
        return None
    data = file["content"].encode() + base64.b64decode(file["signature"])
    at = stamped_at(base64.b64decode(file["stamp"]), data, authorities)
    report.say(
        "✓",
        f"Mã gốc ngày {day}: có chữ ký và dấu thời gian {at}.",
        f"Root of {day}: signed and time-stamped at {at}.",
    )
    return at


# --- packages ------------------------------------------------------------------------------------


class Receipt(NamedTuple):
    """A receipt whose signature holds."""

    issuer: str
    state: str
    at: datetime


class Package(NamedTuple):
    """One package of the file: its lines, None for those that are not shown."""

    digest: str
    header: dict[str, Any]
    lines: list[bytes | None]
    custody: list[list[str]]
    receipts: list[Receipt]
    stamps: list[datetime]


def read_package(
    evidence: Evidence, digest: str, roots: dict[str, tuple[str, datetime | None]]
) -> Package:
    """The package, its bytes, its receipts and its ways to the roots checked; raises Wrong."""
    file = json.loads(evidence.files[f"packages/{digest}.json"])
    content = evidence.files[f"packages/{digest}.lines"].removesuffix(b"\n")
    rows = content.split(b"\n")
    leaves = [leaf(row[1:]) if row[:1] == b"=" else bytes.fromhex(row[1:].decode()) for row in rows]
    if root_of(leaves) != digest or {row[:1] for row in rows} - {b"=", b"#"}:
        raise Wrong("nội dung không đúng mã kiểm", "the content does not fit its digest")
    lines = [row[1:] if row[:1] == b"=" else None for row in rows]
    if lines[0] is None:
        raise Wrong("thiếu dòng đầu", "the first line is not shown")
    receipts = [check_receipt(evidence, digest, each) for each in file["receipts"]]
    pieces = {f"receipt {sha256(each['content'].encode()).hex()}" for each in file["receipts"]}
    stamps = []
    for proof in file["proofs"]:
        root, stamp = roots.get(proof["day"], ("", None))
        if climbed(proof["piece"], proof["path"]) != root:
            raise Wrong("không có trong mã gốc của ngày", "it is not in the root of its day")
        if proof["piece"] == f"package {digest}":
            stamps += [stamp] if stamp else []
        elif proof["piece"] not in pieces:
            raise Wrong("bằng chứng của gói khác", "a way to the root is another package's")
    return Package(digest, json.loads(lines[0]), lines[1:], file["custody"], receipts, stamps)


def check_receipt(evidence: Evidence, digest: str, file: dict[str, str]) -> Receipt:
    content = file["content"].encode()
    fields = json.loads(content)
    at = moment(fields["at"])
    if (fields["fmt"], fields["hash"]) != ("gradesync-receipt/2", digest):
        raise Wrong("biên nhận của gói khác", "a receipt is another package's")
    signed_by(evidence, fields["issuer"], file["signature"], content, at)
    return Receipt(fields["issuer"], fields["state"], at)


def check_link(evidence: Evidence, package: Package, number: int) -> bool:
    """One signature of the chain; False where the file lacks its key. Raises Wrong."""
    node, key_id, signature = package.custody[number]
    key = evidence.keys.get(key_id)
    if key is None:
        return False
    earlier = [f"{n} {k} {canonical(made)}" for n, k, made in package.custody[:number]]
    said = "\n".join([f"gradesync/2 {package.digest}", *earlier]).encode()
    if key["node"] != node or not is_signed(key, signature, said):
        raise Wrong(f"chữ ký của {node} không đúng", f"the signature of {node} does not fit")
    at = made_at(evidence, package, number)
    if at is not None and not held(key, at):
        raise Wrong(f"khóa của {node} hết hiệu lực", f"the key of {node} did not hold then")
    if key["reason"] == "compromised":
        revoked = moment(key["revoked_at"])
        others = [each.at for each in package.receipts if each.issuer != node]
        if not any(each < revoked for each in [*others, *package.stamps]):
            raise Wrong(f"khóa của {node} đã lộ", f"the key of {node} was in other hands")
    return True


def canonical(text: str) -> str:
    return base64.b64encode(base64.b64decode(text, validate=True)).decode()


def made_at(evidence: Evidence, package: Package, number: int) -> datetime | None:
    """When a link was there at the latest: at sealing, or when the next node took it in."""
    if number == 0:
        return moment(package.header["sealed_at"])
    chain = [*(link[0] for link in package.custody), evidence.manifest["node"]]
    taken = [each.at for each in package.receipts if each.issuer == chain[number + 1]]
    return min(taken, default=None)


def check_package(
    evidence: Evidence, digest: str, roots: dict[str, tuple[str, datetime | None]], report: Report
) -> None:
    try:
        package = read_package(evidence, digest, roots)
        known = [check_link(evidence, package, at) for at in range(len(package.custody))]
        if package.custody[0][0] != package.header["origin"]:
            raise Wrong(
                "chữ ký đầu không phải nơi khóa sổ", "the first signature is not its origin's"
            )
        if not any(known):
            raise Wrong("không có khóa nào để kiểm tra", "no key of its signatures is in the file")
    except Wrong as wrong:
        report.say("✗", f"Gói {digest[:12]}: {wrong.vi}.", f"Package {digest[:12]}: {wrong.en}.")
        return
    tell(evidence, package, known, report)


def tell(evidence: Evidence, package: Package, known: list[bool], report: Report) -> None:
    """What holds of a package, and what its lines say where few are shown."""
    head, names = package.header, {each["node"]: each["name"] for each in evidence.keys.values()}
    scope = " ".join(part for part in head["scope"] if part != "-")
    title = f"{head['feed']} {scope} ({head['unit_name']}) v{head['version']}"
    signers = ", ".join(
        names.get(link[0], link[0]) + ("" if is_known else " (?)")
        for link, is_known in zip(package.custody, known, strict=True)
    )
    report.say(
        "✓",
        f"{title}: còn nguyên như khi khóa sổ lúc {head['sealed_at']}; ký: {signers}.",
        f"{title}: as sealed at {head['sealed_at']}; signed by {signers}.",
    )
    for issuer, state, at in package.receipts:
        name, vi = names.get(issuer, issuer), STATES.get(state, state)
        report.say("✓", f"{name}: {vi} lúc {at}.", f"{name}: {state} at {at}.")
    shown = [line for line in package.lines if line is not None]
    if evidence.manifest["about"]["kind"] == "student":
        for line in shown:
            print("  " + in_words(head, json.loads(line)))


def in_words(head: dict[str, Any], line: list[Any]) -> str:
    """One line about a student: who, and each subject's cells as the layout has them."""
    if head["feed"] != "term":
        return json.dumps(line, ensure_ascii=False)
    said, at = [f"{line[3]} ({line[4]})"], 0
    for subject, _form, regular, topics in head["layout"]:
        width = regular + topics + 3
        cells = [CELLS.get(each) or f"{each / 10:.1f}" for each in line[7][at : at + width]]
        said.append(f"{subject} {' '.join(cells)}")
        at += width
    return " | ".join(said)


def check(path: str, trusted: list[str], authority: str | None, report: Report) -> None:
    evidence = opened(path, trusted, report)
    pem = evidence.files.get("authority.pem", b"")
    if authority:
        with open(authority, "rb") as file:
            pem = file.read()
    authorities = x509.load_pem_x509_certificates(pem) if pem else []
    roots = check_roots(evidence, authorities, report)
    digests = sorted(
        name[len("packages/") : -len(".json")]
        for name in evidence.files
        if name.startswith("packages/") and name.endswith(".json")
    )
    for digest in digests:
        check_package(evidence, digest, roots, report)
    for key in sorted(evidence.keys.values(), key=lambda each: str(each["node"])):
        print(f"  {key['name']}: {key['key_id']}")
    if not trusted:
        report.say(
            "?",
            "Hãy so các mã khóa trên với mã mà từng đơn vị đã công bố.",
            "Compare the key ids above with those each body has published.",
        )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file")
    parser.add_argument("--key", action="append", default=[], help="id of a key that is trusted")
    parser.add_argument(
        "--authority", help="PEM of the time-stamp authority, instead of the file's"
    )
    options, report = parser.parse_args(arguments), Report()
    try:
        check(options.file, options.key, options.authority, report)
    except Wrong as wrong:
        report.say("✗", f"{wrong.vi[:1].upper()}{wrong.vi[1:]}.", f"{wrong.en}.")
    except UNREADABLE_FILE as problem:
        said = f"{type(problem).__name__}"
        report.say("✗", f"Không đọc được tệp ({said}).", f"The file cannot be read ({said}).")
    if report.wrong:
        print("\nKHÔNG ĐÚNG. Có điều không khớp.\nREFUSED. Something does not hold.")
        return 1
    print("\nĐÚNG. Mọi điều kiểm tra được đều khớp.\nGENUINE. Everything that was checked holds.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
