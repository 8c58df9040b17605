"""Officials look up schools by name, code, commune and level of education."""

import pytest
from django.urls import reverse

from tests import factories
from tests.query_counts import ask_counted

URL = reverse("schools:school-list")


def names(response):
    return [school.name for school in response.context["page"]]


def test_an_official_finds_a_school_without_accents_and_by_code(world, db_everywhere, client_of):
    school = factories.SchoolFactory(name="Trường THPT Đốc Binh Kiều", code="80X77")
    client = client_of("department_officer")
    for query in ("doc binh", "ĐỐC BINH", "80x7", "  Đốc  Binh "):
        assert names(client.get(URL, {"q": query})) == [school.name]


def test_a_percent_sign_is_a_letter_like_any_other(world, client_of):
    client = client_of("department_officer")
    for query in ("%", "_", "';--", "\\"):
        assert names(client.get(URL, {"q": query})) == []


def test_commune_and_level_narrow_the_list(world, db_everywhere, client_of):
    primary = factories.SchoolFactory(name="Trường Tiểu học", unit=world.communes[0], stages=["02"])
    client = client_of("department_officer")
    both = client.get(URL, {"unit": world.communes[0].code, "stage": "02"})
    assert names(both) == [primary.name]
    assert len(names(client.get(URL, {"unit": world.communes[1].code}))) == 2


def test_an_officer_of_a_commune_finds_nothing_elsewhere(world, client_of):
    client = client_of("commune_officer")
    assert names(client.get(URL)) == [school.name for school in world.schools[:2]]
    sought = client.get(URL, {"q": world.foreign_school.name})
    nothing = client.get(URL, {"q": "khong co truong nay"})
    assert names(sought) == names(nothing) == []


@pytest.mark.parametrize(("name", "value"), [("stage", "99"), ("stage", "' or 1=1"), ("unit", "x")])
def test_an_unknown_filter_is_a_bad_request(name, value, world, client_of):
    assert client_of("department_officer").get(URL, {name: value}).status_code == 400


def test_a_commune_elsewhere_and_one_that_does_not_exist_answer_alike(world, client_of):
    client = client_of("commune_officer")
    answers = [client.get(URL, {"unit": code}) for code in (world.communes[1].code, "00000")]
    assert [answer.status_code for answer in answers] == [400, 400]


def test_a_closed_school_is_not_listed(world, db_everywhere, client_of):
    closed = factories.SchoolFactory(closed=True, name="Trường đã giải thể")
    assert closed.name not in names(client_of("department_officer").get(URL))


def test_a_name_with_markup_is_shown_as_text(world, db_everywhere, client_of):
    factories.SchoolFactory(name="<script>alert(1)</script>")
    page = client_of("department_officer").get(URL, {"q": "<script>"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_list_costs_the_same_for_a_page_of_fifty(world, db_everywhere, client_of):
    client = client_of("department_officer")
    ask_counted(client, "schools:school-list:department_officer", URL)
    factories.SchoolFactory.create_batch(50)
    response = ask_counted(client, "schools:school-list:department_officer", URL)
    assert len(names(response)) == 50
    last = response.context["page"].last
    assert len(names(client.get(URL, {"after": last}))) == 4
    assert len(names(client.get(URL, {"after": "two"}))) == 50
