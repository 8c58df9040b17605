"""Changing a password, and getting a new one by e-mail."""

import re

import pytest
from django.core import mail
from django.test import Client

from eduportal.accounts.models import User
from tests.factories import PASSWORD, UserFactory
from tests.world import ClientOf, World

RESET = "/accounts/password/reset/"
CHANGE = "/accounts/password/"
PAGE_TOKEN = re.compile("[A-Za-z0-9]{64}")
NEW = "con-duong-den-truong-7"


@pytest.fixture
def user(db: None) -> User:
    return UserFactory(username="ha.lt", email="ha.lt@example.vn")


def link_in_mail() -> str:
    [message] = mail.outbox
    return re.search(r"https?://[^/]+(/\S+)", message.body)[1]


def choose(client: Client, link: str, password: str):
    """Open the link as a browser does and fill in the form behind it."""
    form = client.get(link, follow=True)
    return client.post(
        form.request["PATH_INFO"], {"new_password1": password, "new_password2": password}
    )


def test_the_answer_does_not_say_whether_the_address_is_known(client: Client, user: User) -> None:
    known = client.post(RESET, {"email": user.email}, follow=True)
    unknown = client.post(RESET, {"email": "khong.co@example.vn"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    seen = [PAGE_TOKEN.sub("", page.content.decode()) for page in (known, unknown)]
    assert seen[0] == seen[1]
    assert len(mail.outbox) == 1


def test_the_link_gives_a_new_password_once(client: Client, user: User) -> None:
    client.post(RESET, {"email": user.email})
    link = link_in_mail()

    assert choose(client, link, NEW).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert not client.get(link, follow=True).context["validlink"]


def test_the_mail_names_the_account_and_the_portal(client: Client, user: User) -> None:
    client.post(RESET, {"email": user.email})

    [message] = mail.outbox
    assert user.username in message.body
    assert message.subject and "\n" not in message.subject


def test_the_secret_of_the_link_leaves_the_address_bar(client: Client, user: User) -> None:
    client.post(RESET, {"email": user.email})
    link = link_in_mail()

    assert client.get(link)["Location"].endswith("/set-password/")


def test_closed_accounts_and_machines_get_no_mail(client: Client, db: None) -> None:
    for user in (UserFactory(closed=True), UserFactory(machine=True)):
        client.post(RESET, {"email": user.email})

    assert mail.outbox == []


@pytest.mark.parametrize("weak", ["ngan", "1234567890123", "password1234", "ha.lt@example"])
def test_a_weak_password_is_refused_with_its_reason(client: Client, user: User, weak: str) -> None:
    client.post(RESET, {"email": user.email})

    page = choose(client, link_in_mail(), weak)

    assert page.context["form"].errors["new_password2"]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_changed_password_ends_the_other_sessions_and_renews_this_one(
    client_of: ClientOf, world: World
) -> None:
    here, elsewhere = client_of("teacher"), client_of("teacher")
    before = here.cookies["sessionid"].value

    sent = here.post(CHANGE, {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})

    assert sent["Location"] == "/accounts/profile/"
    assert here.get("/accounts/profile/").status_code == 200
    assert here.cookies["sessionid"].value != before
    assert elsewhere.get("/accounts/profile/").status_code == 302


def test_the_old_password_is_asked_for(client_of: ClientOf, world: World) -> None:
    page = client_of("teacher").post(
        CHANGE, {"old_password": "sai", "new_password1": NEW, "new_password2": NEW}
    )

    assert page.context["form"].errors["old_password"]
