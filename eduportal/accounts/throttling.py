"""How often a person may try a password or a code, and a machine may send requests."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from rest_framework.throttling import SimpleRateThrottle

from eduportal.accounts import known_devices
from eduportal.accounts.addresses import client_address, origin_of
from eduportal.accounts.choices import Outcome
from eduportal.accounts.models import User
from eduportal.accounts.refusals import too_many_attempts
from eduportal.accounts.services import guessing, mailing

View = Callable[..., HttpResponse]


class MachineThrottle(SimpleRateThrottle):
    """Requests to the REST interface with one machine's tokens."""

    scope = "machine"

    def get_cache_key(self, request, view):
        if request.auth is None:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk}


class PersonThrottle(SimpleRateThrottle):
    """Requests to the REST interface by one person, from all browsers together."""

    scope = "person"

    def get_cache_key(self, request, view):
        if request.auth is not None:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk}


def limit_attempts(view: View) -> View:
    """For a page that asks the signed-in user once more for a password or code, by POST.

    Its view calls `right_guess(request)` when that was right. A POST that does not is counted as
    a wrong guess; one that comes too soon gets 429.
    """
    return limit_attempts_on(lambda request: request.user.get_username())(view)


def limit_attempts_on(name_of: Callable[[HttpRequest], str]) -> Callable[[View], View]:
    """The same for a page on which nobody is signed in yet: `name_of` reads who is meant."""

    def limit(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            name = name_of(request) if request.method == "POST" else ""
            if not name:
                return view(request, *args, **kwargs)
            try:
                attempt = begin_attempt(request, name)
            except guessing.TooManyAttempts as refusal:
                return too_many_attempts(request, refusal.seconds)
            request.guess = Outcome.WRONG
            return settled(request, attempt, view(request, *args, **kwargs))

        return limited

    return limit


def right_guess(request: HttpRequest, *, is_whole: bool = True) -> None:
    """Say that password or code were right. Not whole: another factor is still to come."""
    request.guess = Outcome.RIGHT if is_whole else None


def begin_attempt(request: HttpRequest, name: str) -> guessing.Attempt:
    """Raises guessing.TooManyAttempts."""
    user = User.objects.filter(username=guessing.typed_name(name)).first()
    return guessing.begin(
        user=user,
        name=name,
        address=client_address(request),
        device=known_devices.known_device(request, user),
    )


def settled(
    request: HttpRequest, attempt: guessing.Attempt, response: HttpResponse
) -> HttpResponse:
    """Count what the view has found out."""
    if request.guess == Outcome.RIGHT:
        guessing.forgive(attempt)
        full_sign_in(request, response, request.user)
    elif request.guess == Outcome.WRONG and guessing.failed(attempt):
        mailing.warn_owner(user=attempt.user, origin=origin_of(request))
    return response


def full_sign_in(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Write down a sign-in that lacks no factor; from now on the user is known by this device."""
    guessing.signed_in(user, client_address(request))
    known_devices.remember(request, response, user)


def refused_passkey(request: HttpRequest, user: User | None) -> None:
    """Write down a passkey that was not accepted; `user` is whose it claims to be."""
    guessing.passkey_refused(user, client_address(request))
