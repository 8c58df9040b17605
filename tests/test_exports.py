"""Taking persons or marks away as data is a right of its own, at every door.

Walks of those who may ask every address, as it is and as a file, and name the doors. What counts is
the answer: a file, or JSON of the REST interface that shows students. Those who may not knock at
these doors.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from django.contrib import admin
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from import_export.admin import ExportMixin

from eduportal import scoping
from eduportal.accounts.roles import ACTIONS, Role
from eduportal.core import doors
from eduportal.core.looking import Kind
from eduportal.imports.choices import FileKind
from eduportal.privacy.models import Access
from eduportal.scoping.actions import Action
from tests.factories import ImportJobFactory, MembershipFactory, PreparedFileFactory
from tests.personal import logged
from tests.route import Route, request_of, undone
from tests.routes import ROUTES
from tests.world import MACHINE, PERSONAS, ClientOf, World

pytestmark = pytest.mark.usefixtures("uncounted", "lasting_proof")
QUERIES = ("", "export=xlsx")
FILE_DOORS = {
    "accounts:people",
    "accounts:school-accounts",
    "quality:board",
    "quality:rule",
    "dashboards:overview",
    "dashboards:commune",
    "dashboards:school",
    "dashboards:class",
    "dashboards:late",
    "dashboards:results",
    "dashboards:results-commune",
    "dashboards:results-school",
    "dashboards:figure",
    "dashboards:figure-commune",
    "dashboards:figure-school",
    "dashboards:paths",
    "dashboards:left",
    "dashboards:paths-waiting",
    "dashboards:flows",
    "exchange:ministry-file",
    "exchange:package-evidence",
    "exchange:root-evidence",
    "exchange:student-evidence",
    "exchange:verifier",
    "grades:class-book-file",
    "grades:class-year-completion",
    "grades:class-year-file",
    "grades:class-year-proposals",
    "grades:comparison-detail",
    "grades:earlier-years",
    "grades:entry-days",
    "grades:evidence",
    "grades:examination-class",
    "grades:examinations",
    "grades:marksheet-file",
    "grades:register",
    "grades:roll-file",
    "grades:roster",
    "grades:summer-again",
    "grades:summer-results",
    "students:leavers",
    "students:student-list",
    "staffing:assignments",
    "staffing:balance-list",
    "staffing:balance-totals",
    "staffing:outlook-totals",
    "staffing:qualification",
    "staffing:qualification-totals",
    "staffing:training-plan",
    "staffing:ratings",
    "staffing:recruitment",
    "staffing:review",
    "staffing:plan",
    "staffing:staff-list",
    "privacy:account-students",
    "privacy:student-copy",
    "privacy:account-copy",
    "privacy:staff-copy",
    "imports:job-file",
    "imports:job-original",
    "imports:job-receipt",
    "collecting:file",
    "collecting:results",
    "collecting:sheet",
    "planning:accuracy",
    "planning:commune",
    "planning:hamlets",
    "planning:overview",
    "planning:scenario",
    "planning:proposal",
    "todo:file",
    "reform:register",
    "reform:review-file",
    "schools:kept-schools",
    "schools:school-successions",
    "schools:register-file",
    "schools:school-list",
    "schools:unit-list",
}
REST_DOORS = {"api:student-list", "api:student-detail", "api:marksheet-detail"}
# What one side of a task showed the other. One student, looked up, or proved; proof that names
# nobody, and the program that checks it; the sheets on which the teacher enters marks; the
# clerk's own file.
NO_EXPORT = {
    "api:student-detail": None,
    "exchange:student-evidence": None,
    "exchange:root-evidence": None,
    "exchange:verifier": None,
    "grades:evidence": None,
    "todo:file": None,
    # The own answers of the school.
    "collecting:sheet": ("head", "vice_head", "clerk"),
    "collecting:file": ("head", "vice_head", "clerk"),
    "grades:class-book-file": ("homeroom",),
    "grades:class-year-file": ("homeroom",),
    "grades:roll-file": ("homeroom",),
    "api:marksheet-detail": ("teacher",),
    "grades:marksheet-file": ("teacher",),
    "imports:job-file": ("clerk",),
    "imports:job-original": ("clerk",),
    "imports:job-receipt": ("clerk",),
}
# Whom the quick run asks: who reads most, and who enters marks.
QUICK = ("head", "teacher")
ASKED = [
    name if name in QUICK else pytest.param(name, marks=pytest.mark.trial("many"))
    for name in PERSONAS
    if name != MACHINE
]
# A file that describes the interface and holds no data.
DESCRIPTION = "api:schema"


def answers(
    persona: str, world: World, client: Client, asked: Sequence[Route]
) -> Iterator[tuple[str, HttpResponse]]:
    """The answers of these addresses, as they are and as a file; nothing is kept.

    As it is only where the table of routes lets the persona read: elsewhere test_routes.py asks.
    `students` are those an answer of the REST interface shows.
    """
    for route in asked:
        for query in QUERIES if persona in readers(route) else QUERIES[1:]:
            with undone():
                response = request_of(replace(route, query=query), world)(client)
                is_data = response.wsgi_request.path.startswith(doors.API)
                response.students = is_data and logged(response)[Kind.STUDENT]
            yield route.name, response


def reading() -> list[Route]:
    """Each address once for each object it is asked about, without what a row asks besides."""
    plain = [replace(route, query="") for route in ROUTES if not route.is_unsafe]
    return list({(route.name, route.kwargs): route for route in plain}.values())


def readers(asked: Route) -> set[str]:
    """Who reads the address as it is; everybody where no row of the table says so."""
    for row in ROUTES:
        same = (row.name, row.kwargs, row.query) == (asked.name, asked.kwargs, "")
        if same and not row.is_unsafe:
            return {persona for persona, status in row.expected.items() if status == 200}
    return {*PERSONAS}


def taken_away(persona: str, world: World, client: Client, asked: Sequence[Route]) -> set[str]:
    """The addresses that gave a file, or showed students as data."""
    return {
        name
        for name, response in answers(persona, world, client, asked)
        if response.status_code == 200
        and name != DESCRIPTION
        and (response.has_header("Content-Disposition") or response.students)
    }


def let_through(persona: str) -> set[str]:
    return {name for name, who in NO_EXPORT.items() if who is None or persona in who}


@pytest.mark.trial("many")
def test_these_are_the_doors_at_which_data_leaves(world: World, client_of: ClientOf) -> None:
    found = [
        taken_away(name, world, client_of(name), reading())
        for name in ("head", "teacher", "department_admin", "ministry_officer")
    ]

    assert set.union(*found) == FILE_DOORS | REST_DOORS


@pytest.mark.parametrize("persona", ASKED)
def test_without_the_right_nothing_leaves(
    persona: str, world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in Role:
        monkeypatch.setitem(ACTIONS, role, ACTIONS[role] - {Action.EXPORT})

    doors_of_data = [each for each in reading() if each.name in FILE_DOORS | REST_DOORS]
    found = taken_away(persona, world, client_of(persona), doors_of_data)

    assert found <= let_through(persona)


def test_an_auditor_reads_a_sheet_on_its_page_and_not_as_data(
    world: World, client_of: ClientOf
) -> None:
    client = client_of("auditor")
    key = [world.sheet.public_id]

    assert client.get(reverse("grades:marksheet-edit", args=key)).status_code == 200
    for sheet in world.sheets.values():
        answer = client.get(reverse("api:marksheet-detail", args=[sheet.public_id]))
        assert answer.status_code == 403
    assert "xuất" in answer.json()["message"]


def test_a_list_holds_only_what_may_be_exported(world: World, client_of: ClientOf) -> None:
    """Head of one school, teacher at another: the second one's students are not taken along."""
    with scoping.everywhere("a test gives a role"):
        MembershipFactory(user=world.users["other_teacher"], role=Role.HEAD, school=world.school)
    client = client_of("other_teacher")

    listed = client.get(reverse("api:student-list"))

    with scoping.everywhere("a test reads the access log"):
        entries = Access.objects.filter(user=world.users["other_teacher"], kind=Kind.STUDENT)
        assert {entry.school_id for entry in entries} == {world.school.pk}
    assert len(listed.json()["results"]) == 12
    with scoping.everywhere("a test names a student"):
        taught = world.enrolments[world.classes[world.neighbour_school][0]][0].student
    detail = reverse("api:student-detail", args=[taught.public_id])
    assert client.get(detail).status_code == 200


def test_the_problems_of_ones_own_file_are_no_export(world: World, client_of: ClientOf) -> None:
    with scoping.everywhere("a test brings files"):
        own = ImportJobFactory(
            school=world.school, importer="mark-sheet", created_by=world.users["teacher"]
        )
        PreparedFileFactory(job=own, kind=FileKind.PROBLEMS)

    address = reverse("imports:job-file", args=[own.public_id, FileKind.PROBLEMS])
    answer = client_of("teacher").get(address)

    assert answer.status_code == 200


def test_the_administration_exports_reference_rows_only_and_by_the_same_right(
    superuser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporting = [
        model._meta for model, page in admin.site._registry.items() if isinstance(page, ExportMixin)
    ]
    assert {meta.app_label for meta in exporting} == {"schools"}
    pages = [reverse(f"admin:schools_{meta.model_name}_export") for meta in exporting]
    client = superuser
    assert {client.get(page).status_code for page in pages} == {200}

    role = Role.DEPARTMENT_ADMIN
    monkeypatch.setitem(ACTIONS, role, ACTIONS[role] - {Action.EXPORT})

    assert {client.get(page).status_code for page in pages} == {403}
