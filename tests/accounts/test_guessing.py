"""Guessing is slow for strangers, and neither an owner nor a school is ever locked out."""

import datetime
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from eduportal.accounts.models import Authenticator, GuessCount, Mail, SignIn
from eduportal.accounts.services import guessing
from eduportal.accounts.tasks import send_mail
from tests.accounts.authenticators import code_of
from tests.factories import PASSWORD, AuthenticatorFactory, MembershipFactory, UserFactory
from tests.world import ClientOf, World

SIGN_IN = "/accounts/sign-in/"
JSON = "/accounts/sign-in/json/"
SCHOOL = "203.0.113.7"
REFUSED = "too_many_attempts"


@pytest.fixture(autouse=True)
def behind_one_proxy(settings) -> None:
    settings.EDUPORTAL_PROXY_COUNT = 1


def sign_in(username: str, password: str = PASSWORD, address: str = SCHOOL, client: Client = None):
    return (client or Client()).post(
        SIGN_IN,
        {"username": username, "password": password},
        headers={"X-Forwarded-For": address},
    )


def send(**fields: str):
    """Sign in as the mark grid does."""
    return Client().post(
        JSON,
        json.dumps(fields),
        content_type="application/json",
        headers={"X-Forwarded-For": SCHOOL},
    )


def fail(username: str, times: int, address: str = SCHOOL) -> list[int]:
    return [sign_in(username, "sai", address).status_code for _time in range(times)]


def later(seconds: float) -> None:
    """The same counts, `seconds` afterwards."""
    for count in GuessCount.objects.all():
        count.last_failed_at -= datetime.timedelta(seconds=seconds)
        count.save()


def just_now() -> None:
    """The same counts, as if the last failures were of this moment."""
    GuessCount.objects.update(last_failed_at=timezone.now())


@pytest.mark.trial("many")
@pytest.mark.usefixtures("uncounted")
def test_160_wrong_guesses_from_40_addresses_do_not_pass(world: World) -> None:
    answers = [
        sign_in("head", "sai", f"198.51.100.{number % 40}").status_code for number in range(160)
    ]

    # 10 are free. On a slow machine a wait of 5, 10 or 20 seconds may pass meanwhile.
    assert 10 <= answers.count(200) <= 16, "the others are refused unread"
    just_now()
    assert sign_in("head", address="198.51.100.200").status_code == 429


@pytest.mark.usefixtures("uncounted")
def test_of_one_name_fewer_than_100_guesses_an_hour_are_looked_at(world: World) -> None:
    """A patient attacker with endless addresses, asking every second: ASVS 2.2.1."""
    pace, looked_at, waited, failures = guessing.PACES["name"], 0, 0, 0
    while waited < 3600:
        failures += 1
        looked_at += 1
        waited += pace.seconds(failures)

    assert looked_at < 100


def test_the_wait_grows_and_is_told_in_words_and_for_programs(world: World) -> None:
    assert fail("teacher", 6) == [200] * 5 + [429]
    first = sign_in("teacher")
    later(16)
    fail("teacher", 1)
    second = sign_in("teacher")

    assert (first.status_code, second.status_code) == (429, 429)
    assert int(first["Retry-After"]) <= 15 < int(second["Retry-After"]) <= 30
    assert f"{second['Retry-After']} giây" in second.content.decode()


def test_after_the_wait_the_right_password_opens(world: World) -> None:
    fail("teacher", 5)
    later(16)

    assert sign_in("teacher").status_code == 302


def test_a_good_sign_in_forgets_the_typing_errors(world: World) -> None:
    fail("teacher", 4)
    assert sign_in("teacher").status_code == 302

    assert fail("teacher", 5) == [200] * 5


def test_an_hour_without_a_failure_forgets_all(world: World) -> None:
    fail("teacher", 5)
    later(3601)

    assert fail("teacher", 5) == [200] * 5


def test_another_name_at_the_same_address_is_not_slowed(world: World) -> None:
    fail("teacher", 10)

    assert sign_in("homeroom").status_code == 302


def test_a_known_device_is_not_slowed_by_strangers(world: World) -> None:
    known = Client()
    sign_in("teacher", client=known)
    known.post("/accounts/sign-out/")
    for number in range(40):
        sign_in("teacher", "sai", f"198.51.100.{number}")
    just_now()

    assert sign_in("teacher").status_code == 429, "a strange device has to wait"
    assert sign_in("teacher", client=known).status_code == 302


def test_a_known_device_guesses_no_faster_than_a_strange_one(world: World) -> None:
    known = Client()
    sign_in("teacher", client=known)
    known.post("/accounts/sign-out/")

    answers = [sign_in("teacher", "sai", client=known).status_code for _time in range(6)]

    assert answers == [200] * 5 + [429]
    assert sign_in("homeroom", client=known).status_code == 302


