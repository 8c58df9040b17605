"""What a person proves an identity with, besides the password; passkeys are django-otp-webauthn's.

Rows of these tables open accounts, so what they keep is encrypted (`core/secrets.py`).
"""

import json
import secrets
import time
from base64 import b32encode
from binascii import unhexlify

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from eduportal.core.secrets import decrypted, encrypted

# Steps of 30 seconds a telephone's clock may be ahead or behind.
TOLERANCE_STEPS = 1


class Authenticator(TimestampMixin, ThrottlingMixin, Device):
    """One application that shows a new code of six digits every 30 seconds (RFC 6238).

    django-otp's own model keeps the key readable.
    """

    sealed_key = models.TextField(_("key, encrypted"), editable=False)
    drift = models.SmallIntegerField(_("steps the clock is off"), default=0, editable=False)
    # No code of this step or an earlier one is taken again.
    last_step = models.BigIntegerField(_("step of the last code"), default=-1, editable=False)

    class Meta:
        verbose_name = _("authenticator application")
        verbose_name_plural = _("authenticator applications")

    @property
    def key(self) -> str:
        """The shared key, hexadecimal; raises Unreadable under a key that is not listed."""
        return decrypted(self.sealed_key)

    @key.setter
    def key(self, key: str) -> None:
        self.sealed_key = encrypted(key)

    def verify_token(self, token: str) -> bool:
        """Whether these digits are shown now and were not used; remembers either outcome."""
        if not self.verify_is_allowed()[0]:
            return False
        clock = clock_of(self.key, self.drift)
        if not clock.verify(int(token), TOLERANCE_STEPS, self.last_step + 1):
            self.throttle_increment()
            return False
        self.last_step, self.drift = clock.t(), clock.drift
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True

    def get_throttle_factor(self) -> int:
        """Seconds to wait after the first wrong code; doubled by each further one."""
        return 1


class RecoveryCodes(TimestampMixin, ThrottlingMixin, Device):
    """One person's unused recovery codes; each opens the account once."""

    COUNT = 10
    BYTES = 5

    sealed_codes = models.TextField(_("codes, encrypted"), editable=False)

    class Meta:
        verbose_name = _("recovery codes")
        verbose_name_plural = _("recovery codes")

    @property
    def codes(self) -> list[str]:
        """The unused ones, eight letters and digits each."""
        return list(json.loads(decrypted(self.sealed_codes)))

    @codes.setter
    def codes(self, codes: list[str]) -> None:
        self.sealed_codes = encrypted(json.dumps(codes))

    @classmethod
    def new_codes(cls) -> list[str]:
        """Fresh codes, not stored anywhere."""
        random = (secrets.token_bytes(cls.BYTES) for _each in range(cls.COUNT))
        return [b32encode(each).decode("ascii").lower() for each in random]

    def verify_token(self, token: str) -> bool:
        """Whether this code is an unused one; uses it up, or remembers the failure."""
        if not self.verify_is_allowed()[0]:
            return False
        left = [code for code in self.codes if not secrets.compare_digest(code, token)]
        if len(left) == len(self.codes):
            self.throttle_increment()
            return False
        self.codes = left
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True

    def get_throttle_factor(self) -> int:
        """Seconds to wait after the first wrong code; doubled by each further one."""
        return 1


def clock_of(key: str, drift: int = 0) -> TOTP:
    """The codes of a key (hexadecimal) now."""
    clock = TOTP(unhexlify(key), drift=drift)
    clock.time = time.time()
    return clock
