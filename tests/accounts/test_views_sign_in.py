"""Signing in and out."""

import datetime

from django.test import Client
from django.utils import timezone

from eduportal import scoping
from eduportal.accounts.models import BrowserSession
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
    assert not BrowserSession.objects.filter(session_key=session.session_key).exists()


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


def test_a_machine_has_no_browser_even_with_a_password(client: Client, world: World) -> None:
    world.users["machine"].set_password(PASSWORD)
    world.users["machine"].save()

    assert sign_in(client, "machine").status_code == 200
    assert "sessionid" not in client.cookies


def test_a_role_that_ends_takes_the_session_along(client: Client, world: World) -> None:
    sign_in(client)
    assert client.get(PROFILE).status_code == 200

    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    world.users["teacher"].memberships.update(
        starts_on=yesterday - datetime.timedelta(days=1), ends_on=yesterday
    )

    assert client.get(PROFILE)["Location"].startswith(SIGN_IN)
    assert sign_in(client).status_code == 200, "and it cannot sign in again"


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
    user = UserFactory(username="gv.toan", demo=True)
    with scoping.everywhere("a demo account"):
        MembershipFactory(user=user)
    sign_in(client, "gv.toan")
    assert client.get(PROFILE).status_code == 200

    settings.EDUPORTAL_DEMO = False

    assert client.get(PROFILE)["Location"].startswith(SIGN_IN)


def test_who_is_signed_in_does_not_see_the_form_again(client_of: ClientOf) -> None:
    assert client_of("teacher").get(SIGN_IN)["Location"] == "/"
