"""Strict readers of environment variables: a value is right, absent, or a clear error."""

import base64
import datetime
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
# Both sides notice in minutes that the other one has vanished: a sender's lock lives with its
# connection.
KEEPALIVES = {"keepalives_idle": "60", "options": "-c tcp_keepalives_idle=60"}


def text(name: str, default: str | None = None) -> str:
    """The variable's text; raises ImproperlyConfigured when it is absent and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} must be set.")
    return value


def flag(name: str, default: bool) -> bool:
    """A yes/no variable; anything but the usual spellings is refused."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} must be one of 1, 0, true, false; it is {value!r}.")


def number(name: str, default: int, least: int = 0) -> int:
    """A whole number, not below the least that makes sense."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number; it is {value!r}.")
    if int(value) < least:
        raise ImproperlyConfigured(f"{name} must be at least {least}; it is {value}.")
    return int(value)


def choice(name: str, default: str, allowed: Sequence[str]) -> str:
    """One of a few words."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}; it is {value!r}.")
    return value


def items(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def rising(name: str, default: Sequence[int]) -> tuple[int, ...]:
    """As many whole numbers as the default has, each above the one before: "46,57,66,75"."""
    given = items(name)
    if not given:
        return tuple(default)
    if not all(re.fullmatch(r"-?\d{1,3}", item, re.ASCII) for item in given):
        raise ImproperlyConfigured(f"{name} must hold whole numbers; it is {','.join(given)!r}.")
    numbers = tuple(map(int, given))
    if len(numbers) != len(default) or list(numbers) != sorted(set(numbers)):
        raise ImproperlyConfigured(f"{name} must hold {len(default)} rising numbers.")
    return numbers


def day(name: str, default: str) -> datetime.date:
    """A day as 2026-09-01."""
    value = text(name, default)
    try:
        return datetime.date.fromisoformat(value)
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name} must be a day; it is {value!r}.") from problem


def pairs(name: str, default: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Two whole numbers for each of some words, as "auditor=500/2000, clerk=3000/6000".

    A word that is not named keeps its default; one without a default is refused.
    """
    given: dict[str, tuple[int, int]] = {}
    for item in items(name):
        match = re.fullmatch(r"(\w+)=(\d{1,9})/(\d{1,9})", item, re.ASCII)
        if match is None or match[1] not in default:
            raise ImproperlyConfigured(
                f"{name} holds {item!r}; it takes WORD=NUMBER/NUMBER for {', '.join(default)}."
            )
        given[match[1]] = (int(match[2]), int(match[3]))
    return {**default, **given}


def fernet_keys(name: str, otherwise: str) -> list[str]:
    """A list of Fernet keys; one worked out from the text `otherwise` when there is none."""
    keys = items(name)
    for place, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError as problem:
            raise ImproperlyConfigured(
                f"Key {place} of {name} is not 32 bytes in URL-safe base64 (docs/deploy.md)."
            ) from problem
    digest = hashlib.sha256(f"{name}\0{otherwise}".encode()).digest()
    return keys or [base64.urlsafe_b64encode(digest).decode("ascii")]


def path(name: str, default: Path) -> Path:
    """A file or folder."""
    return Path(text(name, str(default))).expanduser()


def database(name: str) -> dict[str, object]:
    """A Django database entry from an address such as postgresql://user:secret@host:5432/name.

    A folder of a Unix socket is given as `?host=/run/postgresql`.
    """
    url = urlsplit(text(name))
    if url.scheme not in {"postgres", "postgresql"} or not url.path.strip("/"):
        raise ImproperlyConfigured(
            f"{name} must look like postgresql://user:password@host:5432/database."
        )
    query = dict(part.split("=", 1) for part in url.query.split("&") if "=" in part)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(query.pop("host", url.hostname or "")),
        "PORT": str(url.port or query.pop("port", "")),
        "OPTIONS": KEEPALIVES | {key: unquote(value) for key, value in query.items()},
    }


def replica(name: str, first: Mapping[str, object]) -> dict[str, object]:
    """The same for a replica of the `first` database; nothing where the variable is absent.

    It is given up quickly: whoever waits for it can be served by the first.
    """
    if not os.environ.get(name, "").strip():
        return {}
    found = database(name)
    options = {"connect_timeout": "2", "tcp_user_timeout": "3000"}
    kept = {key: value for key, value in first.items() if key.startswith("CONN_")}
    return {**found, **kept, "OPTIONS": options | dict(cast(dict[str, str], found["OPTIONS"]))}
