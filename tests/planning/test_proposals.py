"""Proposals of places and catchments from the form to the page: stored once, checked, in scope."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eduportal.planning.choices import SolveState
from eduportal.planning.location.answers import answer_places
from eduportal.planning.location.asking import Done
from eduportal.planning.location.frozen import thawed
from eduportal.planning.models import NetworkScenario, SolvePart, SolveRun
from eduportal.planning.rules.proposals import catchment_settings, complete, location_settings
from eduportal.planning.services import make_run, proposing
from eduportal.planning.services.proposing import LONGEST, resume_runs, work_on_run
from eduportal.planning.tasks import resume, solve
from eduportal.solving.children import Limits
from tests import factories
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
NEW = reverse("planning:proposal-new")
LIST = reverse("planning:proposals")


@pytest.fixture
def counted(world: World) -> World:
    """Three schools in two communes with students and rooms; hamlets about them, one far off."""
    for number, school in enumerate(world.schools[:3]):
        school.latitude, school.longitude = 11.3 + number / 40, 106.1
        school.save()
        for year in (2024, 2025, 2026):
            for grade in range(6, 10):
                factories.StudentCountFactory(
                    school=school, grade=grade, year=year, students=90 + year - 2024
                )
        factories.SiteFactory(school=school, solid=4, latitude=None, longitude=None)
    for number in range(5):
        unit = world.communes[0] if number < 3 else world.communes[1]
        factories.HamletFactory(
            unit=unit, name=f"Ấp {number}", latitude=11.3 + number / 50, longitude=106.11
        )
    make_run()
    return world


def client(client_of: ClientOf, name: str = "department_admin") -> Client:
    found = client_of(name)
    found.cookies["django_language"] = "en"
    return found


def fields(where: str, **changed: Any) -> dict[str, Any]:
    values = complete(location_settings("03"), {}) | complete(catchment_settings(), {})
    return {**values, "where": where, "source": "Sở Tài chính, công văn 9", **changed}


def asked(page: Client, question: str, where: str, **changed: Any) -> SolveRun:
    url = f"{NEW}?stage=03&question={question}"
    answer = page.post(url, fields(where, **changed))
    assert answer.status_code == 302, answer.context["form"].errors
    return SolveRun.objects.latest("pk")


def test_a_commune_is_told_where_to_build_with_alternatives_and_what_was_assumed(
    counted: World, client_of: ClientOf
) -> None:
    page, unit = client(client_of, "commune_officer"), counted.communes[0]
    run = asked(page, "location", unit.code, closing="all")
    url = reverse("planning:proposal", args=[run.pk])
    assert "Being computed" in page.get(url).content.decode()
    solve.run(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == SolveState.SOLVED, run.problem
    assert run.seconds and run.peak_bytes and run.solver.startswith("HiGHS")
    shown = ask_counted(page, "network proposal", url)
    part = shown.context["part"]
    assert part.unit == unit and 0 <= part.gap <= 1.5
    totals = shown.context["totals"]
    assert len(totals) == 5 and all(after <= before for _s, before, after in totals)
    assert shown.context["others"] and all(row.differs for row in shown.context["others"])
    html = shown.content.decode()
    assert "Sở Tài chính, công văn 9" in html and "map-way" in html
    drafted = {"part": unit.code, "plan": "1"}
    draft_url = reverse("planning:proposal-draft", args=[run.pk])
    answer = page.post(draft_url, drafted)
    draft = NetworkScenario.objects.get()
    assert answer["Location"] == reverse("planning:scenario", args=[draft.public_id])
    assert draft.unit == unit and "Sở Tài chính, công văn 9" in draft.reason
    assert draft.operations.exists()
    assert page.post(draft_url, {**drafted, "plan": "9"}).status_code == 404
    # The same facts: the stored answer, whoever states them.
    answer = page.post(f"{NEW}?stage=03&question=location", fields(unit.code, closing="all"))
    assert answer["Location"] == url and SolveRun.objects.count() == 1
    assert ask_counted(page, "network proposals", LIST).context["runs"][0][0] == run
    denied = page.get(url, {"export": "xlsx"})
    file = client(client_of).get(url, {"export": "xlsx"})
    assert file["Content-Type"].endswith("sheet") and denied.status_code in (200, 403)


def test_the_province_is_asked_commune_by_commune_and_for_upper_secondary_as_one(
    counted: World, client_of: ClientOf
) -> None:
    page = client(client_of)
    run = asked(page, "location", "all")
    work_on_run(run.pk)
    url = reverse("planning:proposal", args=[run.pk])
    shown = page.get(url)
    assert [each.unit for each, _sums in shown.context["parts"]] == counted.communes
    one = page.get(url, {"part": counted.communes[1].code})
    assert one.context["part"].unit == counted.communes[1] and not one.context["others"]
    assert page.get(url, {"export": "xlsx"}).status_code == 200
    school = counted.schools[1]
    school.stages = [*school.stages, "04"]
    school.save()
    for unit in counted.communes:
        unit.latitude, unit.longitude = 11.3, 106.1 + unit.pk / 1000 % 1
        unit.save()
    values = fields("all", **complete(location_settings("04"), {}))
    page.post(f"{NEW}?stage=04&question=location", values)
    upper = SolveRun.objects.latest("pk")
    work_on_run(upper.pk)
    upper.refresh_from_db()
    assert (upper.state, upper.unit) == (SolveState.SOLVED, None), upper.problem
    shown = page.get(reverse("planning:proposal", args=[upper.pk]))
    assert shown.context["part"].unit is None
    # One commune plans no upper secondary school.
    own = client(client_of, "commune_officer")
    assert own.get(NEW, {"stage": "04"}).status_code == 404
    assert own.post(f"{NEW}?stage=03&question=location", fields("all")).status_code == 200


def test_catchments_say_who_goes_where_what_is_split_and_what_the_border_costs(
    counted: World, client_of: ClientOf
) -> None:
    page = client(client_of)
    run = asked(page, "catchment", "all")
    work_on_run(run.pk)
    url = reverse("planning:proposal", args=[run.pk])
    shown = ask_counted(page, "network catchments", url)
    schools = shown.context["schools"]
    going = sum(line.children for row in schools for line in row.lines)
    assert going + shown.context["without_place"] == shown.context["children"]
    assert all(row.free >= 0 for row in schools)
    assert shown.context["price"]["limit"] == "border"
    assert "Price of the border" in shown.content.decode() and "map-way" in shown.context["map"]
    printed = page.get(url, {"school": schools[0].key})
    assert [row.key for row in printed.context["schools"]] == [schools[0].key]
    assert page.get(url, {"export": "xlsx"})["Content-Type"].endswith("sheet")
    # Of one commune no border is priced: its neighbours' children are not in the question.
    own = asked(client(client_of, "commune_officer"), "catchment", counted.communes[0].code)
    work_on_run(own.pk)
    assert SolvePart.objects.get(run=own).figures["prices"] == []


def test_a_child_that_is_killed_leaves_a_failed_run_without_rows_and_a_way_out(
    counted: World, client_of: ClientOf
) -> None:
    page = client(client_of)
    run = asked(page, "location", counted.communes[0].code)
    work_on_run(run.pk, Limits(memory_bytes=50_000_000))
    run.refresh_from_db()
    assert run.state == SolveState.FAILED and not SolvePart.objects.exists()
    url = reverse("planning:proposal", args=[run.pk])
    assert "limit of memory" in page.get(url).content.decode()
    again = reverse("planning:proposal-again", args=[run.pk])
    page.post(again)
    solve.run(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == SolveState.SOLVED
    # What is computed is not computed again.
    page.post(again)
    run.refresh_from_db()
    assert run.state == SolveState.SOLVED
    work_on_run(run.pk)
    assert SolvePart.objects.count() == 1


def test_a_worker_that_is_killed_leaves_a_question_the_sweep_finds(
    counted: World, client_of: ClientOf
) -> None:
    run = asked(client(client_of), "location", counted.communes[0].code)
    assert resume_runs() == [run.pk] and resume.run() == 1
    SolveRun.objects.update(asked_at=timezone.now() - LONGEST - datetime.timedelta(minutes=1))
    assert resume_runs() == []
    run.refresh_from_db()
    assert (run.state, run.problem) == (SolveState.FAILED, "clock")


def test_an_answer_that_breaks_a_rule_or_is_none_is_not_shown(
    counted: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client(client_of)
    run = asked(page, "location", counted.communes[0].code)
    job = thawed(bytes(run.facts))
    [answer] = answer_places(job)
    url = reverse("planning:proposal", args=[run.pk])
    for given, word in (
        (replace(answer, broken=("room s1 0",)), "broke a rule"),
        (replace(answer, plan=None, problem="Infeasible"), "found no answer"),
        (None, "error of the portal"),
    ):
        done = Done([given], 1.0, 1)
        monkeypatch.setattr(proposing, "ask", lambda job, limits, done=done: (done, ""))
        SolveRun.objects.update(state=SolveState.WAITING)
        work_on_run(run.pk)
        assert word in page.get(url).content.decode()
    assert not SolvePart.objects.exists()


def test_without_hamlets_or_with_odd_costs_nothing_is_asked(
    counted: World, client_of: ClientOf
) -> None:
    page = client(client_of)
    url = f"{NEW}?stage=02&question=location"
    values = fields(counted.communes[0].code, **complete(location_settings("02"), {}))
    wrong = page.post(url, values | {"running": "-1", "discount": "900", "source": ""})
    assert set(wrong.context["form"].errors) == {"running", "discount", "source"}
    counted.communes[0].hamlets.all().delete()
    empty = page.post(url, values)
    assert "Bring the list of hamlets first" in str(empty.context["form"].errors)
    assert not SolveRun.objects.exists()
