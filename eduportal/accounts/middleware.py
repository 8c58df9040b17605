"""Every page needs a signed-in user, and a second factor where one is due."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from eduportal.accounts.refusals import second_factor_missing, signed_out
from eduportal.accounts.selectors import second_factor_step
from eduportal.core import doors

# Every other page needs a signed-in user.
OPEN_PAGES = frozenset(
    {
        "accounts:sign-in",
        "accounts:sign-in-json",
        "accounts:password-reset",
        "accounts:password-reset-done",
        "accounts:password-reset-confirm",
        "accounts:password-reset-complete",
        "health",
        "set_language",
        "styleguide",
    }
)
# Where a user may go who has signed in with the password only.
OPEN_WITHOUT_CODE = {
    "code": {"accounts:second-factor", "accounts:sign-out"},
    "setup": {"accounts:second-factor-setup", "accounts:sign-out"},
}


class SignedInMiddleware:
    """Before the CSRF check of the view, so that an expired session is 401 and nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.refusal(request) or self.get_response(request)

    def refusal(self, request: HttpRequest) -> HttpResponse | None:
        """The answer that stops the request here; None lets it pass."""
        page = page_name(request)
        if page is None or page in OPEN_PAGES:
            return None
        if not request.user.is_authenticated:
            # A token is checked by the REST framework, after this middleware.
            return None if request.path_info.startswith(doors.API) else signed_out(request)
        if request.user.is_verified():
            return None
        step = second_factor_step(request.user)
        if not step or page in OPEN_WITHOUT_CODE[step]:
            return None
        return second_factor_missing(request, step)


def page_name(request: HttpRequest) -> str | None:
    """The page's name in the URL table; None for what is open to all or does not exist."""
    if request.path_info.startswith(doors.WITHOUT_USER):
        return None
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return None
