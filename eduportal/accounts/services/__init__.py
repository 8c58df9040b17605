"""The only writers of accounts, second factors and tokens."""

from eduportal.accounts.services.accounts import (
    NotAMachine,
    create_administrator,
    create_machine_token,
)
from eduportal.accounts.services.housekeeping import clear_expired
from eduportal.accounts.services.second_factor import (
    CodeRefused,
    SecondFactor,
    confirm_authenticator,
    new_recovery_codes,
    remove_second_factor,
    verify_code,
)

__all__ = [
    "CodeRefused",
    "NotAMachine",
    "SecondFactor",
    "clear_expired",
    "confirm_authenticator",
    "create_administrator",
    "create_machine_token",
    "new_recovery_codes",
    "remove_second_factor",
    "verify_code",
]
