"""Signing in again without leaving the mark grid."""

import pytest
from django.test import Client

from eduportal.accounts.models import Authenticator
from tests.accounts.authenticators import SoftPasskey, add_passkey, code_of, use_options
from tests.factories import PASSWORD, AuthenticatorFactory
from tests.world import ClientOf, World

ADDRESS = "/accounts/sign-in/json/"
RIGHT = {"username": "teacher", "password": PASSWORD}


def send(client: Client, fields: object):
    return client.post(ADDRESS, fields, content_type="application/json")


def test_the_answer_names_the_user_and_brings_a_new_page_token(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get("/accounts/sign-in/")
    old = strict.cookies["csrftoken"].value

    response = strict.post(
        ADDRESS, RIGHT, content_type="application/json", headers={"X-CSRFToken": old}
    )

    answer = response.json()
    assert response.status_code == 200
    assert answer["user"] == world.users["teacher"].pk
    again = strict.post("/language/", {"language": "vi"}, headers={"X-CSRFToken": answer["csrf"]})
    assert again.status_code == 302, "the new token opens the next request"


def test_form_fields_are_taken_as_well(client: Client, world: World) -> None:
    assert client.post(ADDRESS, RIGHT).status_code == 200


def test_without_a_page_token_nobody_is_signed_in(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert send(strict, RIGHT).status_code == 403
    assert "sessionid" not in strict.cookies


def test_a_wrong_password_is_401(client: Client, world: World) -> None:
    response = send(client, {**RIGHT, "password": "sai"})

    assert (response.status_code, response.json()["code"]) == (401, "wrong")


@pytest.mark.parametrize("fields", [[], "text", {"username": 1}, {"password": None}])
def test_fields_no_page_of_ours_sends_are_400(client: Client, db: None, fields: object) -> None:
    assert send(client, fields).status_code == 400


def test_a_body_that_is_not_json_is_400(client: Client, db: None) -> None:
    for body in ("{", "9" * 5000):
        response = client.generic("POST", ADDRESS, body, content_type="application/json")
        assert response.status_code == 400


def test_the_second_factor_is_asked_for_before_anything_opens(client: Client, world: World) -> None:
    device = AuthenticatorFactory(user=world.users["teacher"])

    first = send(client, RIGHT)
    wrong = send(client, {**RIGHT, "code": "000000"})

    assert (first.status_code, first.json()["needs"]) == (401, "otp")
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["needs"]) == (401, "wrong", "otp")
    assert "sessionid" not in client.cookies
    Authenticator.objects.update(throttling_failure_count=0)
    right = send(client, {**RIGHT, "code": code_of(device)})
    assert right.status_code == 200
    assert client.get("/accounts/profile/").status_code == 200


def test_a_role_without_its_second_factor_is_sent_to_set_it_up(
    client: Client, world: World, settings
) -> None:
    settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = True

    response = send(client, {**RIGHT, "username": "head"})

    assert (response.status_code, response.json()["needs"]) == (401, "otp_setup")
    assert "sessionid" not in client.cookies


def test_another_person_may_sign_in_on_the_same_machine(client_of: ClientOf, world: World) -> None:
    client = client_of("teacher")

    response = send(client, {**RIGHT, "username": "homeroom"})

    assert response.json()["user"] == world.users["homeroom"].pk
    assert "homeroom" in client.get("/accounts/profile/").content.decode()


def test_a_passkey_alone_signs_in(client_of: ClientOf, world: World) -> None:
    passkey = SoftPasskey()
    add_passkey(client_of("teacher"), passkey)
    client = Client(headers={"Host": "localhost"})

    response = send(client, {"passkey": passkey.used(use_options(client))})

    assert response.json()["user"] == world.users["teacher"].pk
    assert client.get("/accounts/profile/").status_code == 200, "nothing more is asked for"


def test_a_wrong_passkey_is_401(client: Client, world: World) -> None:
    use_options(client)

    response = send(client, {"passkey": "{}"})

    assert (response.status_code, response.json()["code"]) == (401, "wrong")
    assert response.json()["message"]
