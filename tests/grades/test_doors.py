"""Who writes and reads which sheet: every door gives the same answer.

One table of answers, `may_write` and `may_read` below; each persona asks each door for each sheet
in each state. The exchange is no door to a mark sheet: what it receives goes into the ledger alone
(tests/exchange/test_services_receiving.py).
"""

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from eduportal import scoping
from eduportal.accounts.roles import MARK_IMPORTERS
from eduportal.imports import services
from eduportal.imports.choices import JobState
from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from tests.factories import EntryExceptionFactory, ProvinceWindowFactory
from tests.grades.conftest import set_state
from tests.imports.jobs import MARKS, let_bring_marks, receive
from tests.imports.marks import file_of_sheet
from tests.route import SIGNED_IN
from tests.world import MACHINE, PERSONAS, ClientOf, World

pytestmark = pytest.mark.usefixtures("uncounted", "db_everywhere")

CLOSED = "closed"
RETURNED = "returned"
COLUMN_CLOSED = "column closed"
EXCEPTION = "exception"
STATES = [*SheetState.values, CLOSED, RETURNED, COLUMN_CLOSED, EXCEPTION]
TAKES_MARKS = (SheetState.OPEN, RETURNED, EXCEPTION)
SHEETS: dict[str, Callable[[World], MarkSheet]] = {
    "own": lambda world: world.sheet,
    "foreign": lambda world: world.foreign_sheet,
}
IN_SCHOOL_READERS = ("head", "vice_head", "auditor", "teacher")


def may_write(persona: str, sheet: str, state: str) -> bool:
    return state in TAKES_MARKS and sheet == "own" and persona == "teacher"


def may_bring(persona: str, sheet: str, state: str) -> bool:
    """By file also those given the right: a clerk at the school, an administrator anywhere."""
    given = persona == "department_admin" or (persona == "clerk" and sheet == "own")
    return may_write(persona, sheet, state) or (state in TAKES_MARKS and given)


def may_read(persona: str, sheet: str) -> bool:
    return persona == "auditor" or (persona in IN_SCHOOL_READERS and sheet == "own")


def may_read_at(persona: str, sheet: str, route: str) -> bool:
    """A sheet for programs is an export, except of the sheet one enters marks on."""
    is_export = route.startswith("api:") and persona == "auditor"
    return may_read(persona, sheet) and not is_export


def record_of(sheet: MarkSheet) -> MarkRecord:
    return MarkRecord.objects.filter(sheet=sheet).order_by("pk")[0]


def one_cell(sheet: MarkSheet) -> str:
    cell = {"record": record_of(sheet).pk, "cell": "gk", "from": "", "to": "8"}
    return json.dumps({"ops": [{"op": str(uuid.uuid4()), **cell}]})


@pytest.fixture
def ask(world: World, client_of: ClientOf, tmp_path: Path) -> dict[str, Callable[..., Any]]:
    """Each door to writing, asked by a persona to put an 8 into the sheet."""
    # Each asks for each sheet in each state, and signing in costs as much as an answer.
    visitors = {each: client_of(each) for each in SIGNED_IN}

    def grid(persona: str, sheet: MarkSheet) -> None:
        address = reverse("grades:marksheet-save", args=[sheet.public_id])
        visitors[persona].post(address, one_cell(sheet), content_type="application/json")

    def plain_form(persona: str, sheet: MarkSheet) -> None:
        name = f"{record_of(sheet).pk}-gk"
        address = reverse("grades:marksheet-edit", args=[sheet.public_id])
        visitors[persona].post(address, {f"m-{name}": "8", f"o-{name}": ""})

    def rest(persona: str, sheet: MarkSheet) -> None:
        address = reverse("api:marksheet-cells", args=[sheet.public_id])
        visitors[persona].post(address, one_cell(sheet), content_type="application/json")

    def file(persona: str, sheet: MarkSheet) -> None:
        user = world.users[persona]
        try:
            job = receive(file_of_sheet(sheet, 8), MARKS, sheet.school, user=user)
            services.check_job(job.pk)
            job.refresh_from_db()
            services.confirm_job(job=job, user_id=user.pk)
        except services.JobRefused:
            return
        services.apply_job(job.pk)

    def command(persona: str, sheet: MarkSheet) -> None:
        path = tmp_path / f"{uuid.uuid4()}.xlsx"
        path.write_bytes(file_of_sheet(sheet, 8))
        options = ["--school", sheet.school.code, "--as", persona, "--apply"]
        try:
            call_command("import_file", MARKS, str(path), *options)
        except CommandError:
            return

    return {door.__name__: door for door in (grid, plain_form, rest, file, command)}


