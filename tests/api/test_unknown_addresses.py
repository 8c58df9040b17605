"""A program that asks for an address that does not exist is told so as a program."""

import pytest
from django.test import Client

from tests.world import ClientOf, World


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1/", "/api/v1/none/", "/api/v2/x", "/sync/v2/x"]
)
@pytest.mark.parametrize("verb", ["get", "post", "delete"])
def test_an_unknown_address_of_programs_is_json(
    address: str, verb: str, client: Client, db: None
) -> None:
    response = getattr(client, verb)(address)

    assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    assert response.json()["code"] == "not_found" and response.json()["message"]


def test_an_unknown_page_is_a_page(client_of: ClientOf, world: World) -> None:
    response = client_of("teacher").get("/none/")

    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_a_parameter_that_cannot_be_read_is_named_in_a_sentence(
    client_of: ClientOf, world: World
) -> None:
    page = client_of("head").get("/students/?q=a%00")
    program = client_of("machine").get(
        "/api/v1/students/?code=%FF", headers={"Accept-Language": "en"}
    )

    assert page.status_code == 400
    assert "“q” có ký tự không đọc được (U+0000" in page.content.decode()
    assert program.status_code == 400
    assert program.json()["message"].startswith("“code” holds a character that cannot be read")
    assert set(program.json()["errors"]) == {"code"}
