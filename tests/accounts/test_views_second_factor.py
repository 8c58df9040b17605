"""The second factor: set up, asked for, recovered, removed."""

import re
from base64 import b32decode

import pytest
from django.test import Client
from django_otp.oath import totp

from eduportal.accounts import services
from eduportal.accounts.models import Authenticator, RecoveryCodes
from eduportal.accounts.selectors import recovery_codes_left
from tests.accounts.authenticators import code_of
from tests.factories import AuthenticatorFactory
from tests.world import ClientOf, World

CODE = "/accounts/second-factor/"
SETUP = "/accounts/second-factor/setup/"
RECOVERY = "/accounts/second-factor/recovery/"
FACTORS = "/accounts/second-factor/devices/"
PROFILE = "/accounts/profile/"


@pytest.fixture
def device(world: World) -> Authenticator:
    return AuthenticatorFactory(user=world.users["head"])


@pytest.fixture
def verified(client_of: ClientOf, device: Authenticator) -> Client:
    """The head, signed in with password and code."""
    client = client_of("head")
    client.post(CODE, {"code": code_of(device)})
    return client


def shown_key(page: str) -> bytes:
    """The secret as a person would type it from the page."""
    [typed] = re.findall(r'id="secret-key">([A-Z2-7 ]+)<', page)
    return b32decode(typed.replace(" ", ""))


def test_the_key_of_the_page_sets_the_second_factor_up(client_of: ClientOf, world: World) -> None:
    client = client_of("head")
    key = shown_key(client.get(SETUP).content.decode())
    before = client.cookies["sessionid"].value

    response = client.post(SETUP, {"code": f"{totp(key):06}"})

    assert len(response.context["codes"]) == 10
    assert client.get(PROFILE).status_code == 200, "this very session counts as verified"
    assert client.cookies["sessionid"].value != before
    assert client_of("head").get(PROFILE)["Location"].startswith(CODE), "another one does not"


def test_the_key_stays_the_same_until_it_is_confirmed(client_of: ClientOf) -> None:
    client = client_of("head")
    pages = [client.get(SETUP), client.post(SETUP, {"code": "000000"}), client.get(SETUP)]

    assert len({shown_key(page.content.decode()) for page in pages}) == 1
    assert not Authenticator.objects.exists()


def test_the_picture_keeps_to_the_content_policy(client_of: ClientOf) -> None:
    page = client_of("head").get(SETUP).content.decode()
    [picture] = re.findall(r"<svg[^>]*class=\"qr\".*?</svg>", page, re.DOTALL)

    assert "style=" not in picture and "<style" not in picture


def test_the_code_that_set_it_up_does_not_work_a_second_time(
    client_of: ClientOf, world: World
) -> None:
    client = client_of("head")
    code = f"{totp(shown_key(client.get(SETUP).content.decode())):06}"
    client.post(SETUP, {"code": code})

    assert client_of("head").post(CODE, {"code": code}).status_code == 200


def test_a_code_works_once(client_of: ClientOf, device: Authenticator) -> None:
    code = code_of(device)

    assert client_of("head").post(CODE, {"code": code}).status_code == 302
    assert client_of("head").post(CODE, {"code": code}).status_code == 200


def test_the_code_of_the_step_before_is_taken(client_of: ClientOf, device: Authenticator) -> None:
    assert client_of("head").post(CODE, {"code": code_of(device, 1)}).status_code == 302
    device.refresh_from_db()
    assert client_of("head").post(CODE, {"code": code_of(device, 2)}).status_code == 200


def test_the_session_gets_a_new_key_with_the_code(
    client_of: ClientOf, device: Authenticator
) -> None:
    client = client_of("head")
    before = client.cookies["sessionid"].value

    client.post(CODE, {"code": code_of(device)})

    assert client.cookies["sessionid"].value != before


def test_another_site_is_never_the_next_page(client_of: ClientOf, device: Authenticator) -> None:
    sent = client_of("head").post(CODE, {"code": code_of(device), "next": "//evil.example/"})

    assert sent["Location"] == "/"


def test_after_a_wrong_code_even_the_right_one_has_to_wait(
    client_of: ClientOf, device: Authenticator
) -> None:
    client = client_of("head")
    [wrong] = client.post(CODE, {"code": "000000"}).context["form"].errors["code"]
    [hasty] = client.post(CODE, {"code": code_of(device)}).context["form"].errors["code"]

    assert wrong != hasty
    assert "1" in hasty, "the sentence says how many seconds"


def test_a_recovery_code_opens_the_account_once(
    client_of: ClientOf, device: Authenticator, world: World
) -> None:
    code = services.new_recovery_codes(user=world.users["head"])[0]

    assert client_of("head").post(CODE, {"code": f" {code.upper()} "}).status_code == 302
    assert client_of("head").post(CODE, {"code": code}).status_code == 200
    assert recovery_codes_left(world.users["head"]) == 9


def test_codes_of_the_application_never_use_up_patience_with_recovery_codes(
    client_of: ClientOf, device: Authenticator, world: World
) -> None:
    code = services.new_recovery_codes(user=world.users["head"])[0]
    client_of("head").post(CODE, {"code": "000000"})

    assert client_of("head").post(CODE, {"code": code}).status_code == 302


@pytest.mark.parametrize(
    "typed", ["", "abc", "12345678901234567890123", "１２３４５６", "-", "mã", "²"]
)
def test_anything_else_is_a_wrong_code(
    client_of: ClientOf, device: Authenticator, typed: str
) -> None:
    services.new_recovery_codes(user=device.user)
    response = client_of("head").post(CODE, {"code": typed})

    assert response.status_code == 200
    assert response.context["form"].errors["code"]


def test_new_recovery_codes_replace_the_old_ones(verified: Client, world: World) -> None:
    old = services.new_recovery_codes(user=world.users["head"])

    shown = verified.post(RECOVERY).context["codes"]

    assert len(shown) == 10 and not set(shown) & set(old)
    assert verified.get(FACTORS).context["codes_left"] == 10


def test_without_a_device_there_are_no_recovery_codes(client_of: ClientOf) -> None:
    assert client_of("head").post(RECOVERY)["Location"] == FACTORS
    assert not RecoveryCodes.objects.exists()


def test_a_second_application_stands_beside_the_first_and_keeps_the_codes(
    verified: Client, device: Authenticator, world: World
) -> None:
    services.new_recovery_codes(user=world.users["head"])
    key = shown_key(verified.get(SETUP).content.decode())

    sent = verified.post(SETUP, {"code": f"{totp(key):06}", "name": " Máy bảng "})

    assert sent["Location"] == FACTORS
    assert [each.name for each, _kind in verified.get(FACTORS).context["devices"]] == [
        "app",
        "Máy bảng",
    ]
    assert recovery_codes_left(world.users["head"]) == 10


def test_either_of_two_applications_opens_the_account(
    client_of: ClientOf, device: Authenticator, world: World
) -> None:
    other = AuthenticatorFactory(user=world.users["head"])

    for each in (other, device):
        Authenticator.objects.update(throttling_failure_count=0)
        assert client_of("head").post(CODE, {"code": code_of(each)}).status_code == 302


def test_codes_are_not_guessed_in_bulk(client_of: ClientOf, device: Authenticator) -> None:
    client = client_of("head")

    answers = [client.post(CODE, {"code": "1"}).status_code for _attempt in range(6)]

    assert answers == [200] * 5 + [429]
