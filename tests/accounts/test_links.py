"""One-time links: good once, for one account, for some days, and for nobody who finds the row."""

import datetime
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from eduportal.accounts.models import GuessCount, Mail, Membership, OneTimeLink, User
from eduportal.accounts.roles import Role
from eduportal.accounts.services import guessing, links, managing
from eduportal.accounts.tasks import send_mail
from tests.accounts.test_admin_at_once import wait_until_another_waits
from tests.accounts.test_views_password import NEW
from tests.accounts.test_views_school_accounts import decide, page_of, school_page
from tests.factories import PASSWORD, AuthenticatorFactory, MembershipFactory, UserFactory
from tests.world import ClientOf, World

LINK = "/accounts/link/"
SIGN_IN = "/accounts/sign-in/"
SIGN = f"[{links.ALPHABET}]"
CODE = re.compile(rf"(?<![\w-])(?:{SIGN}{{4}}-){{3}}{SIGN}{{4}}(?![\w-])")


@pytest.fixture
def head(client_of: ClientOf) -> Client:
    return client_of("head")


def printed(world: World, persona: str = "teacher", by: str = "head") -> links.Slip:
    [slip] = managing.renew_access(
        actor=world.users[by], accounts=[world.users[persona]], origin="https://cong.example.vn"
    )
    return slip


def choose(code: str, password: str = NEW, client: Client | None = None):
    form = {"code": code, "new_password1": password, "new_password2": password}
    return (client or Client()).post(LINK, form)


def may_sign_in(username: str, password: str) -> bool:
    answer = Client().post(SIGN_IN, {"username": username, "password": password})
    return answer.status_code == 302


def works(code: str) -> bool:
    return Client().post(LINK, {"code": code}).status_code == 200


def test_the_owner_chooses_a_password_once_and_signs_in(world: World) -> None:
    slip = printed(world)
    opened = Client().get(slip.address.removeprefix("https://cong.example.vn"))
    assert slip.code in opened.content.decode() and "teacher" not in opened.content.decode()
    asked = Client().post(LINK, {"code": slip.code})
    assert "teacher" in asked.content.decode()

    first, second = choose(slip.code), choose(slip.code, "mot-mat-khau-khac-7")

    assert (first.status_code, second.status_code) == (302, 404)
    assert may_sign_in("teacher", NEW)
    assert not OneTimeLink.objects.exists()


def test_looking_uses_nothing_up_and_a_weak_password_neither(world: World) -> None:
    slip = printed(world)

    assert works(slip.code) and works(slip.code)
    assert choose(slip.code, "123").status_code == 200
    assert choose(slip.code).status_code == 302


def test_the_code_can_be_typed_in_any_way_it_is_read_from_paper(world: World) -> None:
    slip = printed(world)

    assert CODE.fullmatch(slip.code)
    for typed in (slip.code.replace("-", ""), slip.code.upper(), slip.code.replace("-", " ")):
        assert works(typed)
    # Vietnamese keyboards make other letters out of these.
    assert not set("aeiouydwsz") & set(links.ALPHABET)


def test_no_row_holds_the_code(world: World) -> None:
    slip = printed(world)
    plain = slip.code.replace("-", "")

    stored = str(list(OneTimeLink.objects.values_list()))
    changes = str(list(world.users["teacher"].changes.values_list()))

    assert plain not in stored + changes and slip.code not in stored + changes
    assert len(OneTimeLink.objects.get().digest or "") == 64


def test_a_link_replaces_password_sessions_waits_and_the_link_before(
    world: World, client_of: ClientOf
) -> None:
    teacher = client_of("teacher")
    old = printed(world)
    guess_wrong(world, 6)

    new = printed(world)

    assert not works(old.code) and works(new.code)
    assert teacher.get("/accounts/profile/").status_code == 302
    assert not GuessCount.objects.filter(user=world.users["teacher"]).exists()
    assert not may_sign_in("teacher", PASSWORD)


def guess_wrong(world: World, times: int, username: str = "teacher") -> None:
    for _time in range(times):
        attempt = guessing.begin(
            user=world.users[username], name=username, address="192.0.2.7", device=""
        )
        guessing.failed(attempt)
        # As if the wait had passed.
        earlier = timezone.now() - datetime.timedelta(minutes=20)
        GuessCount.objects.update(last_failed_at=earlier)