def put(world: World, name: str, state: str) -> MarkSheet:
    """The sheet in the state; `closed` is an open sheet after the last day of entry.

    `returned` is one as well, but its return lets it take marks until today. Where the column of
    the mark is closed the sheet is open; with an exception for the class it takes the mark.
    """
    sheet = SHEETS[name](world)
    today = timezone.localdate()
    yesterday = today - timezone.timedelta(days=1)
    if state in (COLUMN_CLOSED, EXCEPTION):
        with scoping.everywhere("a test sets the days of entry"):
            ProvinceWindowFactory(term=sheet.term, column="midterm", closes_on=yesterday)
            if state == EXCEPTION:
                EntryExceptionFactory(class_group=sheet.class_group, term=sheet.term)
    elif state in (CLOSED, RETURNED):
        type(world.term).objects.filter(pk=world.term.pk).update(entry_closes_on=yesterday)
        until = today if state == RETURNED else yesterday
        MarkSheet.objects.filter(pk=sheet.pk).update(open_until=until)
    elif state != SheetState.OPEN:
        set_state(sheet, state)
    return MarkSheet.objects.get(pk=sheet.pk)


def writes(ask: Callable[..., Any], world: World, persona: str, name: str, state: str) -> bool:
    """Whether the door stored the mark; everything is taken back."""
    with transaction.atomic():
        sheet = put(world, name, state)
        ask(persona, sheet)
        with scoping.everywhere("a test looks at what was stored"):
            written = record_of(sheet).midterm == 80
        transaction.set_rollback(True)
    return written


@pytest.mark.trial("many")
@pytest.mark.parametrize("door", ["grid", "plain_form", "rest"])
def test_every_door_of_one_cell_gives_the_same_answer(door: str, world: World, ask) -> None:
    cases = [(p, sheet, state) for p in SIGNED_IN for sheet in SHEETS for state in STATES]
    answers = {case: writes(ask[door], world, *case) for case in cases}

    assert answers == {case: may_write(*case) for case in cases}


@pytest.mark.trial("many")
@pytest.mark.parametrize("door", ["file", "command"])
@pytest.mark.parametrize("given", [False, True], ids=["off by default", "given by the Department"])
def test_a_file_is_one_more_door_for_those_the_department_let_in(
    door: str, given: bool, world: World, ask
) -> None:
    cases = [(persona, sheet, STATES[0]) for persona in PERSONAS for sheet in SHEETS]
    if given:
        # In the other states only they could differ from what the open sheet has answered.
        who = ["teacher", *map(str, MARK_IMPORTERS)]
        cases += [(persona, "own", state) for persona in who for state in STATES[1:]]
        for persona in MARK_IMPORTERS:
            let_bring_marks(world.users[persona])

    answers = {case: writes(ask[door], world, *case) for case in cases}

    answer = may_bring if given else may_write
    assert answers == {case: answer(*case) for case in cases}


READING = [
    "grades:marksheet-edit",
    "grades:marksheet-changes",
    "grades:marksheet-history",
    "api:marksheet-detail",
]


@pytest.mark.parametrize("state", [SheetState.OPEN, SheetState.SEALED])
def test_every_door_shows_a_sheet_to_the_same_people(
    state: str, world: World, client_of: ClientOf
) -> None:
    answers, expected = {}, {}
    for name in SHEETS:
        sheet = put(world, name, state)
        for persona in SIGNED_IN:
            client = client_of(persona)
            for route in READING:
                status = client.get(reverse(route, args=[sheet.public_id])).status_code
                answers[persona, name, route] = status == 200
                expected[persona, name, route] = may_read_at(persona, name, route)

    assert answers == expected


