"""Every page needs a signed-in user, a second factor where one is due, some forms a new proof."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.middleware import OTPMiddleware

from eduportal.accounts.models import User
from eduportal.accounts.proof import AT_ONCE, proof_missing
from eduportal.accounts.refusals import second_factor_missing, signed_out
from eduportal.accounts.selectors import second_factor_step
from eduportal.accounts.standing import standing_of
from eduportal.core import doors

# Every other page needs a signed-in user.
OPEN_PAGES = frozenset(
    {
        "accounts:sign-in",
        "accounts:sign-in-json",
        "accounts:passkey-options",
        "accounts:passkey-sign-in",
        "accounts:password-reset",
        "accounts:password-reset-done",
        "accounts:password-reset-confirm",
        "accounts:password-reset-complete",
        "accounts:one-time-link",
        "health",
        "set_language",
        # An institution without an account hands over its list by a link.
        "students:list-upload",
        "students:list-answer",
    }
)
# Where a user may go who has signed in with the password only.
OPEN_WITHOUT_CODE = {
    "code": {"accounts:second-factor", "accounts:sign-out"},
    "setup": {
        "accounts:second-factor-setup",
        "accounts:passkey-new",
        "accounts:passkey-new-options",
        "accounts:sign-out",
    },
}
# What cannot be undone, and what gives more rights: asked for with a proof of a few minutes, under
# the name it has there. The administration site as a whole is among it, apart from the way out.
PROVED_PAGES = {
    "accounts:person": _("Change an account"),
    "accounts:person-new": _("Add an account"),
    "accounts:school-account": _("Change an account of the school"),
    "accounts:school-accounts": _("Print links for accounts of the school"),
    "accounts:school-deputies": _("Name or end a deputy"),
    "staffing:account-new": _("Create accounts for the staff"),
    "staffing:plan-publish": _("Publish a plan that moves teachers"),
    "imports:job-confirm-proved": _("Write accounts and roles from a file"),
    "grades:class-seal": _("Seal the marks of a class"),
    "grades:class-correct": _("Correct what was sealed"),
    "grades:class-withdraw": _("Withdraw the results of this class"),
    "grades:class-year-seal": _("Seal the year of a class"),
    "grades:class-year-correct": _("Correct what was sealed"),
    "grades:summer-seal": _("Seal the summer"),
    "grades:amendment-approve": _("Approve an amendment of sealed marks"),
    "grades:amendment-rule": _("Change the Department’s rule on amendments"),
    "exchange:entry-decide": _("Decide which version counts"),
    "exchange:decision-end": _("Decide which version counts"),
    "grades:entry-exception-new": _("Give an exception to the days of entry"),
    "grades:regulation-force": _("Put a regulation set into force"),
    "grades:regulation-withdraw": _("Withdraw a regulation set"),
}
# Pages whose form holds what a proof in between would spoil: a code of this very minute, a
# password. They are not even shown without it.
PROVED_FROM_THE_START = {
    "accounts:passkey-new": _("Add a passkey"),
    "accounts:second-factor-setup": _("Add an authenticator application"),
}
# What weakens the account's own protection: proved within the last minute.
PROVED_AT_ONCE = {
    "accounts:factor-remove": _("Remove a device of your account"),
    "accounts:recovery-codes": _("Make new recovery codes"),
}
PROVED = PROVED_PAGES | PROVED_FROM_THE_START | PROVED_AT_ONCE
IN_ADMINISTRATION = _("Save a change in the administration")
# Sent by scripts of ours that ask by themselves, without a person doing anything.
UNATTENDED = "X-Unattended"


class SecondFactorMiddleware(OTPMiddleware):
    """Django-otp's; the devices were read with the user, so that none is asked for again.

    `user.otp_device` is the persistent id of the device this session was proved with.
    """

    def _verify_user_sync(self, request: HttpRequest, user: User | AnonymousUser) -> Any:
        self._init_user_fields(user)
        if isinstance(user, User) and (device := request.session.get(DEVICE_ID_SESSION_KEY)):
            if device in standing_of(user).proofs:
                user.otp_device = device
            else:
                del request.session[DEVICE_ID_SESSION_KEY]
        return user


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
        if UNATTENDED not in request.headers:
            request.session.note_use()
        if request.user.is_verified():
            return None
        step = second_factor_step(request.user)
        if not step or page in OPEN_WITHOUT_CODE[step]:
            return None
        return second_factor_missing(request, step)


class ProofMiddleware:
    """Before the view and after its CSRF check: some forms need a fresh proof of the person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """The page that asks for it; None where there is one, or none is needed."""
        page = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_authenticated or not is_guarded(request, page):
            return None
        within = AT_ONCE if page in PROVED_AT_ONCE else None
        return proof_missing(request, str(PROVED.get(page, IN_ADMINISTRATION)), within)


def is_guarded(request: HttpRequest, page: str) -> bool:
    """Whether this request needs a fresh proof."""
    if page in PROVED_FROM_THE_START:
        return True
    if request.method in ("GET", "HEAD", "OPTIONS") or page == "admin:logout":
        return False
    return page in PROVED or request.path_info.startswith(doors.ADMIN)


def page_name(request: HttpRequest) -> str | None:
    """The page's name in the URL table; None for what is open to all or does not exist."""
    if request.path_info.startswith(doors.WITHOUT_USER):
        return None
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return None
