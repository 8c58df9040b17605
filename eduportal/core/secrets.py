"""Text that lies encrypted in the database, under keys of the environment.

`EDUPORTAL_FACTOR_KEYS` lists Fernet keys: the first encrypts, all of them decrypt.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """None of the listed keys has encrypted this text."""


def encrypted(text: str) -> str:
    """The text under the first key, with a digest that reveals every change."""
    return _keys().encrypt(text.encode()).decode("ascii")


def decrypted(sealed: str) -> str:
    """The text again; raises Unreadable."""
    try:
        return _keys().decrypt(sealed.encode("ascii")).decode()
    except InvalidToken as problem:
        raise Unreadable("No key of EDUPORTAL_FACTOR_KEYS fits.") from problem


def encrypted_anew(sealed: str) -> str:
    """The same text under the first key; raises Unreadable."""
    return encrypted(decrypted(sealed))


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.EDUPORTAL_FACTOR_KEYS])
