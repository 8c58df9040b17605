"""Passkeys (W3C WebAuthn): the two ceremonies of django-otp-webauthn, stricter than it asks.

The person is verified by the device (finger, face, PIN), so that a passkey is both factors.
"""

import time
from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import UserVerificationRequirement

from eduportal.accounts.models import User
from eduportal.accounts.services.second_factor import CodeRefused, name_of
from eduportal.core.reading import BadJson, json_value

STATE = "passkey"
GOOD_FOR_SECONDS = 300
LONGEST_ANSWER = 16 * 1024
# What the library raises for an answer that is not what a browser sends.
UNREADABLE = (OTPWebAuthnApiError, WebAuthnException, BadJson, ValueError, TypeError, KeyError)


class Ceremony(WebAuthnHelper):
    """One request's side of a ceremony."""

    def get_generate_registration_options_kwargs(self, *, user: User) -> dict[str, Any]:
        options: dict[str, Any] = super().get_generate_registration_options_kwargs(user=user)
        options["authenticator_selection"].user_verification = UserVerificationRequirement.REQUIRED
        return options

    def get_allowed_origins(self) -> list[str]:
        """The portal's own address; on a machine for trying it out, whatever port it has."""
        origins: list[str] = super().get_allowed_origins()
        host = self.request.get_host()
        if self.get_relying_party_domain() == "localhost" == host.partition(":")[0]:
            return [*origins, f"http://{host}"]
        return origins


def options_for_new(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to make a passkey for the signed-in user."""
    options, state = Ceremony(request).register_begin(user=request.user)
    return _begun(request.session, "new", options, state)


def options_for_use(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to use one: the user's own, or, signed out, any it has for us."""
    user = request.user if request.user.is_authenticated else None
    options, state = Ceremony(request).authenticate_begin(user=user, require_user_verification=True)
    return _begun(request.session, "use", options, state)


def add_passkey(request: HttpRequest, *, answer: str, name: str) -> WebAuthnCredential:
    """Make the passkey of the browser's answer a second factor of the user; raises CodeRefused."""
    state = _finished(request.session, "new")
    try:
        with transaction.atomic():
            device = Ceremony(request).register_complete(
                user=request.user, state=state, data=_read(answer)
            )
    except (*UNREADABLE, IntegrityError) as problem:
        raise CodeRefused(_refused()) from problem
    device.name = name_of(name, _("Passkey"))
    device.save(update_fields=["name"])
    return device


def verify_passkey(request: HttpRequest, *, answer: str) -> WebAuthnCredential:
    """The passkey that gave this answer, of the signed-in user or, signed out, of anybody.

    Raises CodeRefused: unknown or removed, another person's, of another site, an old answer, or a
    counter that has not moved on, which is how a copied device shows.
    """
    state = _finished(request.session, "use")
    user = request.user if request.user.is_authenticated else None
    try:
        with transaction.atomic():
            data = _read(answer)
            _lock(data)
            device = Ceremony(request).authenticate_complete(user=user, state=state, data=data)
    except UNREADABLE as problem:
        raise CodeRefused(_refused()) from problem
    if not device.confirmed:
        raise CodeRefused(_refused())
    return device


def claimed_owner(answer: str) -> User | None:
    """The account whose passkey the answer names, whether or not it proves to hold it."""
    try:
        found = _named(_read(answer)).select_related("user").first()
    except UNREADABLE:
        return None
    return found.user if found else None


def _begun(
    session: SessionBase, purpose: str, options: dict[str, Any], state: dict[str, Any]
) -> dict[str, Any]:
    session[STATE] = {"for": purpose, "at": time.time(), **state}
    return options


def _finished(session: SessionBase, purpose: str) -> dict[str, Any]:
    """The state of the ceremony that was begun; each is answered once, in five minutes."""
    state: dict[str, Any] = session.pop(STATE, {})
    if state.get("for") != purpose or time.time() > state["at"] + GOOD_FOR_SECONDS:
        raise CodeRefused(_("That took too long. Try again."))
    return state


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("longer than any browser's answer")
    data = json_value(answer.encode())
    if not isinstance(data, dict):
        raise ValueError("not an object")
    return data


def _lock(data: dict[str, Any]) -> None:
    """Two requests with one answer: the second sees the counter of the first."""
    list(_named(data).select_for_update())


def _named(data: dict[str, Any]) -> QuerySet[WebAuthnCredential]:
    digest = sha256(base64url_to_bytes(str(data["rawId"]))).hexdigest()
    named: QuerySet[WebAuthnCredential] = WebAuthnCredential.objects.all()
    return named.filter(credential_id_sha256=digest)


def _refused() -> str:
    return _("This passkey was not accepted. Try again, or use another way.")
