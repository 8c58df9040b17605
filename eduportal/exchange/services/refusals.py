"""Why a package is not taken in."""

from typing import Any


class Refused(Exception):
    """The package was not taken in; nothing of it was stored.

    `code` is stable and listed in docs/exchange.md. `retry` says whether the same bytes may be
    sent again: never, after (something else comes first), now. `head` is the newest version known
    here, for a sender whose chain does not fit.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        retry: str = "never",
        head: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.retry, self.head = status, code, retry, head
