"""Pages that only read are read from a replica of the database, while there is one that is current.

A replica is the same database as PostgreSQL streams it elsewhere, policies included; the scope is
set on its connection as on the first. Where it is down or behind, the page is read as if there were
none: nobody sees an error, and nothing older than EDUPORTAL_REPLICA_BEHIND_SECONDS.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from eduportal.scoping.context import Actor, request_settings

ALIAS = "replica"
# How long an answer of the replica about itself holds, and how long its silence.
ASKED_EVERY_SECONDS = 1.0
SILENT_FOR_SECONDS = 15.0
WRITTEN = "select pg_current_wal_insert_lsn()"
# Whether it is a replica, whether it has all that was written, and the age of what it has.
READ = """
select pg_is_in_recovery(), coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false),
    coalesce(extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()), 'infinity')
"""
FAULTS = (OperationalError, InterfaceError)
logger = logging.getLogger(__name__)
_reading: ContextVar[bool] = ContextVar("reading_from_replica", default=False)


class State(StrEnum):
    """What the replica is good for."""

    NONE = "none"
    OK = "ok"
    BEHIND = "behind"
    DOWN = "down"


class ReplicaRouter:
    """Rows are read from the replica inside `reading()` alone, and written to the first always."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return ALIAS if _reading.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """They are one database."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


class Known:
    """What this process knows of the replica, and until when."""

    def __init__(self) -> None:
        self._state, self._until = State.NONE, 0.0

    def state(self) -> State:
        """The last answer while it holds, or a new one."""
        if time.monotonic() >= self._until:
            self.keep(look())
        return self._state

    def keep(self, state: State) -> None:
        if state != self._state and State.NONE not in (state, self._state):
            logger.warning("The replica is %s; it was %s.", state, self._state)
        seconds = SILENT_FOR_SECONDS if state is State.DOWN else ASKED_EVERY_SECONDS
        self._state, self._until = state, time.monotonic() + seconds


known = Known()


def look() -> State:
    """Ask both databases how far the replica is: two statements."""
    if ALIAS not in connections.settings:
        return State.NONE
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(WRITTEN)
        (written,) = cursor.fetchone()
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(READ, [written])
            is_replica, is_whole, age = cursor.fetchone()
    except FAULTS:
        connections[ALIAS].close()
        return State.DOWN
    if not is_replica:
        return State.DOWN
    is_current = is_whole or age <= settings.EDUPORTAL_REPLICA_BEHIND_SECONDS
    return State.OK if is_current else State.BEHIND


@contextmanager
def reading(setting: str, actor: Actor) -> Iterator[None]:
    """Read rows from the replica, in this scope, until the block ends."""
    with request_settings(setting, actor, using=ALIAS):
        token = _reading.set(True)
        try:
            yield
        finally:
            _reading.reset(token)


def from_replica(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that only reads, from the replica where that is current.

    Where the replica fails in the middle of it, the view begins again at the first database.
    """

    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if known.state() is not State.OK:
            return view(request, *args, **kwargs)
        actor = Actor(user_id=request.user.pk, door="browser")
        try:
            with reading(request.scope.setting, actor):  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)
        except FAULTS:
            logger.warning("The replica failed while a page was read.", exc_info=True)
            connections[ALIAS].close()
            known.keep(State.DOWN)
            return view(request, *args, **kwargs)

    return read
