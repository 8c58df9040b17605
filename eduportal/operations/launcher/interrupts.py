"""Ctrl-C, SIGTERM and a closed terminal: one KeyboardInterrupt, never between two halves."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupts:
    """Holds an interrupt back while a program is being started or everything is being stopped."""

    def __init__(self) -> None:
        self._held = 0
        self._waiting = False

    def install(self) -> None:
        """Take over the signals of this process; call once, from the main thread."""
        for number in SIGNALS:
            signal.signal(number, self._receive)

    @contextmanager
    def held(self) -> Iterator[None]:
        """No interrupt inside the block; one that came meanwhile is raised at its end."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
        if self._waiting and not self._held:
            self._waiting = False
            raise KeyboardInterrupt

    def hold_for_good(self) -> None:
        """Ignore further interrupts: what comes now must run to its end."""
        self._held += 1

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if self._held:
            self._waiting = True
        else:
            raise KeyboardInterrupt


interrupts = Interrupts()
