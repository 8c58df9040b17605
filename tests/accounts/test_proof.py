"""A fresh proof before what cannot be undone, and nothing typed is lost on the way."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from eduportal.accounts import middleware
from eduportal.accounts.models import Authenticator, Membership, User
from eduportal.accounts.proof import PROVED_AT
from eduportal.accounts.roles import Role
from tests.accounts.authenticators import SoftPasskey, add_passkey, code_of, use_options
from tests.factories import PASSWORD, AuthenticatorFactory, RegulationSetFactory
from tests.world import ClientOf, World

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
MEMBERSHIP = "/admin/accounts/membership/add/"
LISTED = middleware.PROVED_PAGES | middleware.PROVED_FROM_THE_START | middleware.PROVED_AT_ONCE


def make_stale(client: Client, seconds: float = 10 * 60 + 1) -> None:
    """As if the last proof was that long ago."""
    session = client.session
    session[PROVED_AT] = session[PROVED_AT] - seconds
    session.save()


def stale(client_of: ClientOf, persona: str) -> Client:
    client = client_of(persona)
    make_stale(client)
    return client


def carried(page: Any) -> dict[str, str]:
    """The hidden fields of the page that asks, as the browser sends them."""
    form = page.content.decode().partition("novalidate")[2]
    return {name: value for name, value in HIDDEN.findall(form) if name != "csrfmiddlewaretoken"}


def new_role(world: World) -> dict[str, Any]:
    return {
        "user": str(world.users["clerk"].pk),
        "role": Role.AUDITOR,
        "starts_on": "2026-09-05",
        "_save": "Save",
    }


def sealing(world: World) -> str:
    return reverse("grades:class-seal", args=[world.class_group.public_id, world.term.code])


def is_asked(page: Any) -> bool:
    return "accounts/proof.html" in [template.name for template in page.templates]


def test_giving_a_role_waits_for_the_proof_and_then_goes_on_by_itself(
    client_of: ClientOf, world: World
) -> None:
    client, before = stale(client_of, "department_admin"), Membership.objects.count()

    page = client.post(MEMBERSHIP, new_role(world))
    assert is_asked(page) and Membership.objects.count() == before
    assert carried(page) == new_role(world)
    wrong = client.post(MEMBERSHIP, {**carried(page), "proof-password": "sai"})
    assert is_asked(wrong) and carried(wrong) == new_role(world)
    client.post(MEMBERSHIP, {**carried(wrong), "proof-password": PASSWORD})

    assert Membership.objects.filter(role=Role.AUDITOR, user=world.users["clerk"]).exists()
    assert Membership.objects.count() == before + 1


def test_once_proved_the_next_forms_go_through_for_ten_minutes(
    client_of: ClientOf, world: World
) -> None:
    client = stale(client_of, "department_admin")
    page = client.post(MEMBERSHIP, new_role(world))
    client.post(MEMBERSHIP, {**carried(page), "proof-password": PASSWORD})

    make_stale(client, 9 * 60)
    assert client.post(MEMBERSHIP, new_role(world)).status_code == 302
    make_stale(client, 61)
    assert is_asked(client.post(MEMBERSHIP, new_role(world)))


def test_who_has_a_second_factor_proves_it_with_that_and_not_with_the_password(
    client_of: ClientOf, world: World
) -> None:
    device = AuthenticatorFactory(user=world.users["head"])
    client = client_of("head")
    client.post("/accounts/second-factor/", {"code": code_of(device, 1)})
    make_stale(client)
    address = sealing(world)

    assert is_asked(client.post(address, {"proof-password": PASSWORD}))
    assert is_asked(client.post(address, {"proof-code": "000000"}))
    Authenticator.objects.update(throttling_failure_count=0)
    assert client.post(address, {"proof-code": code_of(device)}).status_code == 302


def test_a_passkey_proves_it_as_well(client_of: ClientOf, world: World) -> None:
    client, passkey = client_of("head"), SoftPasskey()
    add_passkey(client, passkey)
    make_stale(client)
    address = sealing(world)
    page = client.post(address)

    assert "data-passkey" in page.content.decode()
    answer = {"proof-passkey": passkey.used(use_options(client))}
    sent = client.post(address, answer, headers={"Host": "localhost"})
    assert sent.status_code == 302


def test_a_code_used_for_signing_in_proves_nothing_more(client_of: ClientOf, world: World) -> None:
    device = AuthenticatorFactory(user=world.users["head"])
    client, code = client_of("head"), code_of(device)
    client.post("/accounts/second-factor/", {"code": code})
    make_stale(client)

    address = sealing(world)
    assert is_asked(client.post(address, {"proof-code": code}))


def test_a_typed_password_is_never_written_into_the_page(client_of: ClientOf, world: World) -> None:
    client = stale(client_of, "department_admin")
    typed = {"username": "moi", "full_name": "Đỗ Mới", "password1": "bi-mat-cua-toi-1"}

    page = client.post("/admin/accounts/user/add/", typed)

    assert carried(page) == {"username": "moi", "full_name": "Đỗ Mới"}
    assert "bi-mat-cua-toi-1" not in page.content.decode()


def test_markup_in_a_carried_field_stays_text(client_of: ClientOf, world: World) -> None:
    client = stale(client_of, "department_admin")

    page = client.post(MEMBERSHIP, {'"><script>': '"><script>alert(1)</script>'})

    assert "<script>alert" not in page.content.decode()


def test_a_page_that_must_not_be_interrupted_asks_before_it_is_shown(
    client_of: ClientOf,
) -> None:
    client = stale(client_of, "teacher")
    address = "/accounts/second-factor/setup/?from=profile"

    page = client.get(address)
    assert is_asked(page)
    sent = client.post(address, {**carried(page), "proof-password": PASSWORD})

    assert sent["Location"] == address
    assert not is_asked(client.get(address))


def test_a_script_is_told_in_json(client_of: ClientOf, world: World) -> None:
    client = stale(client_of, "head")

    answer = client.post(sealing(world), headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (403, "proof")


def test_putting_a_regulation_set_into_force_asks(client_of: ClientOf, db_everywhere: None) -> None:
    draft = RegulationSetFactory()
    client = stale(client_of, "department_admin")

    assert is_asked(client.post(f"/regulations/{draft.code}/force/", {"digest": draft.digest}))


def test_signing_out_never_asks(client_of: ClientOf) -> None:
    for address in ("/accounts/sign-out/", "/admin/logout/"):
        assert stale(client_of, "department_admin").post(address).status_code == 302


def test_looking_never_asks(client_of: ClientOf, world: World) -> None:
    client = stale(client_of, "department_admin")

    for address in ("/admin/", MEMBERSHIP, "/accounts/second-factor/devices/"):
        assert not is_asked(client.get(address)), address


def test_a_proof_without_the_pages_token_counts_for_nothing(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.users["department_admin"], "eduportal.accounts.backends.PortalBackend")
    make_stale(strict)

    answer = strict.post(MEMBERSHIP, {**new_role(world), "proof-password": PASSWORD})

    assert answer.status_code == 403
    assert not Membership.objects.filter(role=Role.AUDITOR, user=world.users["clerk"]).exists()


def test_every_page_of_the_lists_exists() -> None:
    names = {
        f"{space}:{name}" if space else str(name)
        for space, resolver in [
            (space, table[1]) for space, table in get_resolver().namespace_dict.items()
        ]
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }

    assert names >= LISTED


def test_the_users_proof_is_not_the_next_users(client_of: ClientOf, world: World) -> None:
    """Signing in as another person in the same browser is a proof of that person only."""
    client = client_of("teacher")
    make_stale(client)
    other: User = world.users["head"]
    client.force_login(other, "eduportal.accounts.backends.PortalBackend")

    assert client.session[PROVED_AT]
    assert client.session["_auth_user_id"] == str(other.pk)


@pytest.mark.parametrize("at", [None, "text", 10**12])
def test_a_session_without_a_sensible_moment_has_no_proof(
    client_of: ClientOf, world: World, at: object
) -> None:
    client = client_of("department_admin")
    session = client.session
    session[PROVED_AT] = at if at != "text" else 0
    if at is None:
        del session[PROVED_AT]
    session.save()

    assert is_asked(client.post(MEMBERSHIP, new_role(world)))
