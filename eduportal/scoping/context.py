"""Open and close a scope for one transaction."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from django.db import connections, transaction

from eduportal.logs import name_user
from eduportal.scoping.scope import setting_for

T = TypeVar("T")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Actor:
    """Who is writing and through which door, for the mark history.

    `door` is one of browser, api, import, sync, admin, command, task. `operation` groups the
    changes of one batch (one save of the grid, one import job) as a UUID text.
    """

    user_id: int | None = None
    door: str = "command"
    reason: str = ""
    operation: str = ""


READ = (
    "select coalesce(current_setting('eduportal.scope', true), ''),"
    " coalesce(current_setting('eduportal.actor', true), ''),"
    " coalesce(current_setting('eduportal.door', true), ''),"
    " coalesce(current_setting('eduportal.reason', true), ''),"
    " coalesce(current_setting('eduportal.operation', true), '')"
)
WRITE_SCOPE = "select set_config('eduportal.scope', %s, true)"
WRITE_ACTOR = (
    "select set_config('eduportal.actor', %s, true), set_config('eduportal.door', %s, true),"
    " set_config('eduportal.reason', %s, true), set_config('eduportal.operation', %s, true)"
)
WRITE_ALL = WRITE_SCOPE + ", " + WRITE_ACTOR.removeprefix("select ")


def _run(using: str, sql: str, params: Iterable[str] = ()) -> tuple[str, ...]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, list(params))
        row: tuple[str, ...] = cursor.fetchone()
        return row


def _restore(using: str, sql: str, params: Iterable[str]) -> None:
    """Put the settings back, unless the changes are taken back: then PostgreSQL does it itself."""
    if not connections[using].needs_rollback:
        _run(using, sql, params)


def _texts_of(actor: Actor) -> list[str]:
    return [str(actor.user_id or ""), actor.door, actor.reason, actor.operation]


@contextmanager
def _settings(using: str, write: str, params: list[str]) -> Iterator[None]:
    outermost = not connections[using].in_atomic_block
    with transaction.atomic(using=using):
        # A fresh transaction starts with empty settings and drops ours at its end.
        before = () if outermost else _run(using, READ)
        _run(using, write, params)
        yield
        if not outermost:
            _restore(using, WRITE_ALL, before)


@contextmanager
def schools(school_ids: Iterable[int], using: str = "default") -> Iterator[None]:
    """Let this transaction see and change the rows of these schools only."""
    with _settings(using, WRITE_SCOPE, [setting_for(school_ids)]):
        yield


@contextmanager
def everywhere(
    reason: str, using: str = "default", *, actor: Actor | None = None
) -> Iterator[None]:
    """Let this transaction see every school's rows; the reason is logged at level DEBUG.

    `actor` is who writes meanwhile, as acting_as says it, in the same statement.
    """
    if not reason.strip():
        raise ValueError("everywhere() needs a reason")
    logger.debug("Every school is in scope: %s", reason)
    params = [setting_for(None), *(_texts_of(actor) if actor else ())]
    with _settings(using, WRITE_ALL if actor else WRITE_SCOPE, params):
        yield


def narrow(school_ids: Iterable[int], using: str = "default") -> None:
    """From here on to the end of the scope that is open, only the rows of these schools."""
    if not connections[using].in_atomic_block:
        raise RuntimeError("narrow() needs an open scope")
    _run(using, WRITE_SCOPE, [setting_for(school_ids)])


@contextmanager
def acting_as(actor: Actor, using: str = "default") -> Iterator[None]:
    """Record in the mark history who writes and through which door, until the block ends."""
    with _settings(using, WRITE_ACTOR, _texts_of(actor)):
        yield


@contextmanager
def reasoned(reason: str, using: str = "default") -> Iterator[None]:
    """Record in the mark history why marks change, until the block ends."""
    write = "select set_config('eduportal.reason', %s, true)"
    with _settings(using, write, [reason]):
        yield


@contextmanager
def request_settings(setting: str, actor: Actor, using: str = "default") -> Iterator[None]:
    """One statement for scope and actor together: what every request opens with."""
    name_user(actor.user_id)
    with _settings(using, WRITE_ALL, [setting, *_texts_of(actor)]):
        yield


def replace_request_settings(setting: str, actor: Actor, using: str = "default") -> None:
    """Change scope and actor in the middle of a request whose user was not known before.

    `request_settings` is open around it and drops or restores the settings at the end.
    """
    name_user(actor.user_id)
    _run(using, WRITE_ALL, [setting, *_texts_of(actor)])


def scoped_stream(chunks: Iterable[T], setting: str, using: str = "default") -> Iterator[T]:
    """Reopen a request's scope around a streamed answer, which outlives the middleware."""
    with _settings(using, WRITE_SCOPE, [setting]):
        try:
            yield from chunks
        except Exception:
            # The web server logs it too, when the request is already forgotten.
            logger.exception("A streamed answer was cut off.")
            raise
