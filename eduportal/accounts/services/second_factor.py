"""The second factor: an authenticator application and recovery codes."""

import datetime
import time
from binascii import unhexlify
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from eduportal.accounts.models import User
from eduportal.core.reading import whole_number

SecondFactor: TypeAlias = TOTPDevice | StaticDevice

RECOVERY_CODES = 10
# Steps of 30 seconds a telephone's clock may be ahead or behind.
TOLERANCE_STEPS = 1


class CodeRefused(Exception):
    """The code is wrong, used already, or comes too soon after wrong ones; says which."""


def confirm_authenticator(*, user: User, key: str, code: str) -> TOTPDevice:
    """Make the application that holds `key` (hexadecimal) the user's second factor.

    Raises CodeRefused unless `code` is what the application shows now.
    """
    clock = TOTP(unhexlify(key))
    clock.time = time.time()
    digits = whole_number(_plain(code))
    if digits is None or not clock.verify(digits, tolerance=TOLERANCE_STEPS):
        raise CodeRefused(_wrong_code())
    # `last_t` keeps this very code from opening a session again.
    return TOTPDevice.objects.create(
        user=user, name="app", key=key, confirmed=True, drift=clock.drift, last_t=clock.t()
    )


def verify_code(*, user: User, code: str) -> SecondFactor:
    """The device that accepts the code: six digits go to the application, else recovery codes.

    A recovery code is used up. Raises CodeRefused; after wrong codes the wait doubles each time.
    """
    plain = _plain(code)
    model = TOTPDevice if whole_number(plain) is not None and len(plain) == 6 else StaticDevice
    with transaction.atomic():
        device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is None:
            raise CodeRefused(_wrong_code())
        seconds = _seconds_locked(device)
        if seconds:
            raise CodeRefused(
                ngettext(
                    "Too many wrong codes. Wait %(count)d second, then use the newest code.",
                    "Too many wrong codes. Wait %(count)d seconds, then use the newest code.",
                    seconds,
                )
                % {"count": seconds}
            )
        accepted = device.verify_token(plain)
    if not accepted:
        # Outside the block above: the device has counted the failure and must keep it.
        raise CodeRefused(_wrong_code())
    return device


def new_recovery_codes(*, user: User) -> list[str]:
    """Replace the user's recovery codes; the answer is the only time they can be read."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
        codes = [StaticToken.random_token() for _each in range(RECOVERY_CODES)]
        StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def remove_second_factor(*, user: User) -> None:
    """Forget the application and the recovery codes. Repeating it changes nothing."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()


def _plain(code: str) -> str:
    """The code without the spaces and dashes that are copied with it; "" for what is no code."""
    plain = code.replace(" ", "").replace("-", "").lower()
    return plain if plain.isascii() and plain.isalnum() else ""


def _wrong_code() -> str:
    return _("This code is not right or has been used. Wait for the next one and try again.")


def _seconds_locked(device: SecondFactor) -> int:
    allowed, why = device.verify_is_allowed()
    if allowed:
        return 0
    left: datetime.timedelta = why["locked_until"] - timezone.now()
    return max(1, round(left.total_seconds()))
