"""Logs as one JSON object a line: for journald, Loki or any other reader. No line names a child.

The text of an exception may quote a row, a cell or a form: it is written only where its class is
known to speak of machines. Of every other exception a log holds class and place, and of an error
of the database the SQLSTATE and the names of constraint, table and column.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

Fields = dict[str, object]
# The request being answered, or the task being done. Names of people are never among the fields.
current_work: ContextVar[Fields | None] = ContextVar("current_work", default=None)

# Python's own classes whose text names types, modules, files and addresses.
SPEAKS_OF_MACHINES = (
    ArithmeticError,
    AttributeError,
    ImportError,
    MemoryError,
    NameError,
    OSError,
    RecursionError,
    TypeError,
)
# The libraries that talk to servers, by their first name, and refusals to start.
SPEAKING_PACKAGES = frozenset({"amqp", "billiard", "celery", "kombu", "redis", "requests"})
SPEAKING_CLASSES = frozenset({"ImproperlyConfigured", "AppRegistryNotReady"})
DATABASE_PACKAGES = ("psycopg2", "django.db.utils")
# Without an SQLSTATE they tell of a connection, not of a row.
OF_CONNECTIONS = frozenset({"OperationalError", "InterfaceError"})
CAUSED = "\nThe above exception was the direct cause of the following exception:\n\n"
MEANWHILE = "\nDuring handling of the above exception, another exception occurred:\n\n"
# A query may hold a searched name; the end of a link that resets a password is a secret.
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")
RESET_LINK = re.compile(r"(/accounts/password/reset/)[^\s\"'?]+")
# What gunicorn and Django quote of a request they refuse: a header, a cookie, a part of the body.
REFUSED = re.compile(
    r"(Invalid request from ip=\S+?): .*|(Origin checking failed|Referer checking failed) - .*",
    re.DOTALL,
)
# Shorter texts are parts of too many words to be replaced.
SHORTEST_REPLACED = 4


def name_user(user_id: int | None) -> None:
    """Let the lines that follow name the user of the request being answered."""
    if (fields := current_work.get()) is not None:
        fields["user_id"] = user_id


class WorkFilter(logging.Filter):
    """Adds request or task to every line written for it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.work_fields = current_work.get() or {}
        return True


class JsonFormatter(logging.Formatter):
    """time, level, logger, message, the fields of the work and, where there is one, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        line: Fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": cleaned(message_of(record, error)),
            **getattr(record, "work_fields", {}),
        }
        if isinstance(record.args, Mapping) and "id" in record.args:
            line["task_id"] = record.args["id"]
        if error is not None:
            line["traceback"] = traceback_of(error)
        return json.dumps(line, ensure_ascii=False, default=str)


def message_of(record: logging.LogRecord, error: BaseException | None) -> str:
    """The record's message, with each exception in it described instead of quoted."""
    text = str(record.msg)
    if record.args:
        text %= described_arguments(record.args)
    for each in chain_of(error) if error else ():
        for quoted in (repr(each), str(each)):
            is_long = len(quoted) >= SHORTEST_REPLACED
            if quoted == text or (is_long and quoted in text and not speaks_of_machines(each)):
                text = text.replace(quoted, described(each))
    return text


def described_arguments(args: Any) -> Any:
    """The arguments of a line; Celery gives the text of a task's exception as `exc`."""
    if isinstance(args, Mapping):
        safe = {name: described_argument(value) for name, value in args.items()}
        if isinstance(exc := safe.get("exc"), str):
            safe["exc"] = exc.partition("(")[0]
        return safe
    return tuple(described_argument(value) for value in args)


def described_argument(value: object) -> object:
    return described(value) if isinstance(value, BaseException) else value


def described(error: BaseException) -> str:
    """An exception as a log may hold it: its class, and its text where that names no row."""
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    if kind.__module__.startswith(DATABASE_PACKAGES):
        return described_database_error(error, name)
    if not speaks_of_machines(error):
        return name
    return f"{name}: {error}" if str(error) else name


def speaks_of_machines(error: BaseException) -> bool:
    """Whether the text of this exception is known to quote nothing of a person."""
    kinds = type(error).__mro__
    return (
        isinstance(error, SPEAKS_OF_MACHINES)
        or any(kind.__module__.partition(".")[0] in SPEAKING_PACKAGES for kind in kinds)
        or any(kind.__name__ in SPEAKING_CLASSES for kind in kinds)
    )


def described_database_error(error: BaseException, name: str) -> str:
    """Class, SQLSTATE and the names PostgreSQL gives; its sentences quote the row."""
    # Django keeps the driver's exception as the cause of its own.
    origin: Any = error if hasattr(error, "pgcode") else error.__cause__
    code, details = getattr(origin, "pgcode", None), getattr(origin, "diag", None)
    if code is None:
        of_connection = origin is not None and type(error).__name__ in OF_CONNECTIONS
        return f"{name}: {' '.join(str(error).split())}" if of_connection else name
    names = [f"SQLSTATE {code}"]
    for kind in ("constraint", "table", "column"):
        if found := getattr(details, f"{kind}_name", None):
            names.append(f"{kind} {found}")
    return f"{name} [{', '.join(names)}]"


def chain_of(error: BaseException) -> Iterator[BaseException]:
    """The exception and those behind it, the latest first; also the parts of a group."""
    waiting, seen = [error], set()
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [one for one in (each.__cause__, each.__context__) if one is not None]
        waiting += getattr(each, "exceptions", ())


def traceback_of(error: BaseException) -> str:
    """The places of an exception and of those behind it, each described instead of quoted."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = "".join(traceback.format_tb(current.__traceback__))
        parts.insert(0, f"Traceback (most recent call last):\n{frames}{described(current)}\n")
        for member in getattr(current, "exceptions", ()):
            parts.insert(1, f"One of several: {traceback_of(member)}\n")
        before = current.__cause__
        link = CAUSED
        if before is None and not current.__suppress_context__:
            before, link = current.__context__, MEANWHILE
        if before is not None and id(before) not in seen:
            parts.insert(0, link)
        current = before
    return "".join(parts).rstrip()


def cleaned(text: str) -> str:
    """The text without queries of addresses, secrets of links and parts of refused requests."""
    text = REFUSED.sub(lambda found: found[1] or found[2], text)
    return QUERY.sub(r"\1?…", RESET_LINK.sub(r"\1-", text))


def print_uncaught(
    kind: type[BaseException], error: BaseException | None, places: TracebackType | None
) -> None:
    """What a command ends with that failed unexpectedly: standard error is a log as well."""
    if error is None or issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error or kind(), places)
        return
    sys.stderr.write(f"{traceback_of(error)}\n")


def configuration(level: str) -> dict[str, Any]:
    """The logging of pages, workers, clock and web server: every line to standard error."""
    silent: dict[str, Any] = {"handlers": [], "level": "WARNING", "propagate": False}
    ours: dict[str, Any] = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"work": {"()": "eduportal.logs.WorkFilter"}},
        "formatters": {"line": {"()": "eduportal.logs.JsonFormatter"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["work"]}
        },
        "loggers": {
            # Django's own handlers write plain text, and mail tracebacks with local variables.
            "django": ours,
            "django.server": ours,
            "gunicorn.error": ours,
            # Request lines with their queries; the portal writes its own (core/middleware.py).
            "gunicorn.access": silent,
            # "Task received" without the request; the portal writes its own (celery.py).
            "celery.worker.strategy": {"level": "WARNING"},
        },
        "root": {"handlers": ["stderr"], "level": level},
    }
