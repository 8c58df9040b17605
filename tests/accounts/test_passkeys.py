"""Passkeys: making one, signing in with it, and every answer that is refused."""

import json
from typing import Any

import pytest
from django.test import Client
from django_otp_webauthn.models import WebAuthnCredential
from pytest_django.fixtures import Settings

from eduportal.accounts.models import GuessCount, SignIn
from eduportal.accounts.services import guessing, passkeys
from tests.accounts.authenticators import (
    ORIGIN,
    PRESENT,
    SoftPasskey,
    add_passkey,
    base64,
    new_options,
    use_options,
)
from tests.factories import AuthenticatorFactory
from tests.world import ClientOf, World

PROFILE = "/accounts/profile/"
NEW = "/accounts/second-factor/passkey/"
CODE = "/accounts/second-factor/"
SIGN_IN = "/accounts/passkey/"
DOORS = [SIGN_IN, "/accounts/sign-in/json/"]


@pytest.fixture
def passkey(client_of: ClientOf) -> SoftPasskey:
    """The head's, made in a session that has ended."""
    passkey = SoftPasskey()
    add_passkey(client_of("head"), passkey)
    return passkey


@pytest.fixture
def visitor() -> Client:
    """A browser in which nobody has signed in, at the portal's own name."""
    return Client(headers={"Host": "localhost"})


def signs_in(visitor: Client, answer: str) -> bool:
    visitor.post(SIGN_IN, {"passkey": answer})
    return visitor.get(PROFILE).status_code == 200


def test_the_first_passkey_comes_with_recovery_codes_and_proves_this_session(
    client_of: ClientOf, world: World
) -> None:
    client = client_of("head")
    answer = SoftPasskey().made(new_options(client))

    sent = client.post(NEW, {"passkey": answer, "name": ""}, headers={"Host": "localhost"})

    assert len(sent.context["codes"]) == 10
    assert client.get(PROFILE).status_code == 200
    assert client_of("head").get(PROFILE)["Location"].startswith(CODE), "another session does not"
    assert WebAuthnCredential.objects.get().name, "it has a name when none is typed"


@pytest.mark.parametrize(
    ("host", "by_name"),
    [
        ("127.0.0.1:8000", "http://localhost:8000/accounts/second-factor/passkey/?from=profile"),
        ("[::1]", "http://localhost/accounts/second-factor/passkey/?from=profile"),
        ("localhost:8000", ""),
        ("www.localhost", ""),
    ],
)
def test_at_a_bare_address_the_page_leads_to_the_same_page_under_the_name(
    client_of: ClientOf, settings: Settings, host: str, by_name: str
) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "[::1]", ".localhost"]

    page = client_of("head").get(f"{NEW}?from=profile", headers={"Host": host})

    text = page.content.decode()
    assert ("không dùng được tại địa chỉ này" in text) is bool(by_name)
    assert f'<a href="{by_name}">' in text or not by_name


def test_the_device_must_verify_the_person_in_both_ceremonies(client_of: ClientOf) -> None:
    client = client_of("head")

    assert new_options(client)["authenticatorSelection"]["userVerification"] == "required"
    assert use_options(client)["userVerification"] == "required"


def test_a_passkey_alone_signs_in_and_is_the_second_factor_too(
    visitor: Client, passkey: SoftPasskey, world: World
) -> None:
    answer = passkey.used(use_options(visitor))

    sent = visitor.post(SIGN_IN, {"passkey": answer, "next": "/accounts/sessions/"})

    assert sent["Location"] == "/accounts/sessions/"
    assert visitor.get(PROFILE).context["user"] == world.users["head"]


def test_it_is_the_second_step_after_the_password(
    client_of: ClientOf, passkey: SoftPasskey
) -> None:
    client = client_of("head")
    options = use_options(client)

    assert [each["id"] for each in options["allowCredentials"]] == [base64(passkey.id)]
    answer = {"passkey": passkey.used(options), "next": PROFILE}
    assert client.post(CODE, answer, headers={"Host": "localhost"})["Location"] == PROFILE
    assert client.get(PROFILE).status_code == 200


def test_a_visitor_is_not_shown_whose_passkeys_there_are(
    visitor: Client, passkey: SoftPasskey
) -> None:
    assert use_options(visitor)["allowCredentials"] == []


def test_an_answer_is_taken_once(visitor: Client, passkey: SoftPasskey) -> None:
    answer = passkey.used(use_options(visitor))
    assert signs_in(visitor, answer)
    visitor.post("/accounts/sign-out/")

    assert not signs_in(visitor, answer), "no ceremony was begun"
    use_options(visitor)
    assert not signs_in(visitor, answer), "the challenge is another one"


