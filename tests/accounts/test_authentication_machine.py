"""Machines call the REST interface with a token, people with their session."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from eduportal import scoping
from eduportal.accounts.models import Membership
from eduportal.accounts.services import NotAMachine, create_machine_token
from eduportal.accounts.throttling import MachineThrottle, PersonThrottle
from schools.models import School
from tests.factories import MembershipFactory
from tests.world import ClientOf, World

pytestmark = pytest.mark.urls("tests.accounts.machine_api_urls")

ADDRESS = "/api/school-names/"


def with_token(token: str) -> Client:
    return Client(headers={"Authorization": f"Token {token}"})


def test_a_machine_sees_the_rows_of_its_membership(client_of: ClientOf, world: World) -> None:
    answer = client_of("machine").get(ADDRESS)

    assert answer.status_code == 200
    assert answer.json()["schools"] == [world.school.pk]
    assert answer.json()["can_read"] is True
    assert answer.json()["actor_and_door"] == [str(world.users["machine"].pk), "api"]


def test_the_scope_of_a_token_ends_with_its_request(client_of: ClientOf, world: World) -> None:
    client_of("machine").get(ADDRESS)

    assert not School.objects.exists()


def test_a_person_in_a_browser_sees_what_the_pages_show(client_of: ClientOf, world: World) -> None:
    answer = client_of("commune_officer").get(ADDRESS).json()

    assert answer["schools"] == sorted(school.pk for school in world.schools[:2])
    assert answer["actor_and_door"] == [str(world.users["commune_officer"].pk), "api"]


def test_without_token_or_session_the_answer_is_401(client: Client, db: None) -> None:
    response = client.get(ADDRESS)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("header", ["Token", "Token a b", "Token wrong", "Token \xff"])
def test_a_broken_header_is_401(client: Client, db: None, header: str) -> None:
    assert client.get(ADDRESS, headers={"Authorization": header}).status_code == 401


def test_a_persons_token_opens_nothing(world: World) -> None:
    token = AuthToken.objects.create(world.users["head"])[1]

    assert with_token(token).get(ADDRESS).status_code == 401


def test_a_token_dies_with_its_time_its_membership_and_its_account(world: World) -> None:
    machine, yesterday = world.users["machine"], timezone.localdate() - datetime.timedelta(days=1)
    token = world.token()
    assert with_token(token).get(ADDRESS).status_code == 200

    Membership.objects.filter(user=machine).update(ends_on=yesterday)
    assert with_token(token).get(ADDRESS).status_code == 401

    Membership.objects.filter(user=machine).update(ends_on=None)
    machine.is_active = False
    machine.save()
    assert with_token(token).get(ADDRESS).status_code == 401

    machine.is_active = True
    machine.save()
    AuthToken.objects.update(expiry=timezone.now() - datetime.timedelta(seconds=1))
    assert with_token(token).get(ADDRESS).status_code == 401


def test_a_machine_of_the_department_sees_every_school(world: World) -> None:
    Membership.objects.filter(user=world.users["machine"]).update(school=None)

    assert len(with_token(world.token()).get(ADDRESS).json()["schools"]) == 4


def test_a_token_needs_no_page_token_but_a_session_does(world: World, client_of: ClientOf) -> None:
    machine = Client(enforce_csrf_checks=True, headers={"Authorization": f"Token {world.token()}"})
    person = Client(enforce_csrf_checks=True)
    person.force_login(world.users["head"], "eduportal.accounts.backends.PortalBackend")
    body = {"marks": []}

    assert machine.post(ADDRESS, body, content_type="application/json").status_code == 200
    assert person.post(ADDRESS, body, content_type="application/json").status_code == 403


def test_a_session_without_its_second_factor_does_not_open_the_interface(
    client_of: ClientOf, settings
) -> None:
    settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = True

    response = client_of("head").get(ADDRESS, headers={"Accept": "application/json"})

    assert (response.status_code, response.json()["needs"]) == (401, "otp_setup")


def test_a_machine_that_asks_too_often_has_to_wait(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MachineThrottle.THROTTLE_RATES, "machine", "2/min")
    machine, person = client_of("machine"), client_of("head")

    assert [machine.get(ADDRESS).status_code for _n in range(3)] == [200, 200, 429]
    assert [person.get(ADDRESS).status_code for _n in range(3)] == [200, 200, 200]


def test_a_person_has_a_rate_too_and_a_machine_does_not_use_it_up(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PersonThrottle.THROTTLE_RATES, "person", "2/min")
    person, colleague = client_of("head"), client_of("clerk")

    answers = [person.get(ADDRESS) for _n in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert answers[2].json()["code"] == "too_many_attempts"
    assert colleague.get(ADDRESS).status_code == 200
    assert client_of("machine").get(ADDRESS).status_code == 200


def test_the_command_prints_a_token_that_works(world: World) -> None:
    out = StringIO()

    call_command("create_machine_token", "machine", "--days", "2", stdout=out)

    assert with_token(out.getvalue().strip()).get(ADDRESS).status_code == 200
    left = AuthToken.objects.get().expiry - timezone.now()
    assert datetime.timedelta(days=1) < left <= datetime.timedelta(days=2)
    assert out.getvalue().strip() not in str(AuthToken.objects.values())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody"], "no active user 'nobody'"),
        (["head"], "'head' has no machine membership"),
        (["machine", "--days", "0"], "--days must be 1 or more"),
    ],
)
def test_the_command_says_what_is_wrong(world: World, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("create_machine_token", *arguments)
    assert not AuthToken.objects.exists()


def test_a_membership_that_has_not_begun_gives_no_token(world: World) -> None:
    with scoping.everywhere("a future machine"):
        future = MembershipFactory(role="machine", future=True)

    with pytest.raises(NotAMachine):
        create_machine_token(user=future.user, days=1)
