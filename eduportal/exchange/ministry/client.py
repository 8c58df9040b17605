"""Bringing records to the Ministry's front end, and what it says of each.

No document of its interface is known: NĐ 88/2026/NĐ-CP Art. 15(4) promises one. What is here is the
smallest that the record format needs, behind `Adapter`: another interface is another adapter.
"""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import requests
from django.conf import settings
from django.utils import timezone
from urllib3.exceptions import HTTPError

from eduportal.core.text import visible
from eduportal.exchange.bounded import Unbounded, content_of
from eduportal.exchange.models import MinistryRecord
from eduportal.exchange.models.record import RecordEvent

FINAL = (400, 413, 422)
LARGEST_ANSWER_BYTES = 8 * 1024 * 1024
CONNECT_SECONDS = 5
# The column ends at 2**31: what the other side names must leave room for the versions to come.
LARGEST_VERSION = 10**9
LONGEST_STATE = 10


class Answer(NamedTuple):
    """What the other side says of one record.

    `version` is the greatest it holds, `is_processed` whether it has taken this one in just now,
    `state` its own code (tables/states.toml), `message` its reason.
    """

    record_id: UUID
    version: int
    is_processed: bool
    state: str
    message: str


class Unanswered(Exception):
    """No usable answer: what was sent may or may not have arrived.

    `is_final` says that the same request will never be taken.
    """

    def __init__(self, message: str, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


class Adapter(Protocol):
    """One way to the Ministry."""

    def put(self, records: Sequence[MinistryRecord]) -> list[Answer]:
        """Bring records, parents before children. Raises Unanswered."""


class HttpAdapter:
    """A JSON list of records by HTTPS, answered by a JSON list of states."""

    def put(self, records: Sequence[MinistryRecord]) -> list[Answer]:
        body = json.dumps({"BanGhi": [enveloped(each) for each in records]}, ensure_ascii=False)
        password, limit = _password(), settings.EXCHANGE_TIMEOUT_SECONDS
        sent = {"Authorization": f"Bearer {password}"} if password else {}
        try:
            response = requests.post(
                settings.EDUPORTAL_CSDL_URL,
                data=body.encode(),
                headers={"Content-Type": "application/json", **sent},
                timeout=(CONNECT_SECONDS, limit),
                allow_redirects=False,
                stream=True,
            )
            with response:
                content = content_of(response, LARGEST_ANSWER_BYTES, time.monotonic() + limit)
        except Unbounded as problem:
            raise Unanswered(f"{problem.code}: {problem}") from problem
        except (requests.RequestException, HTTPError) as problem:
            raise Unanswered(f"no_answer: {type(problem).__name__}") from problem
        # A refusal may repeat what was sent, and is shown to people.
        shown = content.replace(password.encode(), b"***") if password else content
        return _answers(response.status_code, shown)


def enveloped(record: MinistryRecord) -> dict[str, Any]:
    """The record as it travels. Moments are those of this node's zone, without naming it."""
    moment = record.created_at if record.event == RecordEvent.NEW else record.changed_at
    return {
        "Bang": record.table,
        "IdBanGhi": str(record.record_id),
        "SuKien": record.event,
        "PhienBan": record.version,
        "ThoiGianCapNhat": f"{timezone.localtime(moment):%Y-%m-%dT%H:%M:%S}",
        "KeyCha": str(record.parent_id) if record.parent_id else None,
        **record.content,
    }


def _password() -> str:
    """The password as it is in its file now: a new one needs no restart. Empty for none."""
    file = settings.EDUPORTAL_CSDL_TOKEN_FILE
    try:
        password = Path(file).read_bytes().strip() if file else b""
    except OSError as problem:
        raise Unanswered(f"no_password: {type(problem).__name__}") from problem
    text = password.decode(errors="replace")
    if not (text.isascii() and text.isprintable()):
        raise Unanswered("no_password: not one line of ASCII")
    return text


def _answers(status: int, content: bytes) -> list[Answer]:
    if status != requests.codes.ok:
        said = visible(content[:200].decode(errors="replace"))
        raise Unanswered(f"refused: {status} {said}", status in FINAL)
    try:
        return [_answer(each) for each in json.loads(content)["KetQua"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise Unanswered(f"not_understood: {type(problem).__name__}") from problem


def _answer(said: dict[str, Any]) -> Answer:
    version, state = said["PhienBan"], visible(str(said["TrangThai"]))
    if type(version) is not int or not 0 <= version < LARGEST_VERSION or len(state) > LONGEST_STATE:
        raise ValueError("no version or state of a record")
    message = visible(str(said.get("MoTa", "")))
    return Answer(UUID(said["IdBanGhi"]), version, said["DaXuLy"] is True, state, message)
