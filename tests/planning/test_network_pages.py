"""The network from counts to pages: who plans sees it, what is declared changes it."""

import datetime
import gzip
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eduportal import scoping
from eduportal.planning.choices import CountSource
from eduportal.planning.drawing import Point, draw_map
from eduportal.planning.models import ForecastRun, InMigration, StudentCount
from eduportal.planning.rules.assumptions import DEFAULTS
from eduportal.planning.selectors.facts import facts_of
from eduportal.planning.services import (
    PlanningRefused,
    choose_version,
    count_enrolments,
    make_run,
)
from eduportal.planning.tasks import forecast_network
from schools.choices import Stage
from schools.models import Site
from tests import factories
from tests.query_counts import ask_counted
from tests.routes_planning import stated_fields
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
LOWER = {"stage": Stage.LOWER_SECONDARY.value}
OVERVIEW = reverse("planning:overview")


@pytest.fixture
def counted(world: World) -> World:
    """Seven years of grades 6 to 9 at three schools, growing by a twentieth; rooms at two."""
    for school, size in zip(world.schools[:3], (100, 80, 120), strict=True):
        for year in range(2020, 2027):
            for grade in range(6, 10):
                students = round(size * 1.05 ** (year - 2020) + grade)
                factories.StudentCountFactory(
                    school=school, grade=grade, year=year, students=students
                )
    factories.SiteFactory(school=world.schools[0], solid=3)
    factories.SiteFactory(school=world.schools[1], solid=30)
    make_run()
    return world


def officer(client_of: ClientOf, name: str = "department_admin") -> Client:
    client = client_of(name)
    client.cookies["django_language"] = "en"
    return client


def test_the_overview_adds_up_and_never_sets_short_against_spare(
    counted: World, client_of: ClientOf
) -> None:
    page = officer(client_of).get(OVERVIEW, LOWER)
    rows, total = page.context["rows"], page.context["total"]
    assert [row.unit for row in rows] == counted.communes
    assert total.students == sum(row.need.students for row in rows)
    first = rows[0].need
    assert first.short_rooms > 0 and first.spare_rooms > 0
    assert total.unknown == 1 and rows[1].need.unknown == 1
    assert f"{first.short_rooms} classrooms" in page.context["lead"]
    assert "help nobody elsewhere" in page.content.decode()


def test_the_projection_is_drawn_and_its_table_says_the_same(
    counted: World, client_of: ClientOf
) -> None:
    """Seven years counted, seven ahead with their ranges; places only where all rooms are known."""
    urls = [reverse("planning:commune", args=[unit.code]) for unit in counted.communes]
    first, second = (officer(client_of).get(url, LOWER).context["projection"] for url in urls)
    years = [year for year, _range in first.rows]
    assert [year.is_ahead for year in years] == [False] * 7 + [True] * 7
    assert all(text for year, text in first.rows if year.is_ahead)
    assert first.chart.count("fan-counted") == 6 and first.chart.count('"fan-ahead"') == 7
    assert first.chart.count('"fan-places"') == 7 and 'viewBox="0 0 1000' in first.chart
    assert first.places == years[-1].places and second.places is None and second.unknown == 1
    assert '"fan-places"' not in second.chart
    # Opened without a year: the second after the one counted last.
    page = officer(client_of).get(OVERVIEW, LOWER)
    assert page.context["asked"].year == 2028
    assert "at the upper end" in page.context["lead"]
    low, high = (
        sum(ends) for ends in zip(*(row.short for row in page.context["rows"]), strict=True)
    )
    assert low <= page.context["total"].short_rooms <= high


def test_an_official_of_a_commune_sees_that_one_alone(counted: World, client_of: ClientOf) -> None:
    page = officer(client_of, "commune_officer").get(OVERVIEW, LOWER)
    assert [row.unit for row in page.context["rows"]] == counted.communes[:1]


def test_pages_cost_the_same_however_many_schools_there_are(
    counted: World, client_of: ClientOf
) -> None:
    client = officer(client_of)
    commune = reverse("planning:commune", args=[counted.communes[0].code])
    school = reverse("planning:school", args=[counted.school.public_id])
    pages = {"network": OVERVIEW, "network commune": commune, "network school": school}
    pages["network accuracy"] = reverse("planning:accuracy")
    pages["rooms"] = reverse("schools:rooms")
    for _round in range(2):
        for name, url in pages.items():
            asked = client_of("head") if name == "rooms" else client
            ask_counted(asked, name, url)
        more = factories.SchoolFactory(unit=counted.communes[0])
        factories.StudentCountFactory(school=more, grade=6, year=2026)
        factories.SiteFactory(school=more)
        make_run()


