"""How often one address or one machine may send requests. The rates are settings."""

import logging
from collections.abc import Callable
from functools import wraps
from math import ceil

from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError
from rest_framework.throttling import SimpleRateThrottle

from eduportal.accounts.addresses import client_address
from eduportal.accounts.refusals import too_many_attempts

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


class SignInThrottle(SimpleRateThrottle):
    """Attempts with a password, a code or an e-mail address from one network address."""

    scope = "sign-in"

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": self.scope, "ident": client_address(request)}


class MachineThrottle(SimpleRateThrottle):
    """Requests with one machine's tokens; people in a browser are not counted."""

    scope = "machine"

    def get_cache_key(self, request, view):
        if request.auth is None:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk}


def limit_attempts(view: View) -> View:
    """Answer 429 to a POST from an address that has asked too often."""

    @wraps(view)
    def limited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST":
            seconds = seconds_to_wait(request)
            if seconds:
                return too_many_attempts(request, seconds)
        return view(request, *args, **kwargs)

    return limited


def seconds_to_wait(request: HttpRequest) -> int:
    """0 when the address may try now. Without Redis there is no wait: the lock-out still counts."""
    throttle = SignInThrottle()
    try:
        if throttle.allow_request(request, None):
            return 0
    except RedisError:
        logger.warning("The rate limit of sign-in is off: Redis does not answer.")
        return 0
    return ceil(throttle.wait() or 1)