def test_a_link_ends_after_its_days(world: World, settings) -> None:
    settings.EDUPORTAL_LINK_DAYS = 2
    slip = printed(world)
    assert abs(slip.ends_at - timezone.now() - datetime.timedelta(days=2)).seconds < 60
    OneTimeLink.objects.update(ends_at=timezone.now() - datetime.timedelta(seconds=1))

    assert not works(slip.code)
    assert choose(slip.code).status_code == 404
    assert not User.objects.get(username="teacher").has_usable_password()


def test_a_closed_account_has_no_way_in(world: World) -> None:
    slip = printed(world)
    managing.set_open(actor=world.users["head"], account=world.users["teacher"], is_open=False)

    assert not works(slip.code)
    with pytest.raises(Exception, match="mở lại"):
        printed(world)


def test_a_link_does_not_open_what_the_account_has_become_since(world: World) -> None:
    """The head printed it for a teacher; an administrator of the Department is not the head's."""
    slip = printed(world)
    MembershipFactory(user=world.users["teacher"], role=Role.DEPARTMENT_ADMIN, everywhere=True)

    assert not works(slip.code)
    assert choose(slip.code).status_code == 404


def test_a_link_dies_with_the_office_of_the_person_who_made_it(world: World) -> None:
    slip = printed(world)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Membership.objects.filter(user=world.users["head"]).update(
        starts_on=yesterday, ends_on=yesterday
    )

    assert not works(slip.code)


@pytest.mark.parametrize("step", ["slip", "link", "unlock"])
def test_nobody_reaches_an_account_of_another_school_or_above(
    world: World, head: Client, client_of: ClientOf, step: str
) -> None:
    foreign = MembershipFactory(user=UserFactory(), school=world.foreign_school).user
    here = f"{school_page(world)}{foreign.pk}/"
    there = f"/accounts/schools/{world.foreign_school.public_id}/{foreign.pk}/"

    answers = [head.post(page, {"step": step}).status_code for page in (here, there)]
    upward = decide(client_of("vice_head"), page_of(world, "head"), {"step": step})
    own = decide(head, page_of(world, "head"), {"step": step})

    assert [*answers, upward.status_code, own.status_code] == [404] * 4
    assert not OneTimeLink.objects.exists()


def test_every_useless_code_gets_the_same_answer_and_many_have_to_wait(world: World) -> None:
    used = printed(world).code
    choose(used)
    late = printed(world).code
    OneTimeLink.objects.update(ends_at=timezone.now() - datetime.timedelta(days=1))
    codes = [used, late, "cfgh-cfgh-cfgh-cfgh", "' or 1=1 --", "Ơ" * 16]

    pages = [Client().post(LINK, {"code": code}) for code in codes]
    assert {page.status_code for page in pages} == {404}
    assert len({body(page) for page in pages}) == 1

    answers = [Client().post(LINK, {"code": "cfgh"}).status_code for _time in range(26)]
    assert answers == [404] * 25 + [429]
    assert Client().get(LINK, {"code": "cfgh"}).status_code == 200, "opening a link is no guess"
    assert Client().post(LINK, {"code": ""}).status_code == 200


def body(page) -> str:
    """The answer without what differs in every one: tokens, and the address that was asked for."""
    own = r'value="[A-Za-z0-9]{64}"|"X-CSRFToken": "\w+"|name="next" value="[^"]*"'
    return re.sub(own, "", page.content.decode())


def test_the_page_that_prints_shows_the_code_once_and_the_history_who_and_when(
    head: Client, world: World
) -> None:
    page = decide(head, page_of(world, "teacher"), {"step": "slip"})
    text = page.content.decode()
    [code] = set(CODE.findall(text))

    again = head.get(page_of(world, "teacher"))

    assert page.status_code == 200 and "<svg" in text and world.school.name in text
    assert works(code)
    assert code not in again.content.decode()
    newest = again.context["changes"][0]
    assert (newest.what, newest.actor) == ("link_printed", world.users["head"])