def test_a_number_opens_to_its_cohort(counted: World, client_of: ClientOf) -> None:
    url = reverse("planning:commune", args=[counted.communes[0].code])
    page = officer(client_of).get(url, {**LOWER, "grade": "8", "year": "2028"})
    chain = page.context["chain"]
    assert [(link.year, link.grade) for link in chain.links] == [
        ("2026–2027", 6), ("2027–2028", 7), ("2028–2029", 8)
    ]  # fmt: skip
    assert chain.links[0].note == "counted" and chain.number == chain.links[-1].students


def test_what_is_declared_moves_the_forecast_and_going_back_is_possible(
    counted: World, client_of: ClientOf
) -> None:
    client, unit = officer(client_of), counted.communes[0]
    url = reverse("planning:commune", args=[unit.code])

    def ahead() -> int:
        make_run()
        need = client.get(url, {**LOWER, "year": "2028"}).context["need"]
        return int(need["students"])

    before = ahead()
    client.post(reverse("planning:stated-new", args=[unit.code]), stated_fields(counted))
    line = InMigration.objects.get()
    assert (line.middle, line.stated_by) == (30, counted.users["department_admin"])
    assert ahead() > before
    page = client.get(url)
    [(_line, shown)] = page.context["declared"]
    client.post(reverse("planning:stated-remove", args=[unit.code, line.pk]), {"shown": shown})
    assert ahead() == before


def test_what_became_known_after_the_autumn_of_the_last_count_moves_the_forecast(
    counted: World,
) -> None:
    """Said in March of 2027, before the count of that autumn; earlier origins know nothing."""
    unit = counted.communes[0]
    factories.ChildCountFactory(unit=unit, year=2025, counted_in=2027)
    factories.InMigrationFactory(unit=unit, stated_on=datetime.date(2027, 3, 1))
    facts = facts_of(DEFAULTS)
    assert facts is not None and facts.origin == 2026
    now, before = (facts.history.until(year) for year in (2026, 2025))
    assert now.declared and now.children
    assert not before.declared and not before.children


def test_everything_wrong_with_a_declaration_is_said(counted: World, client_of: ClientOf) -> None:
    fields = {**stated_fields(counted), "to_year": 2026, "from_grade": 9, "to_grade": 6, "low": 90}
    url = reverse("planning:stated-new", args=[counted.communes[0].code])
    page = officer(client_of).post(url, fields)
    assert len(page.context["form"].non_field_errors()) == 3
    assert not InMigration.objects.exists()


def test_the_accuracy_page_has_every_method_and_each_commune(
    counted: World, client_of: ClientOf
) -> None:
    page = officer(client_of).get(reverse("planning:accuracy"), LOWER)
    assert [errors[0] != "–" for _title, errors in page.context["methods"]] == [True] * 5
    assert [name for name, _errors in page.context["rows"]] == [
        unit.full_name for unit in counted.communes
    ]
    kinds = page.context["kinds"]
    assert sum(places for _title, places, _fits in kinds) == len(counted.communes)
    assert all(0 <= fit.inside <= fit.known > 0 for _t, _places, fits in kinds for fit in fits)
    file = officer(client_of).get(reverse("planning:accuracy"), {**LOWER, "export": "xlsx"})
    assert file["Content-Type"].endswith("sheet")


def test_a_version_of_the_assumptions_is_kept_chosen_and_followed(
    counted: World, client_of: ClientOf
) -> None:
    client = officer(client_of)
    form = client.get(reverse("planning:version-new")).context["form"]
    fields = {**form.initial, "name": "Lớp 30", "reason": "Giảm sĩ số", "k": 300}
    client.post(reverse("planning:version-new"), fields)
    before = make_run()
    page = client.get(reverse("planning:accuracy"))
    [(version, _settings)] = page.context["versions"]
    assert page.context["now"] is None
    client.post(reverse("planning:version-choose", args=[version.pk]), {"shown": ""})
    after = make_run()
    assert before and after and before.pk != after.pk
    assert after.settings["k"] == 300
    with pytest.raises(PlanningRefused):
        choose_version(version=version, shown=None)


