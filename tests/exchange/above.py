"""A node above that answers over real HTTP whatever a test wants to hear."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eduportal.exchange.models import Peer
from eduportal.exchange.wire import bundle, signing
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.exchange.wire.receipt import ReceiptFields
from tests.factories import NodeKeyFactory, PeerFactory

Said = dict[str, Any]


@dataclass
class Asked:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def hashes(self) -> list[str]:
        """The packages it brought or asked for."""
        if self.path.endswith(("/have", "/fetch")):
            return list(json.loads(self.body)["hashes"])
        return [wire.digest(item.content) for item in self.items]

    @property
    def items(self) -> list[bundle.Item]:
        return bundle.parse(self.body)


@dataclass
class Reply:
    """An answer; without a status the connection is cut instead."""

    status: int | None = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    pieces: Iterator[bytes] | None = None


@dataclass
class Above:
    """Keeps what it was sent in `asked` and answers by `replies`, then by accepting everything."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    code: str = "bo"
    replies: list[Callable[[Asked], Reply]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    arrived: dict[str, bytes] = field(default_factory=dict)

    @property
    def bundles(self) -> list[list[str]]:
        """The digests of each bundle that came."""
        return [each.hashes for each in self.asked if each.path.endswith("/bundles")]

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if self.replies:
            return self.replies.pop(0)(asked)
        return self.accept(asked)

    def accept(self, asked: Asked) -> Reply:
        """Every package accepted; of those asked for, the ones that arrived."""
        if asked.path.endswith("/have"):
            hashes = [each for each in asked.hashes if each in self.arrived]
            return answer("known", [self.said(self.arrived[each]) for each in hashes])
        contents = [item.content for item in asked.items]
        self.arrived |= {wire.digest(content): content for content in contents}
        return answer("results", [self.said(content) for content in contents])

    def say(self, **changes: Any) -> Callable[[Asked], Reply]:
        """Answer each package of the bundle with this instead."""
        return lambda asked: answer(
            "results", [self.said(item.content) | changes for item in asked.items]
        )

    def receipt(
        self, content: bytes, *, key: Ed25519PrivateKey | None = None, **changes: Any
    ) -> Said:
        """The receipt of this node for a package, or something like it."""
        fields = ReceiptFields(
            hash=wire.digest(content),
            state="accepted",
            issuer=self.code,
            ledger="00000000-0000-4000-8000-000000000000",
            at="2026-11-23T03:10:22+00:00",
            rules="",
            totals={},
            held=[],
            problems=[],
        )
        signed = receipt_wire.build(replace(fields, **changes))
        signature = signing.sign(key or self.key, signed)
        return {"content": signed.decode(), "signature": signing.to_text(signature)}

    def said(self, content: bytes, **changes: Any) -> Said:
        """The answer about one package."""
        return {
            "hash": wire.digest(content),
            "code": "accepted",
            "retry": "never",
            "problems": [],
            "receipts": [self.receipt(content, **changes)],
        }

    def with_receipt(self, **changes: Any) -> Callable[[Asked], Reply]:
        """Answer each package with a receipt that says something else."""
        return lambda asked: answer(
            "results", [self.said(item.content, **changes) for item in asked.items]
        )

    def trusted(self, base_url: str) -> Peer:
        NodeKeyFactory(node=self.code, public_key=signing.public_bytes(self.key))
        return PeerFactory(code=self.code, base_url=base_url)


def answer(name: str, items: list[Said]) -> Reply:
    return Reply(200, json.dumps({name: items}).encode())


def say(status: int | None, body: bytes = b"", **headers: str) -> Callable[[Asked], Reply]:
    """Answer the request as a whole."""
    fixed = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda asked: Reply(status, body, fixed)


@contextmanager
def listening(above: Above) -> Iterator[str]:
    """Its address while it listens."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.hear(b"")

        def do_POST(self) -> None:
            self.hear(self.rfile.read(int(self.headers["Content-Length"])))

        def hear(self, body: bytes) -> None:
            reply = above.reply(Asked(self.path, dict(self.headers), body))
            if reply.status is None:
                self.close_connection = True
                return
            if "Date" not in reply.headers:
                reply.headers["Date"] = self.date_time_string()
            self.send_response_only(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            # Who has heard enough hangs up.
            with suppress(ConnectionError):
                for piece in reply.pieces or [reply.body]:
                    self.wfile.write(piece)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    # Closing waits for every answer: one that goes on into the next test would spoil that one.
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