def test_new_accounts_are_printed_together_and_used_ones_not_at_all(
    head: Client, world: World, client_of: ClientOf
) -> None:
    client_of("clerk")
    new = [world.users[name].pk for name in ("teacher", "vice_head")]

    pages = head.post(school_page(world), {"account": new})
    refused = head.post(
        school_page(world), {"account": [*new, world.users["clerk"].pk]}, follow=True
    )

    assert len(set(CODE.findall(pages.content.decode()))) == 2
    assert OneTimeLink.objects.count() == 2
    assert str(world.users["clerk"]) in str(*refused.context["messages"])
    assert world.users["clerk"].has_usable_password()
    foreign = head.post(school_page(world), {"account": world.users["other_teacher"].pk})
    assert foreign.status_code == 404


def test_a_mailed_link_is_made_by_the_worker_and_works_once(head: Client, world: World) -> None:
    page = decide(head, page_of(world, "teacher"), {"step": "link"}, follow=True)
    assert not CODE.search(page.content.decode())
    assert OneTimeLink.objects.get().digest is None, "no code before there is a mail"

    send_mail()

    [message] = mail.outbox
    [code] = CODE.findall(message.body)
    assert message.to == [world.users["teacher"].email]
    assert choose(code).status_code == 302
    assert may_sign_in("teacher", NEW)


def test_a_slip_calls_back_the_mail_that_has_not_gone(head: Client, world: World) -> None:
    decide(head, page_of(world, "teacher"), {"step": "link"})
    code = printed(world).code

    assert send_mail() == 0
    assert not Mail.objects.filter(sent_at=None).exists()
    assert works(code)


def test_a_mail_needs_an_address(head: Client, world: World) -> None:
    User.objects.filter(username="teacher").update(email="")

    page = decide(head, page_of(world, "teacher"), {"step": "link"}, follow=True)

    assert "thư điện tử" in " ".join(map(str, page.context["messages"]))
    assert User.objects.get(username="teacher").has_usable_password(), "nothing half done"


def test_a_second_factor_stays(world: World) -> None:
    AuthenticatorFactory(user=world.users["teacher"])

    choose(printed(world).code)

    client = Client()
    client.post(SIGN_IN, {"username": "teacher", "password": NEW})
    assert "second-factor" in client.get("/accounts/profile/")["Location"]


def test_unlocking_lets_try_again_at_once_and_is_written_down(head: Client, world: World) -> None:
    for _time in range(5):
        attempt = guessing.begin(
            user=world.users["teacher"], name="teacher", address="192.0.2.7", device=""
        )
        guessing.failed(attempt)
    with pytest.raises(guessing.TooManyAttempts):
        guessing.begin(user=None, name="teacher", address="192.0.2.7", device="")
    listed = head.get(school_page(world), {"show": "look", "q": "teacher"})
    assert "5 lần sai" in listed.content.decode()

    decide(head, page_of(world, "teacher"), {"step": "unlock"})

    guessing.begin(user=world.users["teacher"], name="teacher", address="192.0.2.7", device="")
    newest = head.get(page_of(world, "teacher")).context["changes"][0]
    assert (newest.what, newest.actor) == ("unlocked", world.users["head"])


def test_a_strangers_typed_password_names_nobody_in_the_counts(db: None) -> None:
    attempt = guessing.begin(user=None, name="mat-khau-go-nham", address="192.0.2.7", device="")
    guessing.failed(attempt)

    assert GuessCount.objects.count() == 3
    assert not GuessCount.objects.exclude(user=None).exists()


def test_a_link_dies_with_the_account_of_the_person_who_made_it(world: World) -> None:
    slip = printed(world)
    User.objects.filter(pk=world.users["head"].pk).update(is_active=False)

    assert not works(slip.code)
    assert choose(slip.code).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_link_used_while_a_new_one_is_printed_opens_nothing_and_nobody_fails(
    world: World,
) -> None:
    head, teacher = world.users["head"], world.users["teacher"]
    slip = printed(world)

    def use() -> User | None:
        try:
            return links.use_link(code=slip.code, password=NEW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as threads:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=teacher.pk)
            second = threads.submit(use)
            wait_until_another_waits()
            newer = links.print_link(actor=head, account=teacher, origin="https://cong.example.vn")
        assert second.result() is None
    assert works(newer.code)
