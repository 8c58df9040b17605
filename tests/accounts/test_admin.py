"""The administration site: for superusers, by our own sign-in, and reference tables alone."""

from django.contrib import admin
from django.test import Client

from tests.world import ClientOf, World


def test_nobody_signs_in_through_djangos_own_form(client: Client, db: None) -> None:
    for page in ("/admin/", "/admin/login/"):
        assert client.get(page)["Location"].startswith("/accounts/sign-in/?next=")


def test_the_second_factor_stands_before_the_administration(superuser: Client, settings) -> None:
    settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = True

    response = superuser.get("/admin/")

    assert response["Location"].startswith("/accounts/second-factor/setup/")


def test_it_holds_reference_tables_and_nothing_of_the_libraries() -> None:
    shown = {model._meta.label_lower for model in admin.site._registry}

    assert shown == {
        "schools.adminunit",
        "schools.school",
        "schools.subject",
        "schools.curriculumline",
        "schools.schoolyear",
        "schools.term",
    }


def test_the_administrator_of_the_department_gets_none_of_it(
    client_of: ClientOf, world: World
) -> None:
    client = client_of("department_admin")

    for address in ("/admin/", "/admin/schools/school/", "/admin/accounts/user/"):
        assert client.get(address).status_code == 404, address


def test_signing_out_of_the_administration_signs_out_of_the_portal(superuser: Client) -> None:
    superuser.post("/admin/logout/")

    assert superuser.get("/accounts/profile/").status_code == 302
