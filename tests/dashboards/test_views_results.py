"""Learning results: only of sealed classes, and small numbers on no page and in no file."""

import csv
import io
import re
from itertools import product

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from eduportal.dashboards.figures import services
from tests import factories
from tests.dashboards import books


@pytest.fixture
def province(world, db_everywhere):
    """Sealed classes in three schools; one has a single student not passed."""
    books.sealed_class(world.schools[0], world.term, "6S1", 6, 8, 7, 1)
    books.sealed_class(world.schools[0], world.term, "6S2", 6, 8, 7, 0)
    books.sealed_class(world.schools[1], world.term, "6S1", 9, 9, 9, 9)
    books.sealed_class(world.schools[2], world.term, "6S1", 7, 7, 7, 7)
    services.refresh_stale()
    return world


def school_url(school):
    return reverse("dashboards:school", args=[school.public_id])


def levels(response):
    return {line.stage: line.levels for line in response.context["results"]}


def test_the_province_shows_its_levels_and_how_many_classes_they_come_from(province, client_of):
    response = client_of("department_officer").get(reverse("dashboards:overview"))
    assert levels(response)["03"].shown == [28, 32, 30, 17]
    assert response.context["counted"].classes_sealed == 4
    assert response.context["counted"].classes == 12


def test_a_single_student_is_hidden_with_enough_around_to_stay_hidden(province, client_of):
    client = client_of("department_officer")
    client.cookies["django_language"] = "en"
    school = client.get(school_url(province.schools[0]))
    assert levels(school)["03"].shown == [None, 16, 14, None]
    neighbour = client.get(school_url(province.schools[1]))
    assert levels(neighbour)["03"].hidden == {0, 3}
    lines = {line.group.name: line.levels for line in school.context["lines"]}
    assert lines["6S1"].shown[3] is None
    assert not lines["6A1"].has_results
    assert re.search(r">\s*hidden\s*<", school.content.decode())


@pytest.mark.parametrize("persona", ["head", "auditor"])
def test_who_may_open_every_mark_behind_a_number_sees_the_number(province, client_of, persona):
    school = client_of(persona).get(school_url(province.schools[0]))
    assert levels(school)["03"].shown == [12, 16, 14, 1]
    assert school.context["smallest"] == 1


def test_a_class_shows_what_its_school_shows_of_it(province, client_of):
    client = client_of("department_officer")
    school = client.get(school_url(province.schools[0]))
    for line in school.context["lines"]:
        page = client.get(reverse("dashboards:class", args=[line.group.public_id]))
        assert page.context["line"].levels == line.levels


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_a_file_hides_what_its_page_hides(province, client_of, settings):
    settings.LANGUAGE_CODE = "en"
    client = client_of("department_officer")
    client.cookies["django_language"] = "en"
    unit = reverse("dashboards:commune", args=[province.communes[0].code])
    rows = {row["School"]: row for row in rows_of(client.get(f"{unit}?export=csv"))}
    first = rows[province.schools[0].name]
    assert [first[name] for name in ("Good", "Fair", "Passed", "Not passed")] == [
        "hidden",
        "16",
        "14",
        "hidden",
    ]
    second = rows[province.schools[1].name]
    assert second["Good"] == second["Not passed"] == "hidden"

    book = load_workbook(io.BytesIO(client.get(f"{unit}?export=xlsx").content)).active
    cells = {row[1]: row for row in book.iter_rows(values_only=True)}
    assert cells[province.schools[0].name][-4:] == ("hidden", 16, 14, "hidden")


PAGES = ["overview", "commune", "school", "class", "late"]


def url_of(page, world):
    arguments = {
        "commune": [world.communes[0].code],
        "school": [world.school.public_id],
        "class": [world.class_group.public_id],
    }
    return reverse(f"dashboards:{page}", args=arguments.get(page, []))


def test_every_level_is_exported_by_a_user_who_may(province, client_of):
    officer, auditor = client_of("department_officer"), client_of("auditor")
    for page, kind in product(PAGES, ("csv", "xlsx")):
        url = f"{url_of(page, province)}?export={kind}"
        response = officer.get(url)
        assert response.status_code == 200, url
        assert f".{kind}" in response.headers["Content-Disposition"], url
        assert auditor.get(url).status_code == 403, url


def test_an_official_of_a_commune_takes_out_only_its_schools(province, client_of):
    url = reverse("dashboards:late") + "?export=csv"
    names = client_of("commune_officer").get(url).content.decode()
    assert province.schools[0].name in names
    assert province.foreign_school.name not in names


def test_a_name_that_looks_like_a_formula_is_text_in_the_file(province, client_of):
    factories.SchoolFactory(unit=province.communes[0], name='=HYPERLINK("http://x","<script>")')
    url = reverse("dashboards:commune", args=[province.communes[0].code])
    client = client_of("department_officer")
    assert "'=HYPERLINK" in client.get(f"{url}?export=csv").content.decode()
    page = client.get(url).content.decode()
    assert "<script>&quot;" not in page
    assert "&lt;script&gt;" in page
