"""What stands between two nodes on a real line: a proxy that breaks as lines break."""

import gzip
import re
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

# What becomes of one request: its bytes, the way back, the way on.
Fault = Callable[[bytes, socket.socket, socket.socket], None]
LENGTH = re.compile(rb"(?i)content-length: *(\d+)")
DRIP_BYTES, DRIP_SECONDS = 128, 0.125
SIGN_IN_PAGE = b"<!doctype html><title>Wi-Fi</title><form>Please sign in</form>"


class Line:
    """Passes requests on to a port; the next ones as `faults` say, the others as is `usual`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.faults: list[Fault] = []
        self.usual: Fault = carry
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self._accept)
        self.carried: list[threading.Thread] = []

    def __enter__(self) -> "Line":
        self.thread.start()
        return self

    def __exit__(self, *problem: Any) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in [self.thread, *self.carried]:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self.listener.accept()
            except OSError:
                return
            fault = self.faults.pop(0) if self.faults else self.usual
            thread = threading.Thread(target=self._serve, args=(near, fault))
            self.carried.append(thread)
            thread.start()

    def _serve(self, near: socket.socket, fault: Fault) -> None:
        """One connection with one request; whatever happens, both ends are closed."""
        try:
            with near, socket.create_connection(("127.0.0.1", self.port)) as far:
                fault(message(near), near, far)
        except OSError:
            return


def message(source: socket.socket) -> bytes:
    """One HTTP message with a Content-Length, or what came of it."""
    head, body = b"", b""
    while b"\r\n\r\n" not in head:
        piece = source.recv(65536)
        if not piece:
            return head
        head += piece
    head, body = head.split(b"\r\n\r\n", 1)
    length = LENGTH.search(head)
    while length and len(body) < int(length[1]) and (piece := source.recv(65536)):
        body += piece
    return head + b"\r\n\r\n" + body


def carry(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """A good line."""
    far.sendall(request)
    near.sendall(message(far))


def cut_reply(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """The other side has answered, so it has committed; nobody hears of it."""
    far.sendall(request)
    far.recv(1)


def cut_answer(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """Half of the answer arrives."""
    far.sendall(request)
    answer = message(far)
    near.sendall(answer[: len(answer) // 2])


def cut_request(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """The other side gets the head and half of the body."""
    head, body = request.split(b"\r\n\r\n", 1)
    far.sendall(head + b"\r\n\r\n" + body[: len(body) // 2])


def spoil_request(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """One byte of the body is another one when it arrives."""
    far.sendall(request[:-1] + bytes([request[-1] ^ 1]))
    near.sendall(message(far))


def repeat(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """The request arrives twice; what is heard is the answer to the second."""
    far.sendall(request)
    message(far)
    far.sendall(request)
    near.sendall(message(far))


def at_once(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """The same request on two connections at once; what is heard is one of the answers."""
    with socket.create_connection(far.getpeername()) as beside:
        beside.sendall(request)
        far.sendall(request)
        near.sendall(message(far))
        message(beside)


def drip(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """A kilobyte a second, there and back."""
    for source, sink in ((request, far), (None, near)):
        content = message(far) if source is None else source
        for start in range(0, len(content), DRIP_BYTES):
            sink.sendall(content[start : start + DRIP_BYTES])
            time.sleep(DRIP_SECONDS)


def cut_short(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """A proxy passes on half of the body as if it were the whole."""
    head, body = request.split(b"\r\n\r\n", 1)
    far.sendall(with_body(head, body[: len(body) // 2]))
    near.sendall(message(far))


def unpack_request(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """A proxy unpacks what it takes for a compressed body."""
    head, body = request.split(b"\r\n\r\n", 1)
    far.sendall(with_body(head, gzip.decompress(body)))
    near.sendall(message(far))


def repack_answer(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """A proxy compresses the answer its own way and sends it in pieces without a length."""
    head, body = request.split(b"\r\n\r\n", 1)
    plainly = re.sub(rb"(?i)\r\naccept-encoding:[^\r]*", b"", head)
    far.sendall(with_body(plainly, body))
    head, body = message(far).split(b"\r\n\r\n", 1)
    packed = gzip.compress(body, 1)
    coded = b"\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    near.sendall(re.sub(rb"(?i)\r\ncontent-length:[^\r]*", b"", head) + coded)
    near.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed))


def with_body(head: bytes, body: bytes) -> bytes:
    """The message with another body and its length."""
    return LENGTH.sub(b"Content-Length: %d" % len(body), head) + b"\r\n\r\n" + body


def swallow(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """Nothing arrives and nobody says so: the sender waits until it has had enough."""
    near.recv(1)


def swallow_above(most: int) -> Fault:
    """A line that loses every request of more bytes than this, as a wrong MTU does."""

    def fault(request: bytes, near: socket.socket, far: socket.socket) -> None:
        (swallow if len(request) > most else carry)(request, near, far)

    return fault


def at_first_byte(act: Callable[[], object]) -> Fault:
    """Do something as soon as the answer begins, none of which is heard."""

    def fault(request: bytes, near: socket.socket, far: socket.socket) -> None:
        far.sendall(request)
        far.recv(1)
        act()

    return fault


def sign_in_page(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """A hotel's network answers 200 with its own page."""
    respond(near, "200 OK", "Content-Type: text/html\r\n", SIGN_IN_PAGE)


def busy(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """Something before the other side asks for a pause."""
    respond(near, "503 Service Unavailable", "Retry-After: 40\r\n")


def broken(request: bytes, near: socket.socket, far: socket.socket) -> None:
    """Something before the other side has lost it."""
    respond(near, "502 Bad Gateway", "", b"<h1>Bad gateway</h1>")


def respond(near: socket.socket, status: str, headers: str, body: bytes = b"") -> None:
    head = f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    near.sendall(head.encode() + body)
