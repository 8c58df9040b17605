"""This node's own signing key."""

import os
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from eduportal.exchange.wire import signing


def create_key(path: Path) -> None:
    """Write a new Ed25519 key only its owner can read; an existing file is left alone.

    The file appears under its name only when it is complete, and several processes at once end
    with the key of exactly one of them.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    # mkstemp makes the file readable by its owner alone.
    descriptor, written = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        # A link never replaces what is there, a rename would.
        with suppress(FileExistsError):
            os.link(written, path)
    finally:
        os.unlink(written)


def load_key(path: Path) -> Ed25519PrivateKey:
    """The key in the file as it is now; raises ImproperlyConfigured when there is none.

    A file that has been replaced is read again: a change of keys needs no restart.
    """
    try:
        found = path.stat()
        return _read(path, found.st_ino, found.st_mtime_ns)
    except (OSError, ValueError) as problem:
        raise ImproperlyConfigured(
            f"No signing key at {path}. Create it with `manage.py node_key`."
        ) from problem


@lru_cache(maxsize=2)
def _read(path: Path, _inode: int, _written_at: int) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"The key at {path} is not an Ed25519 key.")
    return key


def next_key_file() -> Path:
    """Where a new key waits until the neighbours know it."""
    path = Path(settings.EDUPORTAL_SIGNING_KEY_FILE)
    return path.with_name(f"{path.name}.next")


def use_next_key() -> None:
    """Sign with the key that waited; the private half of the old one is gone."""
    os.replace(next_key_file(), Path(settings.EDUPORTAL_SIGNING_KEY_FILE))


def own_key() -> Ed25519PrivateKey:
    """The key this node signs with."""
    return load_key(Path(settings.EDUPORTAL_SIGNING_KEY_FILE))


def own_key_id() -> str:
    """The name of that key."""
    return signing.key_id(signing.public_bytes(own_key()))
