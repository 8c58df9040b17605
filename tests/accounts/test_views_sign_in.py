"""Signing in and out."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from eduportal import scoping
from eduportal.accounts import throttling
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.world import ClientOf, World

SIGN_IN = "/accounts/sign-in/"
PROFILE = "/accounts/profile/"


def sign_in(client: Client, username: str = "teacher", password: str = PASSWORD, **more: str):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def test_the_right_password_leads_to_the_page_asked_for(client: Client, world: World) -> None:
    assert sign_in(client, next=PROFILE)["Location"] == PROFILE
    assert client.get(PROFILE).status_code == 200


def test_another_site_is_never_the_next_page(client: Client, world: World) -> None:
    assert sign_in(client, next="https://evil.example/")["Location"] == "/"


def test_the_session_gets_a_new_key_at_sign_in(client: Client, world: World) -> None:
    client.post("/period/", {"term": world.term.code})
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key

    sign_in(client)

    assert client.cookies["sessionid"].value != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_back_after_signing_out_shows_the_sign_in_page(client: Client, world: World) -> None:
    sign_in(client)
    page = client.get(PROFILE)
    old = client.cookies["sessionid"].value

    client.post("/accounts/sign-out/")

    assert "no-store" in page["Cache-Control"]
    assert client.get(PROFILE)["Location"].startswith(SIGN_IN)
    client.cookies["sessionid"] = old
    assert client.get(PROFILE)["Location"].startswith(SIGN_IN)


def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(
    client: Client, world: World
) -> None:
    [wrong] = sign_in(client, password="khong-phai").context["form"].non_field_errors()
    [unknown] = sign_in(client, username="khong.co").context["form"].non_field_errors()

    assert wrong == unknown
    assert "sessionid" not in client.cookies


def test_a_closed_account_stays_outside(client: Client, db: None) -> None:
    UserFactory(username="da.nghi", closed=True)

    assert sign_in(client, "da.nghi").status_code == 200
    assert "sessionid" not in client.cookies


def test_a_machine_has_no_password(client: Client, world: World) -> None:
    assert sign_in(client, "machine").status_code == 200


def test_five_wrong_passwords_lock_the_name_for_a_quarter_of_an_hour(
    client: Client, world: World
) -> None:
    for _attempt in range(4):
        assert sign_in(client, password="sai").status_code == 200
    locked = sign_in(client, password="sai")

    assert locked.status_code == 429
    assert locked["Retry-After"] == "900"
    assert locked.context["minutes"] == 15
    assert sign_in(client).status_code == 429, "not even the right password opens it now"
    assert sign_in(client, "head").status_code == 302, "another name is not locked"


def test_a_script_gets_the_lock_as_json(client: Client, world: World) -> None:
    for _attempt in range(5):
        response = client.post(
            "/accounts/sign-in/json/",
            {"username": "teacher", "password": "sai"},
            content_type="application/json",
        )

    assert response.status_code == 429
    assert response.json()["code"] == "too_many_attempts"
    assert "15" in response.json()["message"]


def test_an_address_that_asks_too_often_has_to_wait(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttling.SignInThrottle.THROTTLE_RATES, "sign-in", "3/min")
    for number in range(3):
        assert sign_in(client, f"nguoi.la.{number}").status_code == 200

    refused = sign_in(client)

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert client.get(SIGN_IN).status_code == 200, "looking at the page is not an attempt"


def test_a_forged_forwarding_header_does_not_buy_more_attempts(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttling.SignInThrottle.THROTTLE_RATES, "sign-in", "1/min")
    forged = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in range(2)]

    answers = [client.post(SIGN_IN, {}, headers=headers).status_code for headers in forged]

    assert answers == [200, 429]


def test_behind_a_proxy_each_address_counts_for_itself(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    settings.EDUPORTAL_PROXY_COUNT = 1
    monkeypatch.setitem(throttling.SignInThrottle.THROTTLE_RATES, "sign-in", "1/min")
    seen_by_proxy = ["1.2.3.4, 203.0.113.1", "1.2.3.4, 203.0.113.2", "9.9.9.9, 203.0.113.1"]

    answers = [
        client.post(SIGN_IN, {}, headers={"X-Forwarded-For": seen}).status_code
        for seen in seen_by_proxy
    ]

    assert answers == [200, 200, 429]


def test_people_sign_in_although_redis_is_away(client: Client, world: World, settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert sign_in(client).status_code == 302


def test_demo_accounts_are_listed_in_a_demo_only(client: Client, db: None, settings) -> None:
    user = UserFactory(username="gv.toan", demo=True)
    with scoping.everywhere("a demo account"):
        MembershipFactory(user=user)
    assert "gv.toan" not in client.get(SIGN_IN).content.decode()
    assert sign_in(client, "gv.toan").status_code == 200

    settings.EDUPORTAL_DEMO = True
    page = client.get(f"{SIGN_IN}?username=gv.toan").content.decode()

    assert 'value="gv.toan"' in page
    assert settings.EDUPORTAL_DEMO_PASSWORD in page
    assert sign_in(client, "gv.toan").status_code == 302


def test_a_demo_session_ends_where_the_demo_ends(client: Client, db: None, settings) -> None:
    settings.EDUPORTAL_DEMO = True
    UserFactory(username="gv.toan", demo=True)
    sign_in(client, "gv.toan")
    assert client.get(PROFILE).status_code == 200

    settings.EDUPORTAL_DEMO = False

    assert client.get(PROFILE)["Location"].startswith(SIGN_IN)


def test_who_is_signed_in_does_not_see_the_form_again(client_of: ClientOf) -> None:
    assert client_of("teacher").get(SIGN_IN)["Location"] == "/"
