"""Putting what is encrypted under a new key."""

from django.db import transaction
from django.db.models import Model

from eduportal.accounts.models import Authenticator, RecoveryCodes
from eduportal.core.secrets import Unreadable, encrypted_anew

SEALED: list[tuple[type[Model], str]] = [
    (Authenticator, "sealed_key"),
    (RecoveryCodes, "sealed_codes"),
]


def encrypt_anew() -> tuple[int, list[str]]:
    """Encrypt every key and recovery code under the first key of EDUPORTAL_FACTOR_KEYS.

    Gives how many rows were written and the rows no listed key opens; those stay as they are.
    """
    written, unreadable = 0, []
    with transaction.atomic():
        for model, column in SEALED:
            for row in model._default_manager.select_for_update().order_by("pk"):
                try:
                    setattr(row, column, encrypted_anew(getattr(row, column)))
                except Unreadable:
                    unreadable.append(f"{model._meta.verbose_name} {row.pk}")
                    continue
                row.save(update_fields=[column])
                written += 1
    return written, unreadable
