"""Somebody at a portal over HTTP, who may send what no page would."""

import io
import threading
import zipfile
from collections import Counter
from typing import Any

import requests

from eduportal.operations.mainjob.browser import Browser, PageProblem
from tests.factories.people import PASSWORD

TIMEOUT_SECONDS = 60
Method = str


class Count:
    """Requests sent, by persona and by verb, from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.personas: Counter[str] = Counter()
        self.verbs: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()

    def add(self, persona: str, verb: str, status: int) -> None:
        with self._lock:
            self.personas[persona] += 1
            self.verbs[verb] += 1
            self.statuses[status] += 1

    def __str__(self) -> str:
        return (
            f"{self.verbs.total()} requests: {dict(self.personas)}, {dict(self.verbs)}, "
            f"answers {dict(sorted(self.statuses.items()))}"
        )


class Person:
    """A persona with a session, or a visitor without one, or a machine with its token."""

    def __init__(self, address: str, persona: str, count: Count, token: str = "") -> None:
        self.address, self.persona, self.count = address, persona, count
        self.session = requests.Session()
        if token:
            self.session.headers["Authorization"] = f"Token {token}"
        elif persona != "anonymous":
            self.session = Browser(address, persona, PASSWORD).session
        self.session.headers["Accept-Language"] = "en"

    @property
    def csrf(self) -> str:
        """The token every unsafe request of this session has to carry."""
        cookies = self.session.cookies.items()
        return next((str(value) for name, value in cookies if name.startswith("csrftoken")), "")

    @property
    def cookies(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.session.cookies.items()}

    def ask(
        self, verb: Method, path: str, csrf: str | None = None, **more: Any
    ) -> requests.Response:
        """The answer, no redirect followed. `csrf` stands in for the session's own token."""
        headers = {"X-CSRFToken": self.csrf if csrf is None else csrf} | more.pop("headers", {})
        answer = self.session.request(
            verb,
            self.address + path,
            headers=headers,
            allow_redirects=False,
            timeout=TIMEOUT_SECONDS,
            **more,
        )
        self.count.add(self.persona, verb, answer.status_code)
        return answer


def signed_in(address: str, persona: str, count: Count) -> Person | None:
    """The persona with a new session; None where signing in is refused."""
    try:
        return Person(address, persona, count)
    except PageProblem:
        return None


def text_of(answer: requests.Response) -> str:
    """The body as text, a spreadsheet unpacked, and where it sends on to."""
    content = answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return content.decode(errors="replace") + answer.headers.get("Location", "")
