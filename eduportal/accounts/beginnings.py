"""What every new session is given, whichever door the person came through."""

import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from eduportal.accounts.addresses import client_address
from eduportal.accounts.models import User
from eduportal.accounts.proof import note_proof
from eduportal.accounts.sessions import SIGN_IN, describe_sign_in


def begin_session(sender: type[User], request: HttpRequest, user: User, **more: Any) -> None:
    """Note where and when it began, its end whatever happens, and that it was just proved."""
    session = request.session
    session[SIGN_IN] = describe_sign_in(
        client_address(request), request.META.get("HTTP_USER_AGENT", "")
    )
    # A fixed moment: Django would count anew from each change of the session.
    session.set_expiry(timezone.now() + datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE))
    note_proof(request)