def test_the_same_facts_make_no_second_forecast_and_old_ones_go(counted: World) -> None:
    first = make_run()
    assert make_run() == first
    for grade in (6, 7, 8):
        StudentCount.objects.filter(school=counted.school, grade=grade, year=2026).update(
            students=9
        )
        make_run()
    assert ForecastRun.objects.count() == 2


def test_what_the_portal_counts_never_replaces_a_return(world: World) -> None:
    first, second = world.schools[:2]
    told = factories.StudentCountFactory(school=first, year=world.year.starts_on.year, students=77)
    with scoping.everywhere("a test counts students"):
        assert count_enrolments() > 0
    told.refresh_from_db()
    assert (told.students, told.source) == (77, CountSource.RETURN)
    own = StudentCount.objects.get(school=second)
    assert (own.students, own.classes, own.source) == (12, 2, CountSource.ENROLMENT)


def test_a_commune_that_lacks_a_school_is_unknown_rather_than_smaller(counted: World) -> None:
    StudentCount.objects.filter(school=counted.neighbour_school, grade=6, year=2026).delete()
    run = make_run()
    assert run is not None
    grades = run.units.get(unit=counted.communes[0]).figures["grades"]
    assert "2026" not in grades["6"]["past"] and "2025" in grades["6"]["past"]


def test_the_nightly_task_counts_and_forecasts(world: World) -> None:
    forecast_network.run()
    assert ForecastRun.objects.get().origin == world.year.starts_on.year


def test_a_head_sees_the_own_school_and_plans_nothing(counted: World, client_of: ClientOf) -> None:
    client = officer(client_of, "head")
    page = client.get(reverse("planning:school", args=[counted.school.public_id]))
    lines = page.context["stages"][0]["lines"]
    assert lines[0]["name"] == "2026–2027" and lines[0]["short_rooms"] > 0
    assert client.get(OVERVIEW).status_code == 404


def points(count: int) -> list[Point]:
    return [
        Point(
            10.5 + (each % 11) / 14, 105.8 + (each // 11) / 14, f"Xã số {each}",
            (each * 7) % 61 - 30, f"/network/communes/{26000 + each}/?stage=02&year=2031",
            f"Xã số {each}: thiếu {each} phòng; cần 176, có 137",
        )
        for each in range(count)
    ]  # fmt: skip


def test_the_map_names_every_place_and_is_light() -> None:
    drawn = draw_map(points(96), "Bản đồ")
    assert drawn.count("<a href=") == drawn.count("<title>") == 96
    assert drawn.count('class="map-hit"') == 96
    assert len(gzip.compress(drawn.encode(), 9)) <= 12_000
    assert draw_map([], "Bản đồ") == ""
    assert draw_map(points(1), "Bản đồ").count("<circle") == 1


def site_form(**changed: Any) -> dict[str, Any]:
    return {
        "name": "Điểm chính",
        "is_main": "on",
        "solid": "12",
        "counted_on": "2026-09-05",
    } | changed


def test_a_clerk_enters_corrects_and_closes_sites(world: World, client_of: ClientOf) -> None:
    client = officer(client_of, "clerk")
    new = reverse("schools:site-new")
    assert client.post(new, site_form()).status_code == 302
    main = Site.objects.get()
    page = client.get(reverse("schools:site", args=[main.pk]))
    wrong = site_form(solid="12", counted_on="", latitude="10.5", is_main="")
    refused = client.post(reverse("schools:site", args=[main.pk]), wrong)
    assert set(refused.context["form"].errors) == {"counted_on", "is_main", "__all__"}
    fields = site_form(solid="14", shown=page.context["revision"])
    client.post(reverse("schools:site", args=[main.pk]), fields)
    assert Site.objects.get().solid == 14
    history = client.get(reverse("schools:site", args=[main.pk])).context["history"]
    assert any("12 → 14" in detail for told in history for detail in told.details)
    total = client.get(reverse("schools:rooms")).context["total"]
    assert (total.all, total.permanent_share, total.sites) == (14, 100, 1)