def test_marks_that_are_stored_are_not_shown_to_who_brings_in_others(
    world: World, client_of: ClientOf
) -> None:
    MarkRecord.objects.filter(pk=record_of(world.sheet).pk).update(midterm=37)
    clerk = world.users["clerk"]
    let_bring_marks(clerk)
    job = receive(file_of_sheet(world.sheet, 8), MARKS, world.school, user=clerk)
    services.check_job(job.pk)
    job.refresh_from_db()
    address = reverse("imports:job-detail", args=[job.public_id])

    let_bring_marks(world.users["department_admin"])
    for persona in ("clerk", "department_admin"):
        page = client_of(persona).get(f"{address}?show=").content.decode()
        assert "8,0" in page and "3,7" not in page, persona
    assert job.state == JobState.CHECKED


def test_a_teacher_sees_what_a_file_replaces_on_the_sheets_taught(
    world: World, client_of: ClientOf
) -> None:
    MarkRecord.objects.filter(pk=record_of(world.sheet).pk).update(midterm=37)
    teacher = world.users["teacher"]
    job = receive(file_of_sheet(world.sheet, 8), MARKS, world.school, user=teacher)
    services.check_job(job.pk)

    address = reverse("imports:job-detail", args=[job.public_id])
    page = client_of("teacher").get(f"{address}?show=").content.decode()

    assert "3,7" in page and "8,0" in page


def test_a_file_of_marks_is_not_seen_by_who_may_not_bring_any(
    world: World, client_of: ClientOf
) -> None:
    job = receive(file_of_sheet(world.sheet, 8), MARKS, world.school, user=world.users["teacher"])
    address = reverse("imports:job-detail", args=[job.public_id])

    for persona in ("head", "clerk", "department_admin", MACHINE):
        assert client_of(persona).get(address).status_code != 200, persona


def test_the_teacher_is_told_of_marks_that_others_brought_in(
    world: World, client_of: ClientOf, ask
) -> None:
    let_bring_marks(world.users["clerk"])
    addresses = [
        reverse("grades:marksheet-list"),
        reverse("grades:marksheet-edit", args=[world.sheet.public_id]),
    ]

    ask["file"]("clerk", world.sheet)

    for address in addresses:
        page = client_of("teacher").get(address)
        [told] = page.context["brought_in"]
        assert (told.sheet, told.by, told.lines) == (world.sheet, str(world.users["clerk"]), 1)
        assert "bằng tệp lúc" in page.content.decode()
    assert client_of("head").get(addresses[1]).context["brought_in"] == []


def test_what_teachers_brought_in_themselves_needs_no_telling(
    world: World, client_of: ClientOf, ask
) -> None:
    ask["file"]("teacher", world.sheet)

    page = client_of("teacher").get(reverse("grades:marksheet-list"))

    assert page.context["brought_in"] == []


def test_no_guess_by_file_tells_what_is_stored(world: World, client_of: ClientOf) -> None:
    """A guess that is right, one that is wrong, and one at an empty cell look the same."""
    clerk = world.users["clerk"]
    let_bring_marks(clerk)
    seen = set()
    for stored in (None, 37, 80):
        MarkRecord.objects.filter(pk=record_of(world.sheet).pk).update(midterm=stored)
        job = receive(file_of_sheet(world.sheet, 8), MARKS, world.school, user=clerk)
        services.check_job(job.pk)
        job.refresh_from_db()
        address = reverse("imports:job-detail", args=[job.public_id])
        rows = client_of("clerk").get(f"{address}?show=").content.decode()
        seen.add(
            (job.new, job.changed, job.same, rows.partition("<tbody>")[2].partition("</tbody>")[0])
        )
        services.discard_job(job=job)

    assert len(seen) == 1
