"""A fresh proof before what cannot be undone, and nothing typed is lost on the way."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from eduportal.accounts import middleware
from eduportal.accounts.models import Authenticator, Membership, User
from eduportal.accounts.proof import BACK, PROVED_AT
from eduportal.accounts.roles import Role
from tests.accounts.authenticators import SoftPasskey, add_passkey, code_of, use_options
from tests.factories import PASSWORD, AuthenticatorFactory, RegulationSetFactory
from tests.routes_accounts import shown
from tests.world import ClientOf, World

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
PERSON_NEW = "/accounts/people/new/"
LISTED = middleware.PROVED.keys()


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
    """The hidden fields of the interrupted form, as the browser sends them from the page."""
    form = page.content.decode().partition("novalidate")[2]
    own = ("csrfmiddlewaretoken", BACK)
    return {name: value for name, value in HIDDEN.findall(form) if name not in own}


def clerks_page(world: World) -> str:
    return f"/accounts/people/{world.users['clerk'].pk}/"


def new_role(world: World) -> dict[str, Any]:
    """One more role for the clerk."""
    return {"step": "give", "revision": shown(world, "clerk"), "role": Role.AUDITOR}


def sealing(world: World) -> str:
    return reverse("grades:class-seal", args=[world.class_group.public_id, world.term.code])


def is_asked(page: Any) -> bool:
    return "accounts/proof.html" in [template.name for template in page.templates]


def test_giving_a_role_waits_for_the_proof_and_then_goes_on_by_itself(
    client_of: ClientOf, world: World
) -> None:
    client, before = stale(client_of, "department_admin"), Membership.objects.count()

    page = client.post(clerks_page(world), new_role(world))
    assert is_asked(page) and Membership.objects.count() == before
    assert carried(page) == new_role(world)
    wrong = client.post(clerks_page(world), {**carried(page), "proof-password": "sai"})
    assert is_asked(wrong) and carried(wrong) == new_role(world)
    client.post(clerks_page(world), {**carried(wrong), "proof-password": PASSWORD})

    assert Membership.objects.filter(role=Role.AUDITOR, user=world.users["clerk"]).exists()
    assert Membership.objects.count() == before + 1


def test_once_proved_the_next_forms_go_through_for_ten_minutes(
    client_of: ClientOf, world: World
) -> None:
    client = stale(client_of, "department_admin")
    page = client.post(clerks_page(world), new_role(world))
    client.post(clerks_page(world), {**carried(page), "proof-password": PASSWORD})

    make_stale(client, 9 * 60)
    assert client.post(clerks_page(world), new_role(world)).status_code == 302
    make_stale(client, 61)
    assert is_asked(client.post(clerks_page(world), new_role(world)))


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

    page = client.post(PERSON_NEW, typed)

    assert carried(page) == {"username": "moi", "full_name": "Đỗ Mới"}
    assert "bi-mat-cua-toi-1" not in page.content.decode()


def test_markup_in_a_carried_field_stays_text(client_of: ClientOf, world: World) -> None:
    client = stale(client_of, "department_admin")

    page = client.post(PERSON_NEW, {'"><script>': '"><script>alert(1)</script>'})

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
    assert stale(client_of, "head").post("/accounts/sign-out/").status_code == 302


def test_saving_in_the_administration_asks_and_leaving_it_does_not(superuser: Client) -> None:
    make_stale(superuser)
    page = superuser.post("/admin/schools/subject/add/", {"code": "khmer"})

    assert is_asked(page) and "Lưu thay đổi trong trang quản trị" in page.content.decode()
    assert superuser.post("/admin/logout/").status_code == 302


def test_looking_never_asks(client_of: ClientOf, world: World) -> None:
    client = stale(client_of, "department_admin")

    for address in (clerks_page(world), PERSON_NEW, "/accounts/second-factor/devices/"):
        assert not is_asked(client.get(address)), address


def test_a_proof_without_the_pages_token_counts_for_nothing(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.users["department_admin"], "eduportal.accounts.backends.PortalBackend")
    make_stale(strict)

    answer = strict.post(clerks_page(world), {**new_role(world), "proof-password": PASSWORD})

    assert answer.status_code == 403
    assert not Membership.objects.filter(role=Role.AUDITOR, user=world.users["clerk"]).exists()


@pytest.mark.parametrize(
    ("address", "form", "action"),
    [
        ("seal", {}, "Khóa sổ điểm của một lớp"),
        ("/accounts/second-factor/recovery/", {}, "Tạo mã khôi phục mới"),
        (PERSON_NEW, {}, "Thêm tài khoản"),
    ],
)
def test_the_page_says_what_it_is_for(
    client_of: ClientOf, world: World, address: str, form: dict[str, str], action: str
) -> None:
    persona = "department_admin" if address == PERSON_NEW else "head"
    client = stale(client_of, persona)
    address = sealing(world) if address == "seal" else address

    page = client.post(address, form)

    assert is_asked(page) and action in page.content.decode()


def test_it_can_be_left_for_the_page_one_came_from(client_of: ClientOf, world: World) -> None:
    client, address = stale(client_of, "head"), sealing(world)
    came_from = f"http://testserver{address}"
    leave = f'<a href="{came_from}">'

    page = client.post(address, headers={"Referer": came_from})
    assert leave in page.content.decode()
    # After a wrong answer the browser comes from the page that asked.
    again = {"proof-password": "sai", BACK: came_from}
    wrong = client.post(address, again, headers={"Referer": "http://testserver/elsewhere/"})

    assert is_asked(wrong) and leave in wrong.content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "javascript:alert(1)", "//x.vn", ""]
)
def test_it_leads_nowhere_else(client_of: ClientOf, world: World, elsewhere: str) -> None:
    client, address = stale(client_of, "head"), sealing(world)

    for page in (
        client.post(address, headers={"Referer": elsewhere}),
        client.post(address, {BACK: elsewhere, "proof-password": "sai"}),
    ):
        assert '<p class="plain__after"><a href="/">' in " ".join(page.content.decode().split())


def test_who_has_passkeys_only_is_asked_for_one_first(client_of: ClientOf, world: World) -> None:
    client = client_of("head")
    add_passkey(client, SoftPasskey())
    visitor = client_of("head")
    make_stale(client)

    for page in (visitor.get("/accounts/second-factor/"), client.post(sealing(world))):
        text = page.content.decode()
        assert text.index("data-passkey=") < text.index('autocomplete="one-time-code"')
        assert "Mã khôi phục" in text and "Sáu chữ số" not in text
    AuthenticatorFactory(user=world.users["head"])
    text = client_of("head").get("/accounts/second-factor/").content.decode()
    assert text.index("data-passkey=") > text.index('autocomplete="one-time-code"')


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

    assert is_asked(client.post(clerks_page(world), new_role(world)))
