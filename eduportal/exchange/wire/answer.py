"""What a node says of each package it was sent or asked about."""

from dataclasses import dataclass, field, fields
from typing import Any

from eduportal.exchange.wire.problem import Problem
from eduportal.exchange.wire.signing import from_text

LONGEST_TEXT = 500
PROBLEM_FIELDS = [each.name for each in fields(Problem)]


@dataclass(frozen=True)
class Answer:
    """What the node above said of one package: a stable code, and whether to send it again.

    `retry` is never, after (something else comes first) or now.
    """

    code: str
    retry: str
    message: str = ""
    receipt: bytes | None = None
    signature: bytes = b""
    errors: list[dict[str, str]] = field(default_factory=list)


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
    receipt = item.get("receipt")
    problems = [_problem(found) for found in item.get("problems") or []]
    return Answer(
        code=_text(item["code"]),
        retry=_text(item["retry"]),
        message="; ".join(problem["message"] for problem in problems[:5]),
        receipt=receipt["content"].encode() if receipt else None,
        signature=from_text(receipt["signature"]) if receipt else b"",
        errors=problems,
    )


def _problem(found: dict[str, Any]) -> dict[str, str]:
    return {name: _text(found.get(name, "")) for name in PROBLEM_FIELDS}


def _text(value: Any) -> str:
    """PostgreSQL has no place for NUL."""
    return str(value)[:LONGEST_TEXT].replace("\0", "")
