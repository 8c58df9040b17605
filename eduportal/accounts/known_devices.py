"""Devices an account has signed in from before: a signed cookie that names them.

It opens nothing. It only keeps strangers' wrong guesses from slowing the owner (services/guessing).
One browser may know several people, as in a staff room. A changed password forgets every device.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from eduportal.accounts.models import User

SALT = "accounts.known_devices"
KEPT_SECONDS = 180 * 24 * 3600
# Browsers keep about 4 KB of a cookie.
MOST_PEOPLE = 30


def known_device(request: HttpRequest, user: User | None) -> str:
    """The name of this browser if it has signed in as the user before, with the password of now."""
    if user is None:
        return ""
    known = _read(request)
    is_known = constant_time_compare(known["people"].get(str(user.pk), ""), _mark_of(user))
    return str(known["device"]) if is_known else ""


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Make this browser one the user is known by."""
    known = _read(request)
    people = {key: mark for key, mark in known["people"].items() if key != str(user.pk)}
    newest = [*people.items(), (str(user.pk), _mark_of(user))][-MOST_PEOPLE:]
    response.set_cookie(
        settings.KNOWN_DEVICE_COOKIE_NAME,
        signing.dumps({"device": known["device"], "people": dict(newest)}, salt=SALT),
        max_age=KEPT_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    """The cookie, or a new device that knows nobody."""
    try:
        cookie = request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE_NAME, "")
        known: dict[str, Any] = signing.loads(cookie, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return {"device": get_random_string(16), "people": {}}
    return known


def _mark_of(user: User) -> str:
    """Changes with the password."""
    secret = f"{user.pk}:{user.password}"
    return salted_hmac(SALT, secret, algorithm="sha256").hexdigest()[:24]
