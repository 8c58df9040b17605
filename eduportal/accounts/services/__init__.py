"""The only writers of accounts, second factors, sessions and tokens."""

from eduportal.accounts.services.accounts import (
    NotAMachine,
    choose_habits,
    create_administrator,
    create_machine_token,
    want_digest,
)
from eduportal.accounts.services.keys import encrypt_anew
from eduportal.accounts.services.passkeys import (
    add_passkey,
    claimed_owner,
    options_for_new,
    options_for_use,
    verify_passkey,
)
from eduportal.accounts.services.second_factor import (
    CodeRefused,
    LastFactor,
    SecondFactor,
    confirm_authenticator,
    new_recovery_codes,
    remove_factor,
    rename_factor,
    verify_code,
)
from eduportal.accounts.services.sessions import end_session, end_sessions

__all__ = [
    "CodeRefused",
    "LastFactor",
    "NotAMachine",
    "SecondFactor",
    "add_passkey",
    "choose_habits",
    "claimed_owner",
    "confirm_authenticator",
    "create_administrator",
    "create_machine_token",
    "encrypt_anew",
    "end_session",
    "end_sessions",
    "new_recovery_codes",
    "options_for_new",
    "options_for_use",
    "remove_factor",
    "rename_factor",
    "verify_code",
    "verify_passkey",
    "want_digest",
]
