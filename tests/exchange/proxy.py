"""What stands between two nodes on a real line: a proxy whose cable breaks."""

import socket
import threading


class CuttingProxy:
    """Passes everything on to a port, and cuts the answers of the next `cuts` connections.

    What was sent has reached the other side by then: it has committed, and nobody hears of it.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self._accept)

    def __enter__(self) -> "CuttingProxy":
        self.thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self.listener.accept()
            except OSError:
                return
            with near, socket.create_connection(("127.0.0.1", self.port)) as far:
                self._carry(near, far)

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        """One connection: the request up, the answer down or cut."""
        up = threading.Thread(target=pour, args=(near, far))
        up.start()
        if self.cuts:
            self.cuts -= 1
            far.recv(1)
            near.shutdown(socket.SHUT_RDWR)
            far.shutdown(socket.SHUT_RDWR)
        else:
            pour(far, near)
        up.join()


def pour(source: socket.socket, target: socket.socket) -> None:
    """Copy bytes until the source ends, and end the target with it."""
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return
