"""Ed25519 signatures over packages and receipts."""

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

RAW = serialization.Encoding.Raw
RAW_PUBLIC = serialization.PublicFormat.Raw


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public half."""
    return key.public_key().public_bytes(RAW, RAW_PUBLIC)


def key_id(public: bytes) -> str:
    """A key's name: the start of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:32]


def sign(key: Ed25519PrivateKey, statement: bytes) -> bytes:
    """The signature of the statement, 64 bytes."""
    return key.sign(statement)


def is_signed(public: bytes, signature: bytes, statement: bytes) -> bool:
    """Whether the public key's owner signed exactly this statement."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def to_text(value: bytes) -> str:
    """Bytes as base64 text."""
    return base64.b64encode(value).decode()


def from_text(text: str) -> bytes:
    """Base64 text as bytes; raises ValueError for anything else."""
    return base64.b64decode(text, validate=True)
