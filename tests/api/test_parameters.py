"""What a list can be asked is a list itself: anything else is 400 and says what is allowed."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import CHARACTERS

pytestmark = pytest.mark.usefixtures("uncounted")
API = "/api/v1"
LISTS = ["schools", "classes", "students", "marksheets", "packages"]
NASTY = [
    "'",
    "';--",
    "1) or (1=1",
    "%00",
    "\x00",
    "{}",
    "[]",
    "💥",
    "a" * 5000,
    "-1",
    "1e9",
    "null",
]


@pytest.mark.parametrize("path", LISTS)
def test_an_unknown_parameter_is_refused_with_those_that_are_known(path, world, client_of):
    client = client_of("machine")
    for name in ("order", "ordering", "fields", "school_id", "public_id__startswith", "q'"):
        response = client.get(f"{API}/{path}/", {name: "1"})
        assert response.status_code == 400
        answer = response.json()
        assert answer["code"] == "bad_request"
        assert answer["errors"][name].endswith(", cursor, page_size.")


@pytest.mark.trial("many")
@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("path", LISTS)
def test_no_value_of_any_parameter_is_an_error_of_ours(path, nasty, world, client_of):
    client = client_of("machine")
    offered = client.get(f"{API}/{path}/", {"?": ""}).json()["errors"]["?"]
    names = offered.split(": ", 1)[1].rstrip(".").split(", ")
    assert {"cursor", "page_size"} < set(names)
    for name in names:
        response = client.get(f"{API}/{path}/", {name: nasty})
        assert response.status_code in (200, 400), (name, response.content)
        if response.status_code == 400:
            assert name in response.json()["errors"]


@pytest.mark.parametrize(
    "tokens", ["p=abc", "p=1'", "p=99999999999999999999999", "o=x", "r=2&p=", "p=-1", "p=²", "x=1"]
)
def test_a_forged_page_is_refused(tokens, world, client_of):
    cursor = base64.b64encode(tokens.encode()).decode()
    response = client_of("machine").get(f"{API}/students/", {"cursor": cursor})
    assert response.status_code == 400
    assert "cursor" in response.json()["errors"]


# What a page's name is made of, whole or not, and any text at all.
tokens = st.text("orp=&;0123456789-²x ", max_size=24).map(str.encode)
cursors = st.text(CHARACTERS, max_size=40) | tokens.map(base64.b64encode).map(bytes.decode)


@pytest.mark.trial("many")
def test_no_cursor_breaks_the_list(world, client_of):
    client = client_of("department_officer")

    @settings(max_examples=60)
    @given(cursors)
    def ask(cursor):
        answer = client.get(f"{API}/schools/", {"cursor": cursor})
        assert answer.status_code in (200, 400)

    ask()


@pytest.mark.parametrize("size", ["0", "-1", "1001", "many", "", "1.5", "²"])
def test_a_page_size_out_of_bounds_is_refused(size, world, client_of):
    response = client_of("machine").get(f"{API}/schools/", {"page_size": size})
    assert response.status_code == 400
    assert "1000" in response.json()["errors"]["page_size"]


def test_filters_narrow_the_list(world, db_everywhere, client_of):
    client = client_of("department_officer")

    def codes(**query):
        return [row["code"] for row in client.get(f"{API}/schools/", query).json()["results"]]

    school = world.foreign_school
    assert codes(code=school.code) == [school.code]
    assert codes(commune=world.communes[1].code) == [each.code for each in world.schools[2:]]
    assert codes(stage="03", name="tan chau") == [each.code for each in world.schools[2:]]
    assert codes(stage="01") == []


def test_a_filter_without_its_value_is_refused(world, client_of):
    for empty in ("", " "):
        response = client_of("machine").get(f"{API}/students/", {"status": empty})
        assert set(response.json()["errors"]) == {"status"}


def test_a_value_that_cannot_be_is_refused_with_those_that_can(world, client_of):
    response = client_of("machine").get(f"{API}/schools/", {"stage": "99"})
    assert response.json()["errors"]["stage"].endswith("03, 04, 05.")


def test_all_problems_are_reported_at_once(world, client_of):
    response = client_of("machine").get(f"{API}/students/", {"school": "x", "status": "y", "z": ""})
    assert set(response.json()["errors"]) == {"school", "status", "z"}


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("code=S0001&code=S0002", "code"),
        ("page_size=1&page_size=5", "page_size"),
        ("cursor=", "cursor"),
        ("name=%CC%81", "name"),
        ("code=", "code"),
    ],
)
def test_a_value_that_is_missing_or_doubled_is_refused(asked, name, world, client_of):
    response = client_of("machine").get(f"{API}/schools/?{asked}")
    assert response.status_code == 400
    assert name in response.json()["errors"]
