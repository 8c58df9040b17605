"""A ministry's own pages: counted from what has arrived, and from nothing else."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal.dashboards.figures.services import rebuild_nodes, refresh_nodes
from eduportal.dashboards.models import NodeFigure
from eduportal.dashboards.tasks import count_nodes
from eduportal.exchange.models import Peer
from schools.models import School
from tests.factories import (
    LineFactory,
    PackageFactory,
    PeerFactory,
    ReceiptFactory,
    SchoolFactory,
)
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "at_ministry")
PROVINCES = reverse("dashboards:provinces")
LAYOUT = [["toan", "scored", 2, 0], ["gdtc", "commented", 2, 0]]


@pytest.fixture
def at_ministry(settings: Settings) -> None:
    settings.EDUPORTAL_TIER = "ministry"
    settings.EDUPORTAL_NODE = "bo"
    settings.SUPPRESSION_SMALLEST = 2


@pytest.fixture
def official(world: World, client_of: ClientOf) -> Client:
    return client_of("ministry_officer")


def province(code: str, name: str, *, seen: bool = True) -> School:
    """A trusted node below with one school."""
    PeerFactory(code=code, name=name, downstream=True, seen_at=timezone.now() if seen else None)
    return SchoolFactory(node=code, name=f"Trường ở {name}")


def sent(school: School, unit: str, levels: Sequence[int] = (), mark: int = 80, **more: Any) -> Any:
    """A class of the school that has arrived, with one student of each level; and its receipt."""
    fields = {"origin": school.node, "about": {"grade": 6}, "layout": LAYOUT} | more
    package = PackageFactory(school=school, unit=unit, **fields)
    for level in levels:
        cells = [mark] * 5 + [201] * 5
        LineFactory(package=package, cells=cells, result=[level, None, 4, 0])
    ReceiptFactory(package=package, issuer="bo", state=package.state)
    return package


def shown(response: HttpResponse) -> dict[str, Any]:
    return {each.peer.name: each for each in response.context["provinces"]}


def test_the_strip_is_the_sum_of_the_table(official: Client) -> None:
    school, other = province("tay-ninh", "Tây Ninh"), province("hue", "Huế")
    sent(school, "6A1"), sent(school, "6A2", state="parked"), sent(school, "6A3", state="returned")
    sent(school, "6A3", version=2, state="returned")
    sent(other, "6B1"), sent(other, "6B1", version=2, state="parked")
    sent(other, "6B2", feed="student", period="-")
    refresh_nodes()

    response = official.get(PROVINCES)
    totals, found = response.context["totals"], shown(response)
    assert (totals.expected, totals.received, totals.accepted) == (5, 4, 2)
    assert (totals.parked, totals.returned) == (1, 1)
    assert [found[name].figure.wanted for name in ("Huế", "Tây Ninh")] == [2, 3]
    assert found["Huế"].figure.corrections == 1


def test_what_is_expected_says_what_it_is_counted_from(official: Client) -> None:
    school = province("tay-ninh", "Tây Ninh")
    SchoolFactory(node="tay-ninh")
    for unit in ("6A1", "6A2"):
        sent(school, unit, year="2025-2026")
    sent(school, "1A", about={"grade": 1})
    other = province("hue", "Huế")
    sent(other, "6A1", year="2025-2026", period="hk1"), sent(other, "6A2", year="2026-2027")
    refresh_nodes()

    response = official.get(f"{PROVINCES}?period=2026-2027-hk1")
    assert shown(response)["Huế"].figure.expected == 1
    assert response.context["unnamed"] == 1
    older = official.get(f"{PROVINCES}?period=2025-2026-hk1")
    assert shown(older)["Tây Ninh"].figure.expected == 2


def test_figures_follow_what_arrives_and_nothing_is_counted_without_a_reason(
    official: Client,
) -> None:
    school = province("tay-ninh", "Tây Ninh")
    sent(school, "6A1", [4])
    assert refresh_nodes() == 2
    assert refresh_nodes() == 0
    sent(school, "6A2", [3])
    count_nodes()
    figure = NodeFigure.objects.get(period="hk1")
    assert (figure.accepted, figure.good, figure.fair) == (2, 1, 1)
    NodeFigure.objects.update(good=99)
    rebuild_nodes()
    figure.refresh_from_db()
    assert figure.good == 1


def test_a_class_whose_results_were_withdrawn_is_not_there(official: Client) -> None:
    school = province("tay-ninh", "Tây Ninh")
    sent(school, "6A1", [4])
    sent(school, "6A2", event="withdrawal", version=2)
    refresh_nodes()
    assert NodeFigure.objects.get(period="hk1").accepted == 1


def test_results_by_province_and_subject_come_from_the_ledger(official: Client) -> None:
    sent(province("tay-ninh", "Tây Ninh"), "6A1", [4, 4, 3, 3], mark=40)
    sent(province("hue", "Huế"), "6A1", [4, 4, 4, 4], mark=90)
    LineFactory(
        package=sent(province("ha-noi", "Hà Nội"), "6A1", [4, 4]), counted=False, result=[1] * 4
    )
    refresh_nodes()

    response = official.get(PROVINCES)
    results = response.context["results"]
    assert {line.name: line.counts for line in results.levels} == {
        "Hà Nội": [2, 0, 0, 0],
        "Huế": [4, 0, 0, 0],
        "Tây Ninh": [2, 2, 0, 0],
    }
    assert results.nation.counts == [8, 2, 0, 0]
    [maths] = [line for line in results.subjects if line.code == "toan"]
    assert (maths.students, maths.below, maths.mean) == (10, 4, 6.8)

    subject = official.get(f"{PROVINCES}?subject=toan").context["by_subject"]
    assert {line.name: line.low_share for line in subject} == {
        "Hà Nội": 0,
        "Huế": 0,
        "Tây Ninh": 100,
    }


def test_too_few_classes_or_students_show_no_result(official: Client, settings: Settings) -> None:
    school = province("tay-ninh", "Tây Ninh")
    sent(school, "6A1", [4, 4]), sent(school, "6A2", feed="student", period="-")
    sent(province("hue", "Huế"), "6A1", [4, 4, 1])
    refresh_nodes()

    results = official.get(PROVINCES).context["results"]
    assert results.levels == [] and results.nation is None
    assert set(results.too_few) == {"Tây Ninh", "Huế"}
    settings.EDUPORTAL_COVERAGE_LEAST = 50
    levels = official.get(PROVINCES).context["results"].levels
    assert [line.name for line in levels] == ["Tây Ninh"]


def subject_names(page: HttpResponse) -> list[str]:
    return [line.code for line in page.context["subjects"]]


def test_a_province_left_out_of_a_subject_is_not_the_sum_less_the_others(
    official: Client,
) -> None:
    for code, high, low in (("tay-ninh", 3, 1), ("hue", 2, 2), ("ha-noi", 6, 2)):
        school = province(code, code)
        sent(school, "6A1", [4] * high, mark=90), sent(school, "6A2", [4] * low, mark=40)
    refresh_nodes()

    page = official.get(f"{PROVINCES}?subject=toan")
    assert page.context["subject"].students == 16
    assert [line.code for line in page.context["by_subject"]] == ["ha-noi"]
    everywhere = official.get(f"{PROVINCES}?subject=gdtc").context["by_subject"]
    assert {line.code for line in everywhere} == {"tay-ninh", "hue", "ha-noi"}
    pages = {
        code: subject_names(official.get(reverse("dashboards:province", args=[code])))
        for code in ("tay-ninh", "hue", "ha-noi")
    }
    assert pages == {"tay-ninh": ["gdtc"], "hue": ["gdtc"], "ha-noi": ["gdtc", "toan"]}


def test_what_lacks_to_the_sum_is_no_small_number_either(official: Client) -> None:
    for code, high, low in (("tay-ninh", 3, 1), ("hue", 4, 0), ("ha-noi", 6, 2)):
        school = province(code, code)
        sent(school, "6A1", [4] * high, mark=90), sent(school, "6A2", [4] * low, mark=40)
    refresh_nodes()

    page = official.get(f"{PROVINCES}?subject=toan")
    assert page.context["subject"].low_share == 3 * 100 / 16
    assert page.context["by_subject"] == []


def test_the_mean_of_too_few_marks_among_comments_is_not_shown(official: Client) -> None:
    school = province("tay-ninh", "Tây Ninh")
    sent(school, "6A1", [4] * 4, mark=201), sent(school, "6A2", [4], mark=90)
    refresh_nodes()

    results = official.get(PROVINCES).context["results"]
    assert [line.code for line in results.subjects] == ["gdtc"]


def test_a_portal_on_trial_is_no_province(official: Client) -> None:
    province("tay-ninh", "Tây Ninh"), province("thu", "Thử")
    Peer.objects.filter(code="thu").update(is_sandbox=True)

    assert set(shown(official.get(PROVINCES))) == {"Tây Ninh"}
    assert official.get(reverse("dashboards:province", args=["thu"])).status_code == 404


def test_a_silent_portal_is_named_first(official: Client, settings: Settings) -> None:
    province("tay-ninh", "Tây Ninh"), province("hue", "Huế", seen=False)
    longer = timezone.now() - timedelta(hours=settings.EXCHANGE_SILENT_HOURS + 1)
    province("ha-noi", "Hà Nội")
    Peer.objects.filter(code="ha-noi").update(seen_at=longer)

    response = official.get(PROVINCES)
    assert {each.peer.name for each in response.context["silent"]} == {"Huế", "Hà Nội"}
    assert {each.peer.name for each in response.context["attention"]} == {"Huế", "Hà Nội"}


def test_what_a_province_holds_otherwise_is_named_down_to_the_class(official: Client) -> None:
    school = province("tay-ninh", "Tây Ninh")
    package = sent(school, "6A1")
    place = [school.code, package.year, package.period, "term"]
    told = {
        "packages": 3,
        "records": 18,
        "digest": "d" * 32,
        "differing": [
            [*place, "6A1", 1, package.hash, "accepted"],
            [*place, "6A2", 2, "e" * 64, "accepted"],
        ],
        "here_packages": 2,
        "here_records": 12,
        "here_digest": "f" * 32,
    }
    Peer.objects.filter(code="tay-ninh").update(told=told, told_at=timezone.now())

    # What has come since is equal again.
    [differing] = official.get(PROVINCES).context["differing"]
    assert [each.told.unit for each in differing.differences] == ["6A2"]
    page = official.get(reverse("dashboards:province", args=["tay-ninh"]))
    assert [(e.told.unit, e.told.version, e.version_here) for e in page.context["differences"]] == [
        ("6A2", 2, 0)
    ]
    assert [row["accepted"] for row in page.context["page"]] == [1]


def test_a_node_that_is_not_trusted_has_no_page(official: Client) -> None:
    PeerFactory(code="bo-khac")
    for node in ("bo-khac", "nowhere"):
        assert official.get(reverse("dashboards:province", args=[node])).status_code == 404


def test_the_pages_cost_the_same_however_many_provinces(official: Client, world: World) -> None:
    def costs() -> None:
        ask_counted(official, "dashboards:provinces:ministry_officer", PROVINCES)
        address = reverse("dashboards:province", args=["tay-ninh"])
        ask_counted(official, "dashboards:province:ministry_officer", address)

    sent(province("tay-ninh", "Tây Ninh"), "6A1", [4, 4])
    refresh_nodes()
    costs()
    for number in range(5):
        sent(province(f"tinh-{number}", f"Tỉnh {number}"), "6A1", [4, 4])
    refresh_nodes()
    costs()