def test_a_known_device_belongs_to_one_person_and_one_password(world: World) -> None:
    known = Client()
    sign_in("teacher", client=known)
    known.post("/accounts/sign-out/")
    for name in ("teacher", "homeroom"):
        for number in range(10):
            sign_in(name, "sai", f"198.51.100.{number}")

    assert sign_in("homeroom", client=known).status_code == 429
    world.users["teacher"].set_password("mot-mat-khau-khac-7")
    world.users["teacher"].save()
    assert sign_in("teacher", "mot-mat-khau-khac-7", client=known).status_code == 429


def test_a_forged_device_is_a_strange_one(world: World) -> None:
    forged = Client()
    forged.cookies["known_device"] = '{"device": "x", "people": {"1": "x"}}:1wxyz:abc'
    fail("teacher", 5)

    assert sign_in("teacher", client=forged).status_code == 429


def test_the_cookie_is_out_of_reach_of_scripts_and_of_plain_http(world: World, settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    sign_in("teacher", client=client)

    cookie = client.cookies["known_device"]
    assert cookie["httponly"] and cookie["secure"] and cookie["samesite"] == "Lax"


def test_addresses_of_one_ipv6_network_count_as_one(world: World) -> None:
    for number in range(5):
        sign_in("teacher", "sai", f"2001:db8:1:2::{number}")

    assert sign_in("teacher", address="2001:db8:1:2:ffff::9").status_code == 429
    assert sign_in("teacher", address="2001:db8:1:3::9").status_code == 302


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("no address", "no address"),
    ],
)
def test_the_network_of_an_address(address: str, network: str) -> None:
    assert guessing.network_of(address) == network


@pytest.mark.trial("many")
@pytest.mark.usefixtures("uncounted")
def test_60_good_sign_ins_a_minute_with_codes_from_one_address_pass(db: None) -> None:
    people = [UserFactory() for _number in range(60)]
    for person in people:
        MembershipFactory(user=person, everywhere=True)
    devices = [AuthenticatorFactory(user=person) for person in people]
    answers = []
    for person, device in zip(people, devices, strict=True):
        client = Client()
        first = sign_in(person.username, client=client)
        second = client.post(
            "/accounts/second-factor/",
            {"code": code_of(device)},
            headers={"X-Forwarded-For": SCHOOL},
        )
        answers.append((first.status_code, second.status_code))

    assert answers == [(302, 302)] * 60


@pytest.mark.usefixtures("uncounted")
def test_one_pupil_with_a_telephone_does_not_keep_the_teachers_out(world: World) -> None:
    assert sign_in("teacher").status_code == 302, "once before, on a device that is gone"
    for number in range(70):
        sign_in(f"khong.co.{number}", "sai")
    just_now()

    assert sign_in("khong.co.nua", "sai").status_code == 429, "the stranger has to wait"
    assert sign_in("teacher").status_code == 302


@pytest.mark.usefixtures("uncounted")
def test_many_names_from_one_address_are_slow_as_well(world: World) -> None:
    answers = [sign_in(f"khong.co.{number}", "sai").status_code for number in range(60)]

    # 50 are free, and each further one doubles the wait.
    assert 50 <= answers.count(200) <= 56


def test_names_of_any_length_and_kind_are_counted(world: World) -> None:
    for name, status in (("nobody", 401), ("x" * 3000, 400), ("a\0b", 400), ("\ud800", 400)):
        answers = [send(username=name, password="sai").status_code for _time in range(6)]

        assert answers == [status] * 5 + [429], ascii(name[:10])


def test_spellings_of_one_name_share_their_lane(world: World) -> None:
    for spelling in ("teacher", " teacher", "teacher ", "TEACHER", "ｔｅａｃｈｅｒ"):
        sign_in(spelling, "sai")

    assert sign_in("teacher").status_code == 429


def test_the_grid_and_the_page_count_together(world: World) -> None:
    fail("teacher", 3)
    for _time in range(2):
        send(username="teacher", password="sai")

    answer = send(username="teacher", password=PASSWORD)

    assert answer.status_code == 429
    assert answer.json()["code"] == REFUSED
    assert answer["Retry-After"] in answer.json()["message"]


def test_codes_count_like_passwords(world: World) -> None:
    """Who knows the password does not forgive his wrong codes by entering it again."""
    AuthenticatorFactory(user=world.users["teacher"])
    fields = {"username": "teacher", "password": PASSWORD, "code": "000000"}
    for _time in range(5):
        Authenticator.objects.update(throttling_failure_count=0)
        assert send(**fields).status_code == 401
        assert send(**fields | {"code": ""}).json()["code"] in ("second_factor", REFUSED)

    assert send(**fields).json()["code"] == REFUSED


