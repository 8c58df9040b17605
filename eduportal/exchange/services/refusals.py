"""Why a package is not taken in."""

from typing import Any

from eduportal.exchange.models import Package
from eduportal.exchange.wire.answer import NEVER


class Refused(Exception):
    """The package was not taken in; nothing of it was stored.

    `code` is stable and listed in docs/exchange.md. `retry` says whether the same bytes may be
    sent again: never, or after something else came first. `head` is what counts here in the scope,
    or is parked on top of it, for a sender whose chain does not fit.
    """

    def __init__(
        self, code: str, message: str, retry: str = NEVER, head: Package | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.retry = code, retry
        self.head: dict[str, Any] | None = None
        if head is not None:
            self.head = {"version": head.version, "hash": head.hash}
