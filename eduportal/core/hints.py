"""Redis as what it is here: a hint. No page fails by it, and none waits twice for it.

Rows are the truth. Where Redis does not answer within a second, the cache is empty, messages to the
workers are left to the sweeps, and for PAUSE_SECONDS this process does not ask again.
"""

import json
import logging
import time
from collections.abc import Callable
from functools import cache as computed_once
from functools import partial
from typing import Any, TypeVar, cast

from celery import current_app
from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

T = TypeVar("T")
logger = logging.getLogger(__name__)
PAUSE_SECONDS = 10
# What a server that is gone, hangs, or closes the line looks like to its clients.
SILENCE = (RedisError, OperationalError, OSError)


class Circuit:
    """Whether one server is worth asking, for all threads of this process."""

    def __init__(self) -> None:
        self._ask_again_at = 0.0

    def ask(self, question: Callable[[], T], otherwise: T) -> T:
        """The answer, or `otherwise` where there is none."""
        now = time.monotonic()
        if now < self._ask_again_at:
            return otherwise
        if self._ask_again_at:
            # This thread tries; the others go without until it knows.
            self._ask_again_at = now + PAUSE_SECONDS
        try:
            answer = question()
        except SILENCE as error:
            self._ask_again_at = time.monotonic() + PAUSE_SECONDS
            logger.warning(
                "Redis does not answer (%s); cache and queue rest for %d s.", error, PAUSE_SECONDS
            )
            return otherwise
        self._ask_again_at = 0.0
        return answer


@computed_once
def circuit_of(_address: str) -> Circuit:
    """The one of this server: every thread has a cache object of its own."""
    return Circuit()


class JsonSerializer:
    """Values of the cache as JSON: unlike pickle it cannot be code to this process."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, separators=(",", ":")).encode()

    def loads(self, stored: bytes) -> Any:
        return json.loads(stored)


class HintCache(RedisCache):
    """Redis as a cache that is empty, and keeps nothing, while Redis is silent.

    Only what the portal uses: get, set, add, delete.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.circuit = circuit_of(server)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value; `default` also where what is stored is not a value of ours."""
        try:
            return self.circuit.ask(partial(super().get, key, default, version), default)
        except ValueError:
            logger.warning("The cache holds something else than JSON under a key of the portal.")
            return default

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self.circuit.ask(partial(super().set, key, value, timeout, version), None)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """True when the key was not there and is now."""
        return self.circuit.ask(partial(super().add, key, value, timeout, version), False)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self.circuit.ask(partial(super().delete, key, version), False)

    def ping(self) -> None:
        """Raise one of SILENCE unless the server answers within the timeout of the cache."""
        self._cache.get_client(write=True).ping()


def offer(task: str, **named: int | None) -> None:
    """Offer work that is stored as rows to the workers once this transaction is committed.

    The rows are stored: a queue that cannot be reached must not turn the answer into an error, and
    a sweep finds the work (eduportal/schedule.py).
    """

    def publish() -> None:
        # Django names the function when it logs a failure, and a partial has no name.
        send(task, **named)

    transaction.on_commit(publish, robust=True)


def send(task: str, **named: int | None) -> None:
    """Offer work to the workers now."""
    cache = cast(HintCache, caches["default"])

    def publish() -> None:
        # Celery's connection waits ten seconds for an answer, because workers need it to.
        cache.ping()
        current_app.send_task(task, kwargs=named, retry=False)

    cache.circuit.ask(publish, None)
