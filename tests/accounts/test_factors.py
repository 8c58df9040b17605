"""The page of one's devices: names, removing one, and the last one."""

import pytest
from django.test import Client
from django_otp_webauthn.models import WebAuthnCredential

from eduportal.accounts import services
from eduportal.accounts.models import Authenticator, RecoveryCodes
from eduportal.accounts.proof import PROVED_AT
from eduportal.accounts.selectors import needs_second_factor
from tests.accounts.authenticators import SoftPasskey, add_passkey, code_of, use_options
from tests.factories import AuthenticatorFactory
from tests.world import ClientOf, World

FACTORS = "/accounts/second-factor/devices/"
CODE = "/accounts/second-factor/"
PROFILE = "/accounts/profile/"


@pytest.fixture
def app(world: World) -> Authenticator:
    return AuthenticatorFactory(user=world.users["head"])


@pytest.fixture
def head(client_of: ClientOf, app: Authenticator) -> Client:
    """Signed in with a code a moment ago."""
    client = client_of("head")
    client.post(CODE, {"code": code_of(app, 1)})
    services.new_recovery_codes(user=app.user)
    return client


def remove(client: Client, device: object, **fields: str):
    kind = "app" if isinstance(device, Authenticator) else "passkey"
    return client.post(f"{FACTORS}{kind}/{device.pk}/remove/", fields)


def test_removing_the_last_one_takes_the_recovery_codes_along(
    head: Client, app: Authenticator
) -> None:
    assert remove(head, app)["Location"] == FACTORS

    assert not Authenticator.objects.exists() and not RecoveryCodes.objects.exists()
    assert head.get(PROFILE).status_code == 200


def test_removing_one_of_two_keeps_the_codes_and_asks_for_the_other(
    head: Client, app: Authenticator
) -> None:
    passkey = SoftPasskey()
    add_passkey(head, passkey)

    remove(head, WebAuthnCredential.objects.get())

    assert RecoveryCodes.objects.exists() and Authenticator.objects.exists()
    assert head.get(PROFILE)["Location"].startswith(CODE), "the session was proved with it last"


def test_removing_needs_a_proof_of_this_very_minute(head: Client, app: Authenticator) -> None:
    session = head.session
    session[PROVED_AT] -= 61
    session.save()

    page = remove(head, app)
    assert "accounts/proof.html" in [each.name for each in page.templates]
    assert Authenticator.objects.exists()
    remove(head, app, **{"proof-code": "000000"})
    assert Authenticator.objects.exists()
    Authenticator.objects.update(throttling_failure_count=0)

    assert remove(head, app, **{"proof-code": code_of(app)})["Location"] == FACTORS
    assert not Authenticator.objects.exists()


def test_where_the_role_needs_one_the_last_is_only_replaced(
    head: Client, app: Authenticator, settings
) -> None:
    settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = True
    page = head.get(FACTORS)
    assert page.context["is_only_one_needed"]

    remove(head, app)
    assert Authenticator.objects.exists(), "refused"

    add_passkey(head, SoftPasskey())
    remove(head, app)
    assert not Authenticator.objects.exists()
    with pytest.raises(services.LastFactor):
        services.remove_factor(user=app.user, device=WebAuthnCredential.objects.get())


def test_a_teacher_may_be_without_one(client_of: ClientOf, world: World, settings) -> None:
    settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = True

    assert not needs_second_factor(world.users["teacher"])
    assert needs_second_factor(world.users["clerk"])
    assert client_of("teacher").get(FACTORS).status_code == 200


def test_a_removed_passkey_is_no_second_step_any_more(
    client_of: ClientOf, head: Client, app: Authenticator
) -> None:
    passkey = SoftPasskey()
    add_passkey(head, passkey)
    other = client_of("head")
    answer = passkey.used(use_options(other))
    remove(head, WebAuthnCredential.objects.get())

    other.post(CODE, {"passkey": answer}, headers={"Host": "localhost"})

    assert other.get(PROFILE)["Location"].startswith(CODE)


def test_another_persons_device_does_not_exist(client_of: ClientOf, app: Authenticator) -> None:
    clerk = client_of("clerk")

    for what in ("name", "remove"):
        for kind in ("app", "passkey", "anything"):
            assert clerk.post(f"{FACTORS}{kind}/{app.pk}/{what}/").status_code == 404
    assert Authenticator.objects.get().name == "app"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Điện thoại ", "Điện thoại"), ("", "app"), ("x" * 65, "app"), ("<b>", "<b>")],
)
def test_a_device_is_renamed(head: Client, app: Authenticator, typed: str, kept: str) -> None:
    head.post(f"{FACTORS}app/{app.pk}/name/", {"name": typed})

    app.refresh_from_db()
    assert app.name == kept
    assert "<b></b>" not in head.get(FACTORS).content.decode()


def test_the_page_names_every_device_and_no_key(head: Client, app: Authenticator) -> None:
    add_passkey(head, SoftPasskey())

    page = head.get(FACTORS)

    assert [kind for _device, kind in page.context["devices"]] == ["app", "passkey"]
    assert app.key not in page.content.decode()
