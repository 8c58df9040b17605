"""Vietnamese is the default; English is a choice."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language

pytestmark = pytest.mark.django_db


def language_of(client: Client, **headers: str) -> str:
    return client.get(reverse("accounts:sign-in"), headers=headers)["Content-Language"]


def test_an_english_browser_sees_vietnamese_until_another_language_is_chosen() -> None:
    client = Client()
    assert language_of(client, accept_language="en-US,en;q=0.9") == "vi"
    client.post(reverse("set_language"), {"language": "en"})
    assert language_of(client) == "en"


def test_a_language_the_portal_lacks_is_no_choice() -> None:
    client = Client()
    client.cookies["django_language"] = "fr"
    assert language_of(client) == "vi"


def test_a_machine_asks_in_its_request() -> None:
    answer = Client().get("/api/v1/schools/", headers={"accept-language": "en"})
    assert answer["Content-Language"] == "en"


def test_a_language_ends_with_its_request() -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    assert language_of(client) == "en"
    assert get_language() == "vi"
