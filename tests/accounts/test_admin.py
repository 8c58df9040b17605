"""The administration site: staff only, by our own sign-in, and no way to more rights."""

import pytest
from django.conf import settings
from django.test import Client
from django_otp_webauthn.models import WebAuthnCredential

from eduportal.accounts.models import Authenticator, Membership, User
from eduportal.accounts.roles import Role
from tests.factories import AuthenticatorFactory
from tests.world import ClientOf, World

ADD = "/admin/accounts/user/add/"


@pytest.fixture
def admin(client_of: ClientOf) -> Client:
    return client_of("department_admin")


def change_page(user: User) -> str:
    return f"/admin/accounts/user/{user.pk}/change/"


def test_nobody_signs_in_through_djangos_own_form(client: Client, db: None) -> None:
    for page in ("/admin/", "/admin/login/"):
        assert client.get(page)["Location"].startswith("/accounts/sign-in/?next=")


def test_the_second_factor_stands_before_the_administration(client_of: ClientOf, settings) -> None:
    settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = True

    response = client_of("department_admin").get("/admin/")

    assert response["Location"].startswith("/accounts/second-factor/setup/")


def test_a_user_is_created_without_a_password_of_its_own(admin: Client) -> None:
    fields = {"username": "gv.moi", "full_name": "Đỗ Thị Mới", "usable_password": "false"}

    admin.post(ADD, fields)

    created = User.objects.get(username="gv.moi")
    assert not created.has_usable_password()
    assert not created.is_staff and not created.is_superuser


def test_a_role_is_given_on_the_users_page(admin: Client, world: World) -> None:
    user = world.users["clerk"]
    page = admin.get(change_page(user))
    form = page.context["adminform"].form
    fields = {
        name: form[name].value() or "" for name in ("username", "full_name", "email", "shown")
    }
    [existing] = user.memberships.all()

    sent = admin.post(
        change_page(user),
        {
            **fields,
            "is_active": "on",
            "memberships-TOTAL_FORMS": "2",
            "memberships-INITIAL_FORMS": "1",
            "memberships-0-id": existing.pk,
            "memberships-0-user": user.pk,
            "memberships-0-role": existing.role,
            "memberships-0-school": existing.school_id,
            "memberships-0-starts_on": existing.starts_on.isoformat(),
            "memberships-1-user": user.pk,
            "memberships-1-role": Role.TEACHER,
            "memberships-1-school": world.foreign_school.pk,
            "memberships-1-starts_on": existing.starts_on.isoformat(),
        },
    )

    assert sent.status_code == 302, sent.context and sent.context["errors"]
    assert Membership.objects.filter(user=user, school_id=world.foreign_school.pk).exists()


def test_a_role_in_the_wrong_place_is_refused_with_a_sentence(admin: Client, world: World) -> None:
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = admin.post(
        "/admin/accounts/membership/add/",
        {"user": world.users["clerk"].pk, "role": Role.HEAD, "starts_on": "2026-09-05"},
    )

    assert "A school role needs a school" in page.content.decode()


def test_a_lost_device_is_removed_and_its_key_never_shown(admin: Client, world: World) -> None:
    device = AuthenticatorFactory(user=world.users["head"])
    address = f"/admin/accounts/authenticator/{device.pk}/"

    page = admin.get(f"{address}change/").content.decode()
    admin.post(f"{address}delete/", {"post": "yes"})

    assert device.key not in page and device.sealed_key not in page
    assert not Authenticator.objects.exists()


def test_a_lost_passkey_is_removed(admin: Client, world: World) -> None:
    passkey = WebAuthnCredential.objects.create(
        user=world.users["head"], name="Điện thoại", credential_id=b"1", public_key=b"2"
    )
    address = f"/admin/django_otp_webauthn/webauthncredential/{passkey.pk}/delete/"

    admin.post(address, {"post": "yes"})

    assert not WebAuthnCredential.objects.exists()


def test_signing_out_of_the_administration_signs_out_of_the_portal(admin: Client) -> None:
    admin.post("/admin/logout/")

    assert admin.get("/accounts/profile/").status_code == 302