def test_wrong_proofs_count_inside_a_session_and_keep_the_form(
    client_of: ClientOf, world: World
) -> None:
    client = client_of("department_admin")
    session = client.session
    session["proved_at"] = 0
    session.save()
    typed = {"role": "auditor", "proof-password": "sai"}
    address = "/accounts/people/new/"

    answers = [client.post(address, typed) for _time in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert all('name="role" value="auditor"' in answer.content.decode() for answer in answers)
    assert int(answers[-1]["Retry-After"]) > 0
    right = client.post(address, typed | {"proof-password": PASSWORD})
    assert right.status_code == 429, "even the right one has to wait"


def test_guesses_at_the_old_password_count_inside_a_session(
    client_of: ClientOf, world: World
) -> None:
    client = client_of("teacher")
    new = {"new_password1": "con-duong-den-truong-7", "new_password2": "con-duong-den-truong-7"}
    answers = [
        client.post("/accounts/password/", new | {"old_password": "sai"}).status_code
        for _time in range(6)
    ]

    assert answers == [200] * 5 + [429]


def test_a_new_password_that_is_too_weak_is_no_guess(client_of: ClientOf, world: World) -> None:
    client = client_of("teacher")
    weak = {"old_password": PASSWORD, "new_password1": "ngan", "new_password2": "ngan"}

    answers = [client.post("/accounts/password/", weak).status_code for _time in range(8)]

    assert answers == [200] * 8


def test_the_owner_is_told_once_a_day(world: World) -> None:
    for number in range(40):
        sign_in("teacher", "sai", f"198.51.100.{number}")
        later(61)
    send_mail()

    [message] = mail.outbox
    assert message.to == [world.users["teacher"].email]
    assert "teacher" in message.body and "/accounts/password/reset/" in message.body


def test_what_was_typed_as_a_name_is_kept_nowhere(world: World, caplog) -> None:
    typed = "mat-khau-go-nham-vao-o-ten"
    fail(typed, 12)

    assert typed not in caplog.text
    kept = [*GuessCount.objects.values_list(), *SignIn.objects.values_list(), *Mail.objects.all()]
    assert kept
    assert typed not in repr(kept)


def test_every_attempt_leaves_a_record(world: World) -> None:
    fail("teacher", 1)
    sign_in("teacher")

    records = SignIn.objects.order_by("pk").values_list("user__username", "address", "outcome")
    assert list(records) == [("teacher", SCHOOL, "wrong"), ("teacher", SCHOOL, "right")]


def test_attempts_that_come_too_soon_are_written_down_once_a_minute_and_address(
    world: World,
) -> None:
    fail("teacher", 8)
    for _time in range(3):
        fail("teacher", 1, "198.51.100.7")
        fail("khong.co", 6)
    fail("khong.co", 3)

    soon = SignIn.objects.filter(outcome="soon").order_by("pk")
    assert list(soon.values_list("user__username", "address")) == [
        ("teacher", SCHOOL),
        (None, SCHOOL),
    ]


def test_counting_needs_no_redis(world: World, settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert fail("teacher", 6) == [200] * 5 + [429]
    assert sign_in("homeroom").status_code == 302


def test_a_forged_forwarding_header_does_not_buy_more_attempts(world: World) -> None:
    answers = [
        sign_in("teacher", "sai", f"192.0.2.{number}, {SCHOOL}").status_code for number in range(6)
    ]

    assert answers == [200] * 5 + [429]


@pytest.mark.django_db(transaction=True)
def test_guesses_sent_at_once_are_looked_at_one_by_one() -> None:
    """Without the lock, guesses that start before the first failure is counted would all pass."""

    def guess(number: int) -> int:
        try:
            return sign_in("khong.co", "sai", f"198.51.100.{number}").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=8) as threads:
        answers = list(threads.map(guess, range(64)))

    [count] = GuessCount.objects.filter(failures__gt=1)
    assert answers.count(200) == count.failures <= 10
    assert timezone.now() - count.last_failed_at < guessing.FORGOTTEN_AFTER


@pytest.mark.django_db(transaction=True)
def test_who_has_to_wait_is_not_in_the_way_of_others() -> None:
    """A stranger who asks all the time is refused all the time, and takes no turn by that."""

    def begin(address: str) -> int:
        try:
            with transaction.atomic():
                guessing.begin(user=None, name="teacher", address=address, device="")
        except guessing.TooManyAttempts as refusal:
            return refusal.seconds
        finally:
            connections.close_all()
        return 0

    fail("teacher", 5, "198.51.100.1")
    with transaction.atomic(), ThreadPoolExecutor(max_workers=1) as threads:
        with pytest.raises(guessing.TooManyAttempts):
            guessing.begin(user=None, name="teacher", address="198.51.100.1", device="")
        assert threads.submit(begin, "198.51.100.2").result() == 0
