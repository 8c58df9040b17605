"""The answer to a bundle that came on a stick: what a request would have been told, signed."""

import json
from dataclasses import dataclass
from typing import Any

from eduportal.exchange.wire.signing import from_text, to_text

FORMAT = "gradesync-answer/1"


class BadAnswer(Exception):
    """The file is no answer."""


@dataclass(frozen=True)
class SignedAnswer:
    """The bytes that were signed, and by which key."""

    content: bytes
    key_id: str
    signature: bytes

    @property
    def fields(self) -> dict[str, Any]:
        """`node`, `ledger`, `at` and `results`; raises BadAnswer."""
        try:
            found = json.loads(self.content)
            kinds = [type(found[name]) for name in ("fmt", "node", "ledger", "at", "results")]
        except (ValueError, KeyError, TypeError, RecursionError) as problem:
            raise BadAnswer("The file holds no answer.") from problem
        if kinds != [str, str, str, str, list] or found["fmt"] != FORMAT:
            raise BadAnswer(f"The file is not {FORMAT}.")
        return dict(found)


def content_of(node: str, ledger: str, at: str, results: list[dict[str, Any]]) -> bytes:
    """What is signed."""
    fields = {"fmt": FORMAT, "node": node, "ledger": ledger, "at": at, "results": results}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def to_file(answer: SignedAnswer) -> bytes:
    """The file as it is carried."""
    fields = {
        "content": answer.content.decode(),
        "key_id": answer.key_id,
        "signature": to_text(answer.signature),
    }
    return json.dumps(fields, ensure_ascii=False).encode()


def from_file(file: bytes) -> SignedAnswer:
    """Read it back; raises BadAnswer."""
    try:
        found = json.loads(file)
        content, key_id, signature = (found[name] for name in ("content", "key_id", "signature"))
        return SignedAnswer(content.encode(), str(key_id), from_text(signature))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise BadAnswer("The file is no answer to a stick.") from problem
