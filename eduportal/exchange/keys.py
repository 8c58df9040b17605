"""This node's own signing key."""

import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from eduportal.exchange.wire import signing


def create_key(path: Path) -> None:
    """Write a new Ed25519 key only its owner can read; an existing file is left alone."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)


@cache
def load_key(path: Path) -> Ed25519PrivateKey:
    """The key in the file; raises ImproperlyConfigured when there is none."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as problem:
        raise ImproperlyConfigured(
            f"No signing key at {path}. Create it with `manage.py node_key`."
        ) from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"The key at {path} is not an Ed25519 key.")
    return key


def own_key() -> Ed25519PrivateKey:
    """The key this node signs with."""
    return load_key(Path(settings.EDUPORTAL_SIGNING_KEY_FILE))


def own_key_id() -> str:
    """The name of that key."""
    return signing.key_id(signing.public_bytes(own_key()))
