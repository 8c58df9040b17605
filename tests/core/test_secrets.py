"""What lies encrypted in the database, and its keys."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from eduportal.accounts import services
from eduportal.accounts.models import Authenticator, RecoveryCodes
from eduportal.core.secrets import Unreadable, decrypted, encrypted
from tests.accounts.authenticators import code_of
from tests.factories import AuthenticatorFactory

OLD, NEW = (Fernet.generate_key().decode("ascii") for _each in range(2))


def test_a_text_comes_back_and_no_two_encryptions_are_alike() -> None:
    assert decrypted(encrypted("khóa")) == "khóa"
    assert encrypted("khóa") != encrypted("khóa")


@pytest.mark.parametrize(
    "change", [lambda text: text[:-4] + "AAA=", lambda text: "", lambda _t: "x"]
)
def test_a_changed_text_is_unreadable(change) -> None:
    with pytest.raises(Unreadable):
        decrypted(change(encrypted("khóa")))


def test_keys_and_recovery_codes_do_not_lie_in_clear(db: None) -> None:
    device = AuthenticatorFactory()
    codes = services.new_recovery_codes(user=device.user)

    with connection.cursor() as cursor:
        cursor.execute(
            "select a::text, r::text from accounts_authenticator a, accounts_recoverycodes r"
        )
        [row] = cursor.fetchall()

    assert device.key not in "".join(row)
    assert not [code for code in codes if code.replace("-", "") in "".join(row)]


def test_a_key_is_changed_step_by_step(
    db: None, settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EDUPORTAL_FACTOR_KEYS = [OLD]
    device = AuthenticatorFactory()
    codes = services.new_recovery_codes(user=device.user)
    key = device.key

    settings.EDUPORTAL_FACTOR_KEYS = [NEW, OLD]
    call_command("encrypt_factors")
    settings.EDUPORTAL_FACTOR_KEYS = [NEW]

    assert capsys.readouterr().out == "2 rows are under the first key.\n"
    device.refresh_from_db()
    assert device.key == key
    assert services.verify_code(user=device.user, code=code_of(device)) == device
    assert services.verify_code(user=device.user, code=codes[0]) == RecoveryCodes.objects.get()


def test_what_no_key_opens_is_named_and_left_alone(db: None, settings) -> None:
    settings.EDUPORTAL_FACTOR_KEYS = [OLD]
    lost = AuthenticatorFactory()
    settings.EDUPORTAL_FACTOR_KEYS = [NEW]
    kept = AuthenticatorFactory()

    with pytest.raises(CommandError, match=f" {lost.pk}\\.$"):
        call_command("encrypt_factors")

    assert Authenticator.objects.get(pk=kept.pk).key
    assert Authenticator.objects.get(pk=lost.pk).sealed_key == lost.sealed_key
