"""Nobody passes without signing in, nor without the second factor where one is due."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY

from eduportal.accounts import services
from eduportal.accounts.models import Authenticator
from eduportal.accounts.roles import Role
from tests.accounts.authenticators import code_of
from tests.factories import AuthenticatorFactory, MembershipFactory, UserFactory
from tests.world import ClientOf, World

PROFILE = "/accounts/profile/"
SECOND_FACTOR = "/accounts/second-factor/"


@pytest.fixture
def device(world: World) -> Authenticator:
    """The clerk's authenticator application."""
    return AuthenticatorFactory(user=world.users["clerk"])


def test_a_person_is_sent_to_sign_in_and_back_to_the_page(client: Client, db: None) -> None:
    response = client.get(f"{PROFILE}?tab=1")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/sign-in/?next=%2Faccounts%2Fprofile%2F%3Ftab%3D1"


def test_a_form_sent_after_the_session_ended_does_not_come_back_to_a_post_address(
    client: Client, db: None
) -> None:
    assert client.post("/accounts/sign-out/")["Location"] == "/accounts/sign-in/"


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json"},
        {"X-Requested-With": "XMLHttpRequest"},
        {"HX-Request": "true"},
    ],
)
def test_a_script_gets_401_and_never_a_page(
    client: Client, db: None, headers: dict[str, str]
) -> None:
    response = client.get(PROFILE, headers=headers)

    assert response.status_code == 401
    assert response.json()["code"] == "signed_out"
    assert response.json()["message"]


def test_htmx_gets_the_address_to_go_to(client: Client, db: None) -> None:
    response = client.get(PROFILE, headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == "/accounts/sign-in/"


def test_an_expired_session_is_401_even_when_the_page_token_is_out_of_date(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(PROFILE, {}, content_type="application/json")

    assert response.status_code == 401


def test_a_token_out_of_date_is_named_to_a_script(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.users["teacher"], "eduportal.accounts.backends.PortalBackend")

    response = strict.post("/language/", {}, headers={"Accept": "application/json"})

    assert response.status_code == 403
    assert response.json()["code"] == "csrf"


def test_an_unknown_address_is_404_for_everybody(client_of: ClientOf) -> None:
    for persona in ("anonymous", "teacher"):
        assert client_of(persona).get("/no-such-page/").status_code == 404


def test_an_address_without_its_last_slash_is_completed(client_of: ClientOf) -> None:
    response = client_of("teacher").get(PROFILE.rstrip("/"))

    assert (response.status_code, response["Location"]) == (301, PROFILE)


def test_who_has_a_second_factor_is_asked_for_the_code(
    client_of: ClientOf, device: Authenticator
) -> None:
    client = client_of("clerk")

    page = client.get(PROFILE)
    script = client.get(PROFILE, headers={"Accept": "application/json"})

    assert page["Location"] == f"{SECOND_FACTOR}?next=%2Faccounts%2Fprofile%2F"
    assert script.status_code == 401
    assert script.json()["needs"] == "otp"


def test_the_code_opens_every_page(client_of: ClientOf, device: Authenticator) -> None:
    client = client_of("clerk")

    sent = client.post(SECOND_FACTOR, {"code": code_of(device), "next": PROFILE})

    assert sent["Location"] == PROFILE
    assert client.get(PROFILE).status_code == 200


def test_without_the_code_only_signing_out_is_left(
    client_of: ClientOf, device: Authenticator
) -> None:
    client = client_of("clerk")
    names = ["second-factor-setup", "passkey-new", "factors", "sessions", "password-change"]

    for name in names:
        response = client.get(reverse(f"accounts:{name}"))
        assert response["Location"].startswith(SECOND_FACTOR), name
    assert client.get("/api/anything/", headers={"Accept": "application/json"}).status_code == 404
    assert client.post("/accounts/sign-out/")["Location"] == "/accounts/sign-in/"


def test_an_unfinished_device_asks_nobody_for_a_code(world: World, client_of: ClientOf) -> None:
    AuthenticatorFactory(user=world.users["clerk"], confirmed=False)

    assert client_of("clerk").get(PROFILE).status_code == 200


SIGNING_IN = [role.value for role in Role if role != Role.MACHINE]


@pytest.mark.parametrize("is_required", [True, False])
@pytest.mark.parametrize("persona", SIGNING_IN)
def test_every_role_but_the_teachers_needs_one_where_it_is_required(
    client_of: ClientOf, settings, persona: str, is_required: bool
) -> None:
    settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = is_required
    client = client_of(persona)

    page = client.get(PROFILE)
    script = client.get(PROFILE, headers={"Accept": "application/json"})

    if is_required and persona not in ("teacher", "homeroom"):
        assert page["Location"].startswith("/accounts/second-factor/setup/")
        assert script.json()["needs"] == "otp_setup"
        assert client.get("/accounts/second-factor/setup/").status_code == 200
        assert client.get("/accounts/second-factor/passkey/").status_code == 200
    else:
        assert page.status_code == script.status_code == 200


def test_a_teacher_with_more_rights_needs_one_for_them(
    client: Client, db_everywhere: None, settings
) -> None:
    settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = True
    user = MembershipFactory(user=UserFactory(superuser=True)).user
    client.force_login(user, "eduportal.accounts.backends.PortalBackend")

    assert client.get(PROFILE)["Location"].startswith("/accounts/second-factor/setup/")


def test_who_is_there_and_with_which_rights_costs_a_page_two_queries(client_of: ClientOf) -> None:
    client = client_of("teacher")

    with CaptureQueriesContext(connection) as queries:
        client.get("/accounts/password/")

    asked = [query["sql"] for query in queries if "accounts_" in query["sql"]]
    assert len(asked) == 2, asked


def test_the_sign_in_page_reads_no_table(client: Client, db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/accounts/sign-in/")

    assert [query["sql"] for query in queries if " FROM " in query["sql"]] == []


@pytest.mark.parametrize("of_whom", ["head", "clerk"])
def test_a_session_is_proved_by_a_confirmed_device_of_its_own_user_only(
    world: World, client_of: ClientOf, device: Authenticator, of_whom: str
) -> None:
    other = AuthenticatorFactory(user=world.users[of_whom], confirmed=of_whom != "clerk")
    client = client_of("clerk")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    assert client.get(PROFILE).status_code == 200

    session[DEVICE_ID_SESSION_KEY] = other.persistent_id
    session.save()

    assert client.get(PROFILE)["Location"].startswith(SECOND_FACTOR)
    assert DEVICE_ID_SESSION_KEY not in client.session


def test_a_session_proved_with_a_recovery_code_stays_proved(
    world: World, client_of: ClientOf, device: Authenticator
) -> None:
    client = client_of("clerk")
    code = services.new_recovery_codes(user=device.user)[0]

    assert client.post(SECOND_FACTOR, {"code": code}).status_code == 302
    assert client.get(PROFILE).status_code == 200
