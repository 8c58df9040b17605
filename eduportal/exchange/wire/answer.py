"""What a node says of each package it was sent or asked about."""

import re
from dataclasses import dataclass, field
from typing import Any

from eduportal.exchange.wire.signing import from_text

LONGEST_TEXT = 500
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
NEVER, AFTER = "never", "after"


@dataclass(frozen=True)
class SignedReceipt:
    """A receipt's bytes and the issuer's signature over them."""

    content: bytes
    signature: bytes


@dataclass(frozen=True)
class Answer:
    """What the node above said of one package: a stable code, and whether to send it again.

    `retry` is never, or after: something else comes first. `receipts` are all it holds of the
    package, its own first, those from above it after.
    """

    code: str
    retry: str
    message: str = ""
    receipts: tuple[SignedReceipt, ...] = ()
    problems: tuple[dict[str, Any], ...] = field(default=())


def parse(items: Any) -> dict[str, Answer]:
    """The answers by digest. What is not understood is left out: its package is sent again."""
    answers = {}
    for item in items if isinstance(items, list) else []:
        try:
            answers[str(item["hash"])] = _answer(item)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return answers


def _answer(item: dict[str, Any]) -> Answer:
    problems = tuple(item.get("problems") or ())
    messages = [_text(problem["message"]) for problem in problems[:5]]
    return Answer(
        code=_text(item["code"]),
        retry=_text(item["retry"]),
        message="; ".join(messages),
        receipts=tuple(
            SignedReceipt(each["content"].encode(), from_text(each["signature"]))
            for each in item.get("receipts") or ()
        ),
        problems=problems,
    )


def _text(value: Any) -> str:
    """PostgreSQL has no place for NUL, and of half a pair no bytes can be made."""
    return UNSTORABLE.sub("", str(value)[:LONGEST_TEXT])
