"""The line between two nodes: counts bytes, and can be slow, far away, and cut answers off."""

import asyncio
import random
import threading
from dataclasses import dataclass, field

HOST = "127.0.0.1"
PIECE = 4096
SEED = 7


@dataclass
class Line:
    """Passes connections on to `port` as long as it is open.

    `delay` is the way in one direction, in seconds, and a new connection costs it twice; `rate`
    bytes a second in one direction, of all connections together, 0 for no limit; `cut` the share
    of answers of which only the first byte arrives.
    """

    port: int
    delay: float = 0.0
    rate: int = 0
    cut: float = 0.0
    up: int = 0
    down: int = 0
    connections: int = 0
    address: str = ""
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    _up: asyncio.Lock = field(default_factory=asyncio.Lock)
    _down: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __enter__(self) -> "Line":
        opened = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(opened,))
        self._thread.start()
        opened.wait()
        return self

    def __exit__(self, *problem: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self, opened: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._carry, HOST, 0))
        self.address = f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
        opened.set()
        self._loop.run_forever()
        server.close()
        # Connections that are still open end with the line: no fault of theirs.
        self._loop.set_exception_handler(lambda _loop, _about: None)
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self.connections += 1
        is_cut = self._chance.random() < self.cut
        await asyncio.sleep(2 * self.delay)
        far, on = await asyncio.open_connection(HOST, self.port)
        ways = [
            asyncio.create_task(self._pass(near, on, is_up=True)),
            asyncio.create_task(self._pass(far, back, is_up=False, is_cut=is_cut)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        if not ways[1].done():
            await asyncio.wait(ways[1:], timeout=60)
        for each in (on, back):
            each.close()

    async def _pass(
        self,
        source: asyncio.StreamReader,
        to: asyncio.StreamWriter,
        *,
        is_up: bool,
        is_cut: bool = False,
    ) -> None:
        """Bytes of one direction until its end; the first of them is late by the way's length."""
        is_first = True
        while piece := await source.read(PIECE):
            if is_first:
                await asyncio.sleep(self.delay)
            if is_cut:
                piece = piece[:1]
            if self.rate:
                async with self._up if is_up else self._down:
                    await asyncio.sleep(len(piece) / self.rate)
            self._count(len(piece), is_up=is_up)
            to.write(piece)
            await to.drain()
            if is_cut:
                return
            is_first = False

    def _count(self, size: int, *, is_up: bool) -> None:
        if is_up:
            self.up += size
        else:
            self.down += size
