"""Changing a password, and getting a new one by e-mail."""

import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eduportal.accounts.models import Mail, User
from eduportal.accounts.roles import Role
from eduportal.accounts.services import mailing
from eduportal.accounts.tasks import send_mail
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.world import ClientOf, World

RESET = "/accounts/password/reset/"
CHANGE = "/accounts/password/"
PAGE_TOKEN = re.compile("[A-Za-z0-9]{64}")
LITERAL = re.compile(r"'[^']*'|\"s\d+_x\d+\"")
NEW = "con-duong-den-truong-7"


@pytest.fixture
def user(db: None) -> User:
    user = UserFactory(username="ha.lt", email="ha.lt@example.vn")
    MembershipFactory(user=user, everywhere=True)
    return user


def link_in_mail() -> str:
    send_mail()
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
    assert mail.outbox == [], "the page itself sends nothing"
    send_mail()
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_the_page_does_the_same_work_for_every_address(client: Client, user: User) -> None:
    """Equal statements, equal time: how long it takes does not tell whether a person is here."""
    sent = []
    for email in (user.email, "khong.co@example.vn"):
        with CaptureQueriesContext(connection) as queries:
            client.post(RESET, {"email": email})
        sent.append([LITERAL.sub("", query["sql"]) for query in queries])

    assert sent[0] == sent[1]


def test_one_person_gets_three_mails_an_hour_at_most(client: Client, user: User) -> None:
    answers = [client.post(RESET, {"email": user.email})["Location"] for _time in range(10)]

    send_mail()

    assert len(set(answers)) == 1, "the answer does not say that no more is sent"
    assert len(mail.outbox) == 3


def test_one_address_asks_for_many_mails_ever_more_slowly(client: Client, db: None) -> None:
    emails = [f"nguoi.{number}@example.vn" for number in range(31)]
    answers = [client.post(RESET, {"email": email}) for email in emails]

    assert [answer.status_code for answer in answers] == [302] * 30 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60


def test_a_mail_that_cannot_be_sent_waits_for_the_next_try(
    client: Client, user: User, settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    client.post(RESET, {"email": user.email})

    assert send_mail() == 1

    [waiting] = Mail.objects.all()
    assert (waiting.tries, waiting.sent_at) == (1, None)
    assert waiting.due_at > timezone.now()
    assert send_mail() == 0


def test_a_mail_that_no_server_would_take_does_not_stop_the_next_one(
    user: User, caplog: pytest.LogCaptureFixture
) -> None:
    broken = UserFactory()
    User.objects.filter(pk=broken.pk).update(email="x@example.vn\nBcc: y@example.vn")
    broken.refresh_from_db()
    for each in (broken, user):
        mailing.warn_owner(user=each, origin="https://portal.example.vn")

    assert send_mail() == 2

    assert [message.to for message in mail.outbox] == [[user.email]]
    waiting = Mail.objects.get(sent_at=None)
    assert (waiting.user, waiting.tries) == (broken, 1)
    assert "BadHeaderError" in caplog.text
    assert "y@example.vn" not in caplog.text


def test_the_new_password_makes_the_browser_known(client: Client, user: User) -> None:
    client.post(RESET, {"email": user.email})

    choose(client, link_in_mail(), NEW)

    assert client.cookies["known_device"]["httponly"]


def test_the_link_gives_a_new_password_once(client: Client, user: User) -> None:
    client.post(RESET, {"email": user.email})
    link = link_in_mail()

    assert choose(client, link, NEW).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert not client.get(link, follow=True).context["validlink"]


@pytest.mark.parametrize(
    ("seconds", "said"), [(259200, "3 ngày"), (86400, "1 ngày"), (7200, "2 giờ"), (90000, "25 giờ")]
)
def test_the_page_says_how_long_the_link_is_good_by_the_setting(
    client: Client, user: User, settings: Any, seconds: int, said: str
) -> None:
    settings.PASSWORD_RESET_TIMEOUT = seconds
    page = client.get(f"{RESET}sent/").content.decode()
    assert f"có hiệu lực {said}." in page


def test_the_mail_names_the_account_and_the_portal(client: Client, user: User) -> None:
    client.post(RESET, {"email": user.email})

    send_mail()
    [message] = mail.outbox
    assert user.username in message.body
    assert message.subject and "\n" not in message.subject


def test_the_secret_of_the_link_leaves_the_address_bar(client: Client, user: User) -> None:
    client.post(RESET, {"email": user.email})
    link = link_in_mail()

    assert client.get(link)["Location"].endswith("/set-password/")


def test_closed_accounts_and_machines_get_no_mail(client: Client, db: None) -> None:
    closed, machine = UserFactory(closed=True), UserFactory(machine=True)
    MembershipFactory(user=closed, everywhere=True)
    MembershipFactory(user=machine, role=Role.MACHINE, school=None)
    for user in (closed, machine):
        client.post(RESET, {"email": user.email})

    assert send_mail() == 2
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
