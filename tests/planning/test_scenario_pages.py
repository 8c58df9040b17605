"""Pages of scenarios and sizes: drafting by forms, comparing, the annex, and going on."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from eduportal.planning.choices import OperationKind, ScenarioState
from eduportal.planning.models import NetworkScenario, SizeRule
from eduportal.planning.scenario_forms import FIELDS, StepForm
from eduportal.planning.selectors.runs import newest_run
from eduportal.planning.selectors.succession import history_of
from eduportal.planning.services import make_run
from schools.choices import SchoolRelation
from schools.models import NationalStandard, SchoolSuccession, Site
from tests import factories
from tests.planning.test_network_pages import counted, officer
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

__all__ = ["counted"]
pytestmark = pytest.mark.usefixtures("db_everywhere")


def new_draft(client: Client, world: World) -> NetworkScenario:
    fields = {"title": "Sắp xếp lại", "unit": world.communes[0].code, "reason": "ít học sinh"}
    client.post(reverse("planning:scenario-new"), fields)
    return NetworkScenario.objects.latest("pk")


def add(client: Client, scenario: NetworkScenario, kind: OperationKind, **fields: Any) -> Any:
    url = reverse("planning:step-new", args=[scenario.public_id]) + f"?kind={kind.value}"
    revision = NetworkScenario.objects.get(pk=scenario.pk).revision
    return client.post(url, {"shown": revision, "year": 2027, **fields})


def act(client: Client, scenario: NetworkScenario, name: str, **fields: Any) -> ScenarioState:
    revision = NetworkScenario.objects.get(pk=scenario.pk).revision
    url = reverse("planning:scenario-act", args=[scenario.public_id])
    client.post(url, {"do": name, "shown": revision, **fields})
    return ScenarioState(NetworkScenario.objects.get(pk=scenario.pk).state)


def test_a_commune_drafts_and_the_department_decides(counted: World, client_of: ClientOf) -> None:
    world, client = counted, officer(client_of, "commune_officer")
    scenario = new_draft(client, world)
    assert (scenario.unit, scenario.schools) == (
        world.communes[0], [school.pk for school in world.schools[:2]]
    )  # fmt: skip
    a, b = world.schools[:2]
    assert add(client, scenario, OperationKind.MERGE_SITES, from_school=b.pk).status_code == 200
    add(client, scenario, OperationKind.MERGE_SITES, from_school=b.pk, to=f"s{a.pk}")
    url = reverse("planning:scenario", args=[scenario.public_id])
    page = client.get(url)
    text = page.content.decode()
    assert "rooms force" in text and "→" in text and page.context["outcome"].refusals
    assert act(client, scenario, "submit") == ScenarioState.DRAFT
    assert act(client, scenario, "submit", text="xây xong trước") == ScenarioState.SUBMITTED
    for name in ("hear", "approve", "send_back"):
        assert act(client, scenario, name, text="x") == ScenarioState.SUBMITTED
    department = officer(client_of)
    days = {"first": "2026-11-01", "last": "2026-11-20"}
    assert act(department, scenario, "hear", **days) == ScenarioState.OBJECTIONS
    assert act(client, scenario, "object", text="đường xa") == ScenarioState.OBJECTIONS
    decided = {"decision": "QĐ 3", "decided_on": "2026-11-25", "effective_on": "2027-08-01"}
    assert act(department, scenario, "approve", **decided) == ScenarioState.APPROVED
    page = client.get(url)
    kept = {line.name: line.cells for line in page.context["kept"]}
    assert "→" in kept[a.name][1] and kept[b.name][0].endswith("→ –")
    assert "đường xa" in page.content.decode() and "QĐ 3" in page.content.decode()
    assert act(department, scenario, "undo") == ScenarioState.SUBMITTED
    assert act(department, scenario, "approve", decision="x") == ScenarioState.SUBMITTED


def test_every_kind_of_step_has_its_form(counted: World, client_of: ClientOf) -> None:
    world, client = counted, officer(client_of)
    scenario = new_draft(client, world)
    a, b = world.schools[:2]
    site = Site.objects.get(school=a)
    known: dict[str, Any] = {
        **{"from_school": a.pk, "to": f"s{b.pk}", "site": site.pk, "rooms": 3, "share": 40},
        **{"name": "Trường mới", "code": "moi", "stages": ["03"], "stage": "03", "zone": 2},
        **{"grades": [6, 7], "sessions": 2, "latitude": "10.5", "longitude": "106.4"},
    }
    for kind, fields in FIELDS.items():
        answer = add(client, scenario, kind, **{k: v for k, v in known.items() if k in fields})
        assert answer.status_code == 302, (kind, answer.context["form"].errors)
    page = client.get(reverse("planning:scenario", args=[scenario.public_id]))
    assert len(page.context["steps"]) == len(FIELDS)
    new, *_rest = scenario.operations.all()
    assert (new.unit, new.name, new.stages) == (world.communes[0], "Trường mới", ["03"])
    for step in scenario.operations.all():
        url = reverse("planning:step", args=[scenario.public_id, step.pk])
        form = client.get(url).context["form"]
        assert isinstance(form, StepForm) and form.initial["year"] == 2027
    half = add(client, scenario, OperationKind.MOVE, site=site.pk, latitude="10.5", longitude="")
    assert half.status_code == 200


def test_scenarios_side_by_side_and_the_annex(counted: World, client_of: ClientOf) -> None:
    world, client = counted, officer(client_of)
    drafts = [new_draft(client, world) for _number in range(2)]
    a, b = world.schools[:2]
    add(client, drafts[0], OperationKind.MERGE_ADMIN, from_school=b.pk, to=f"s{a.pk}")
    add(client, drafts[1], OperationKind.EXTEND, from_school=b.pk, rooms=4)
    asked = {"with": [str(each.public_id) for each in drafts]}
    page = client.get(reverse("planning:scenarios"), asked)
    rows = dict(page.context["compared"])
    assert sorted(rows["Schools"]) == ["1 (0)", "1 (−1)"] and len(rows) > 12
    url = reverse("planning:scenario", args=[drafts[0].public_id])
    book = load_workbook(BytesIO(client.get(url, {"export": "xlsx"}).content))
    assert len(book.worksheets) == 3
    clauses = [row[2].value for row in book.worksheets[2].iter_rows(min_row=2)]
    assert clauses and all(clauses)


def test_pages_cost_the_same_however_many_schools_there_are(
    counted: World, client_of: ClientOf
) -> None:
    client = officer(client_of)
    scenario = new_draft(client, counted)
    a, b = counted.schools[:2]
    add(client, scenario, OperationKind.MERGE_ADMIN, from_school=b.pk, to=f"s{a.pk}")
    pages = {
        "scenarios": reverse("planning:scenarios"),
        "scenario": reverse("planning:scenario", args=[scenario.public_id]),
        "sizes of schools": reverse("planning:sizes"),
    }
    for _round in range(2):
        for name, url in pages.items():
            ask_counted(client, name, url)
        more = factories.SchoolFactory(unit=counted.communes[0])
        factories.StudentCountFactory(school=more, grade=6, year=2026)
        factories.SiteFactory(school=more)
        new_draft(client, counted)
        make_run()


def test_a_line_of_sizes_is_entered_followed_and_taken_back(
    counted: World, client_of: ClientOf
) -> None:
    client = officer(client_of)
    fields = {"kind": "03", "area": "usual", "least_classes": 9, "most_classes": 30}
    fields |= {"students": 20, "legal_doc": "QĐ 9", "valid_from": "2026-09-01"}
    wrong = client.post(reverse("planning:size-new"), {**fields, "most_classes": 3})
    assert wrong.status_code == 200 and not SizeRule.objects.exists()
    before = make_run()
    assert client.post(reverse("planning:size-new"), fields).status_code == 302
    after = make_run()
    assert before and after and (before.settings["most_03"], after.settings["most_03"]) == (45, 20)
    # A preschool is measured by its classes and sites of today: no forecast has it.
    small = factories.SchoolFactory(stages=["01"], unit=counted.communes[0], zone=None)
    factories.ClassGroupFactory(
        school=small, school_year=counted.year, grade_level=factories.GradeLevelFactory(id=104)
    )
    for number in range(6):
        factories.SiteFactory(school=small, is_main=number == 0)
    page = client.get(reverse("planning:sizes"))
    [(line, shown)] = page.context["entered"]
    assert "QĐ 9" in page.content.decode() and page.context["outside"]
    said = [text for school, text in page.context["outside"] if school == small]
    assert said == ["fewer classes than 9: 1", "more sites than 5: 6"]
    client.post(reverse("planning:size-remove", args=[line.pk]), {"shown": shown})
    assert not SizeRule.objects.exists()


def test_the_history_of_a_school_that_went_into_another_is_the_others(counted: World) -> None:
    """Of the closed one everything before the day, of a part only its grades."""
    old, new = counted.schools[:2]
    run = newest_run()
    before = dict(history_of(new))
    factories.SchoolSuccessionFactory(
        old=counted.schools[2], new=new, relation=SchoolRelation.PART, grades=[9],
        on="2026-08-01",
    )  # fmt: skip
    factories.SchoolSuccessionFactory(old=old, new=new, on="2026-08-01")
    after = dict(history_of(new))
    assert after[2026] == before[2026] and after[2025] > before[2025] + 400
    again = make_run()
    assert run and again and run.digest != again.digest
    assert dict(history_of(old)).keys() == {2026}


def test_facts_of_schools_are_recorded_and_shown(world: World, client_of: ClientOf) -> None:
    client, a, b = officer(client_of), world.schools[0], world.schools[1]
    fields = {"old": b.code, "new": a.code, "relation": "whole", "grades": [6]}
    fields |= {"legal_doc": "QĐ 8", "on": "2025-08-01"}
    url = reverse("schools:school-succession-new")
    refused = client.post(url, fields)
    assert "grades" in refused.context["form"].errors
    assert client.post(url, fields | {"new": "khong-co", "grades": []}).status_code == 200
    assert client.post(url, fields | {"grades": []}).status_code == 302
    back = client.post(url, fields | {"old": a.code, "new": b.code, "grades": []})
    assert "new" in back.context["form"].errors
    row = SchoolSuccession.objects.get()
    page = client.get(reverse("schools:school-succession", args=[row.pk]))
    assert f'value="{b.code}"' in page.content.decode()
    told = {"school": a.code, "level": 2, "decision": "QĐ 40", "valid_from": "2024-05-01"}
    assert client.post(reverse("schools:standard-new"), told).status_code == 302
    assert NationalStandard.objects.get().school == a
    text = client.get(reverse("planning:school", args=[a.public_id])).content.decode()
    assert "QĐ 40" in text and "QĐ 8" in text and b.name in text
    for name in ("school-successions", "standards"):
        assert a.name in client.get(reverse(f"schools:{name}")).content.decode()
