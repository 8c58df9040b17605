"""A time-stamp authority (RFC 3161) on this machine, with certificates of its own."""

import datetime
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from eduportal.exchange.verify import elements, parts

SHA256 = "608648016503040201"
ECDSA_SHA256 = "2a8648ce3d040302"
SIGNED_DATA, TST_INFO = "2a864886f70d010702", "2a864886f70d0109100104"
CONTENT_TYPE, MESSAGE_DIGEST = "2a864886f70d010903", "2a864886f70d010904"
SIGNING_TIME, SIGNING_CERTIFICATE_V2 = "2a864886f70d010905", "2a864886f70d010910022f"
POLICY = "2a0304"
YEARS = datetime.timedelta(days=3650)


def der(tag: int, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + body


def sequence(*bodies: bytes) -> bytes:
    return der(0x30, *bodies)


def oid(text: str) -> bytes:
    return der(0x06, bytes.fromhex(text))


def integer(value: int) -> bytes:
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def attribute(name: str, value: bytes) -> bytes:
    return sequence(oid(name), der(0x31, value))


class Authority:
    """A root and the certificate it has given its time-stamping service."""

    def __init__(self, now: datetime.datetime | None = None) -> None:
        self.now = now
        self.is_silent = False
        self.asked = 0
        root_key, self.key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Gốc dấu thời gian")])
        self.root = certificate(name, name, root_key, root_key, is_authority=True)
        own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dấu thời gian")])
        self.certificate = certificate(own, name, self.key, root_key, is_authority=False)

    @property
    def pem(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.PEM)

    def answer(self, asked: bytes) -> bytes:
        """The response to a request: granted, over its imprint, with its nonce."""
        fields = parts(next(elements(asked)))
        nonce = [each.whole for each in fields[2:] if each.tag == 0x02]
        info = self._info(fields[1].whole, nonce)
        status = sequence(integer(0))
        return sequence(status, sequence(oid(SIGNED_DATA), der(0xA0, self._signed(info))))

    def _info(self, imprint: bytes, nonce: list[bytes]) -> bytes:
        now = self.now or datetime.datetime.now(datetime.UTC)
        moment = der(0x18, now.strftime("%Y%m%d%H%M%SZ").encode())
        self.asked += 1
        number = integer(self.asked)
        return sequence(integer(1), oid(POLICY), imprint, number, moment, *nonce)

    def _signed(self, info: bytes) -> bytes:
        algorithm = sequence(oid(SHA256))
        certificate = self.certificate.public_bytes(serialization.Encoding.DER)
        named = sequence(sequence(sequence(der(0x04, hashlib.sha256(certificate).digest()))))
        attributes = sorted(
            [
                attribute(CONTENT_TYPE, oid(TST_INFO)),
                attribute(MESSAGE_DIGEST, der(0x04, hashlib.sha256(info).digest())),
                attribute(SIGNING_CERTIFICATE_V2, named),
            ]
        )
        signature = self.key.sign(der(0x31, *attributes), ec.ECDSA(hashes.SHA256()))
        issuer = sequence(
            self.certificate.issuer.public_bytes(), integer(self.certificate.serial_number)
        )
        signer = sequence(
            integer(1),
            issuer,
            algorithm,
            der(0xA0, *attributes),
            sequence(oid(ECDSA_SHA256)),
            der(0x04, signature),
        )
        return sequence(
            integer(3),
            der(0x31, algorithm),
            sequence(oid(TST_INFO), der(0xA0, der(0x04, info))),
            der(0xA0, certificate),
            der(0x31, signer),
        )


def certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signed_by: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - YEARS)
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if not is_authority:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(signed_by, hashes.SHA256())


@contextmanager
def answering(authority: Authority) -> Iterator[str]:
    """The address at which the authority listens as long as this is open."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            body = b"" if authority.is_silent else authority.answer(asked)
            self.send_response(503 if authority.is_silent else 200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