def test_an_answer_is_good_for_five_minutes(
    visitor: Client, passkey: SoftPasskey, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = passkey.used(use_options(visitor))
    monkeypatch.setattr(passkeys, "GOOD_FOR_SECONDS", -1)

    assert not signs_in(visitor, answer)


def test_a_copied_device_shows_by_its_counter(visitor: Client, passkey: SoftPasskey) -> None:
    passkey.count = 5
    assert signs_in(visitor, passkey.used(use_options(visitor)))
    visitor.post("/accounts/sign-out/")
    passkey.count = 3

    assert not signs_in(visitor, passkey.used(use_options(visitor)))


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:1", "null"])
def test_an_answer_given_to_another_site_is_refused(
    visitor: Client, passkey: SoftPasskey, origin: str
) -> None:
    assert not signs_in(visitor, passkey.used(use_options(visitor), origin))


def test_a_passkey_of_another_name_is_refused(visitor: Client, passkey: SoftPasskey) -> None:
    passkey.rp_id = "evil.example"

    assert not signs_in(visitor, passkey.used(use_options(visitor)))


def test_a_device_that_did_not_verify_the_person_is_refused(
    visitor: Client, passkey: SoftPasskey, client_of: ClientOf
) -> None:
    passkey.flags = PRESENT
    assert not signs_in(visitor, passkey.used(use_options(visitor)))

    client, lax = client_of("clerk"), SoftPasskey("lax")
    lax.flags = PRESENT
    sent = client.post(NEW, {"passkey": lax.made(new_options(client))})
    assert sent.context["form"].non_field_errors()
    assert WebAuthnCredential.objects.count() == 1


def test_another_persons_passkey_is_no_second_step(
    client_of: ClientOf, passkey: SoftPasskey, world: World
) -> None:
    AuthenticatorFactory(user=world.users["clerk"])
    client = client_of("clerk")

    client.post(CODE, {"passkey": passkey.used(use_options(client))}, headers={"Host": "localhost"})

    assert client.get(PROFILE)["Location"].startswith(CODE)


@pytest.mark.parametrize("change", ["removed", "unconfirmed", "closed account"])
def test_what_was_taken_away_opens_nothing(
    visitor: Client, passkey: SoftPasskey, world: World, change: str
) -> None:
    answer = passkey.used(use_options(visitor))
    if change == "removed":
        WebAuthnCredential.objects.all().delete()
    elif change == "unconfirmed":
        WebAuthnCredential.objects.update(confirmed=False)
    else:
        world.users["head"].is_active = False
        world.users["head"].save()

    assert not signs_in(visitor, answer)


def test_a_device_holds_one_passkey_of_an_account(
    client_of: ClientOf, passkey: SoftPasskey
) -> None:
    client = client_of("head")
    client.post(CODE, {"passkey": passkey.used(use_options(client))}, headers={"Host": "localhost"})
    options = new_options(client)

    assert [each["id"] for each in options["excludeCredentials"]] == [base64(passkey.id)]
    sent = client.post(NEW, {"passkey": passkey.made(options)}, headers={"Host": "localhost"})
    assert sent.context["form"].non_field_errors()
    assert WebAuthnCredential.objects.count() == 1


def test_making_one_needs_a_session_with_all_its_rights(
    client_of: ClientOf, passkey: SoftPasskey
) -> None:
    half = client_of("head")

    for address in (NEW, f"{NEW}options/"):
        assert half.post(address)["Location"].startswith(CODE)


def changed(answer: str, change: dict[str, Any]) -> str:
    whole = json.loads(answer)
    whole.update({name: value for name, value in change.items() if name != "response"})
    whole["response"].update(change.get("response", {}))
    return json.dumps(whole)


@pytest.mark.parametrize(
    "change",
    [
        {"id": 1},
        {"rawId": None},
        {"rawId": "é"},
        {"rawId": "A"},
        {"id": "AAAA", "rawId": "AAAA"},
        {"type": "password"},
        {"response": {"clientDataJSON": "!!"}},
        {"response": {"clientDataJSON": base64(b"[1]")}},
        {"response": {"clientDataJSON": base64(b"\xff")}},
        {"response": {"authenticatorData": ""}},
        {"response": {"authenticatorData": base64(bytes(40))}},
        {"response": {"signature": base64(b"no signature")}},
        {"response": {"userHandle": 5}},
    ],
    ids=str,
)
def test_a_changed_answer_is_refused_with_a_sentence(
    visitor: Client, passkey: SoftPasskey, change: dict[str, Any]
) -> None:
    answer = changed(passkey.used(use_options(visitor)), change)
    sent = visitor.post(SIGN_IN, {"passkey": answer}, follow=True)

    assert [message.level_tag for message in sent.context["messages"]] == ["error"]


@pytest.mark.parametrize("text", ["", "{", "[]", "1", "null", "[" * 9000, '{"rawId": "\\u0000"}'])
def test_anything_else_is_refused_as_well(visitor: Client, db: None, text: str) -> None:
    use_options(visitor)

    assert visitor.post(SIGN_IN, {"passkey": text})["Location"] == "/accounts/sign-in/"


@pytest.mark.parametrize(
    "change",
    [
        {"response": {"attestationObject": base64(b"\xa0")}},
        {"response": {"attestationObject": base64(b"\xff")}},
        {"response": {"attestationObject": "A"}},
        {"response": {"attestationObject": 3}},
        {"response": {"transports": "usb"}},
        {"clientExtensionResults": None},
    ],
    ids=str,
)
def test_a_broken_new_passkey_is_never_an_error_page(
    client_of: ClientOf, change: dict[str, Any]
) -> None:
    client = client_of("head")
    answer = changed(SoftPasskey().made(new_options(client)), change)

    sent = client.post(NEW, {"passkey": answer}, headers={"Host": "localhost"})

    assert sent.status_code == 200


def test_in_production_only_the_portals_own_name_over_https_counts(
    visitor: Client, passkey: SoftPasskey, settings
) -> None:
    settings.OTP_WEBAUTHN_RP_ID = "portal.example.vn"
    settings.OTP_WEBAUTHN_ALLOWED_ORIGINS = ["https://portal.example.vn"]
    passkey.rp_id = "portal.example.vn"

    assert not signs_in(visitor, passkey.used(use_options(visitor), ORIGIN))
    right = passkey.used(use_options(visitor), "https://portal.example.vn")
    assert signs_in(visitor, right)


def sign_ins() -> list[tuple[str | None, str]]:
    return list(SignIn.objects.order_by("pk").values_list("user__username", "outcome"))


@pytest.mark.parametrize("door", DOORS)
def test_a_sign_in_is_written_down_and_makes_the_device_known(
    visitor: Client, passkey: SoftPasskey, door: str
) -> None:
    before = sign_ins()

    sent = visitor.post(door, {"passkey": passkey.used(use_options(visitor))})

    assert sign_ins() == [*before, ("head", "right")]
    assert sent.cookies["known_device"]["httponly"]


@pytest.mark.parametrize("door", DOORS)
def test_a_refused_answer_is_written_down_with_whose_it_claims_to_be(
    visitor: Client, passkey: SoftPasskey, door: str
) -> None:
    before = sign_ins()
    refused = [passkey.used(use_options(visitor)), SoftPasskey("strange").used({"challenge": ""})]

    for answer in [changed(refused[0], {"response": {"signature": "AA"}}), refused[1], "{"]:
        use_options(visitor)
        sent = visitor.post(door, {"passkey": answer})
        assert "known_device" not in sent.cookies

    assert sign_ins() == [*before, ("head", "wrong"), (None, "wrong"), (None, "wrong")]


def test_a_closed_account_is_named_when_its_passkey_is_tried(
    visitor: Client, passkey: SoftPasskey, world: World
) -> None:
    answer = passkey.used(use_options(visitor))
    world.users["head"].is_active = False
    world.users["head"].save()

    assert not signs_in(visitor, answer)
    assert sign_ins()[-1] == ("head", "wrong")


def test_refused_answers_without_end_are_not_written_down_without_end(
    visitor: Client, db: None
) -> None:
    free = guessing.PACES["passkey"].free

    for _time in range(free + 10):
        visitor.post(SIGN_IN, {"passkey": "{"})

    assert free <= SignIn.objects.count() < free + 10


@pytest.mark.parametrize("door", DOORS)
def test_a_passkey_of_ones_own_forgives_nothing_of_another(
    visitor: Client, passkey: SoftPasskey, door: str
) -> None:
    for _time in range(4):
        visitor.post(DOORS[1], {"username": "teacher", "password": "wrong-wrong-wrong"})
    before = sorted(GuessCount.objects.values_list("lane", "failures"))

    answer = {"passkey": passkey.used(use_options(visitor)), "username": "teacher"}
    sent = visitor.post(door, answer)

    assert sent.status_code in (200, 302)
    assert visitor.get(PROFILE).status_code == 200
    assert before and sorted(GuessCount.objects.values_list("lane", "failures")) == before
