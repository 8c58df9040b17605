"""The second factors of a person: adding, asking, naming, removing one; recovery codes."""

import datetime
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp_webauthn.models import WebAuthnCredential

from eduportal.accounts.devices import TOLERANCE_STEPS, clock_of
from eduportal.accounts.models import Authenticator, RecoveryCodes, User
from eduportal.accounts.selectors import factors_of, needs_second_factor
from eduportal.core.reading import whole_number

SecondFactor: TypeAlias = Authenticator | RecoveryCodes | WebAuthnCredential
OwnFactor: TypeAlias = Authenticator | WebAuthnCredential
CODE_DIGITS = 6
LONGEST_NAME = 64


class CodeRefused(Exception):
    """The proof is wrong, used already, or comes too soon after wrong ones; says which."""


class LastFactor(Exception):
    """The person's role needs a second factor, and this is the only one: only replaced."""


def confirm_authenticator(*, user: User, key: str, code: str, name: str = "") -> Authenticator:
    """Make the application that holds `key` (hexadecimal) a second factor of the user.

    Raises CodeRefused unless `code` is what the application shows now.
    """
    clock = clock_of(key)
    digits = whole_number(_plain(code))
    if digits is None or not clock.verify(digits, tolerance=TOLERANCE_STEPS):
        raise CodeRefused(_wrong_code())
    # `last_step` keeps this very code from opening a session again.
    device = Authenticator(user=user, drift=clock.drift, last_step=clock.t())
    device.key = key
    device.name = name_of(name, _("Authenticator application"))
    device.save()
    return device


def verify_code(*, user: User, code: str) -> SecondFactor:
    """The device that accepts the code: six digits go to the applications, else recovery codes.

    A recovery code is used up. Raises CodeRefused; after wrong codes the wait doubles each time.
    """
    plain = _plain(code)
    is_code = whole_number(plain) is not None and len(plain) == CODE_DIGITS
    model = Authenticator if is_code else RecoveryCodes
    with transaction.atomic():
        devices = model.objects.select_for_update().filter(user=user, confirmed=True).order_by("pk")
        waits = {device: _seconds_locked(device) for device in devices}
        asked = [device for device, seconds in waits.items() if not seconds]
        accepted = next((device for device in asked if device.verify_token(plain)), None)
    # Outside the block above: the devices have counted the failure and must keep it.
    if accepted is None and waits and not asked:
        raise CodeRefused(_too_soon(min(waits.values())))
    if accepted is None:
        raise CodeRefused(_wrong_code())
    return accepted


def new_recovery_codes(*, user: User) -> list[str]:
    """Replace the user's recovery codes; the answer is the only time they can be read."""
    codes = RecoveryCodes.new_codes()
    with transaction.atomic():
        RecoveryCodes.objects.filter(user=user).delete()
        device = RecoveryCodes(user=user, name="recovery")
        device.codes = codes
        device.save()
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def rename_factor(*, device: OwnFactor, name: str) -> None:
    """Give the device another name; an empty one changes nothing."""
    device.name = name_of(name, device.name)
    device.save(update_fields=["name"])


def remove_factor(*, user: User, device: OwnFactor) -> None:
    """Forget one device of the user; with the last one the recovery codes go as well.

    Raises LastFactor where the user must have one.
    """
    with transaction.atomic():
        # One at a time, so that two requests do not remove the last two.
        User.objects.select_for_update().get(pk=user.pk)
        others = [each for each in factors_of(user) if each != device]
        if not others and needs_second_factor(user):
            raise LastFactor
        device.delete()
        if not others:
            RecoveryCodes.objects.filter(user=user).delete()


def name_of(typed: str, otherwise: str) -> str:
    """A device's name as it is kept: trimmed, never empty."""
    return (typed.strip() or otherwise)[:LONGEST_NAME]


def _plain(code: str) -> str:
    """The code without the spaces and dashes that are copied with it; "" for what is no code."""
    plain = code.replace(" ", "").replace("-", "").lower()
    return plain if plain.isascii() and plain.isalnum() else ""


def _wrong_code() -> str:
    return _("This code is not right or has been used. Wait for the next one and try again.")


def _too_soon(seconds: int) -> str:
    return ngettext(
        "Too many wrong codes. Wait %(count)d second, then use the newest code.",
        "Too many wrong codes. Wait %(count)d seconds, then use the newest code.",
        seconds,
    ) % {"count": seconds}


def _seconds_locked(device: Authenticator | RecoveryCodes) -> int:
    allowed, why = device.verify_is_allowed()
    if allowed:
        return 0
    left: datetime.timedelta = why["locked_until"] - timezone.now()
    return max(1, round(left.total_seconds()))
