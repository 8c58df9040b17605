"""Everybody at once in one class: saving, handing in, returning, approving, sealing, enrolling.

Meanwhile files are brought in, roles end, accounts are closed and opened again, and sessions are
revoked. A round lasts RACING_SECONDS; sealing is tried in its last third.
"""

import datetime
import os
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from eduportal import scoping
from eduportal.accounts.models import Membership
from eduportal.exchange.models import Line, Package
from eduportal.imports.services.errors import JobRefused
from grades.choices import SheetState
from grades.models import MarkChange, MarkRecord, MarkSheet, SheetStep
from script.launcher.ports import HOST
from students.choices import StudentStatus
from students.services import RosterEntry, enrol_students
from tests.attack.person import Count, Person, signed_in
from tests.exchange.second_node import portal
from tests.grades.conftest import fill
from tests.imports.jobs import MARKS, checked, written
from tests.imports.marks import mark_file
from tests.owner import address_of
from tests.world import World, build_world

pytestmark = [
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("signing_key"),
]
ROUNDS = 4
RACING_SECONDS = 25
SEALING_AFTER = RACING_SECONDS * 2 / 3
NEWCOMERS = 4
MARKED = ("regular", "midterm", "final", "exempt", "remark")


class Race:
    """One class, those who race in it, and what they have seen go wrong."""

    def __init__(self, world: World, address: str, seed: int) -> None:
        self.world, self.address, self.draw = world, address, random.Random(seed)
        self.count, self.acts = Count(), Counter[str]()
        self.began = time.monotonic()
        self.shut: set[str] = set()
        self.wrong: list[str] = []

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.began + RACING_SECONDS

    @property
    def doubt(self) -> float:
        """How often a sheet is returned: seldom once sealing has begun."""
        return 0.8 if time.monotonic() < self.began + SEALING_AFTER else 0.1

    @property
    def sheets(self) -> list[MarkSheet]:
        return [self.world.sheets[self.world.class_group, each] for each in self.world.subjects]

    def page(self, sheet: MarkSheet) -> str:
        return f"/marksheets/{sheet.public_id}/"

    def run(self, act: Callable[["Race"], None]) -> None:
        """Until the end of the round, in a connection of its own."""
        try:
            act(self)
        except Exception as problem:
            self.wrong.append(f"{act.__name__}: {problem!r}")
        finally:
            connection.close()

    def session(self, persona: str) -> Person | None:
        """A new session, as soon as the account may have one."""
        while not self.is_over:
            if persona not in self.shut and (found := signed_in(self.address, persona, self.count)):
                return found
            time.sleep(0.1)
        return None


def saver(persona: str, number: int) -> Callable[[Race], None]:
    """Writes any cell of the sheet; nothing may be saved by an account that has been shut."""

    def saving(race: Race) -> None:
        sheet, person = race.sheets[number], race.session(persona)
        texts: dict[tuple[int, str], str] = {}
        while person and not race.is_over:
            record, cell = race.draw.choice(cells(sheet))
            value = "Đ" if number else f"{race.draw.randint(0, 20) / 2:.1f}"
            edit = {"record": record, "cell": cell, "from": texts.get((record, cell), "")}
            was_shut = persona in race.shut
            body = {"ops": [{"op": str(uuid.uuid4()), "to": value, **edit}]}
            answer = person.ask("POST", f"{race.page(sheet)}cells/", json=body)
            if answer.status_code != 200:
                race.acts[f"save {answer.status_code}"] += 1
                person = race.session(persona) if answer.status_code in (401, 403) else person
                continue
            [result] = answer.json()["results"]
            texts[record, cell] = result["value"]
            race.acts[result["status"]] += 1
            if was_shut and result["status"] == "saved":
                race.wrong.append(f"{persona} has saved {edit} after the account was shut")

    return saving


def cells(sheet: MarkSheet) -> list[tuple[int, str]]:
    """The cells without a mark, as line and name; where every one has its mark, all cells."""
    with scoping.everywhere("a test looks for empty cells"):
        records = list(MarkRecord.objects.filter(sheet=sheet))
    filled = {
        (record.pk, name): mark
        for record in records
        for name, mark in [
            *((f"tx{number}", mark) for number, mark in enumerate(record.regular, 1)),
            ("gk", record.midterm),
            ("ck", record.final),
        ]
    }
    return [cell for cell, mark in filled.items() if mark is None] or list(filled)


def state_of(sheet: MarkSheet) -> MarkSheet:
    with scoping.everywhere("a test looks"):
        return MarkSheet.objects.get(pk=sheet.pk)


def hander_in(persona: str, number: int) -> Callable[[Race], None]:
    """Hands the sheet in whenever it can."""

    def handing_in(race: Race) -> None:
        person = race.session(persona)
        while person and not race.is_over:
            sheet = state_of(race.sheets[number])
            fields = {"step": "submit", "revision": str(sheet.revision)}
            answer = person.ask("POST", f"{race.page(sheet)}step/", data=fields)
            race.acts[f"submit {answer.status_code}"] += 1
            if answer.status_code in (302, 403) and "sign-in" in answer.headers.get("Location", ""):
                person = race.session(persona)
            time.sleep(0.05)

    return handing_in


def deciding(race: Race) -> None:
    """Looks a while at what was handed in, which nobody may change, and approves or returns it."""
    person = race.session("vice_head")
    while person and not race.is_over:
        sheet = state_of(race.draw.choice(race.sheets))
        if sheet.state == SheetState.SUBMITTED:
            before, moves = marks_of(sheet), steps_of(sheet)
            time.sleep(0.3)
            # A student who arrives sends the sheet back to its teacher.
            if marks_of(sheet) != before and steps_of(sheet) == moves:
                race.wrong.append(f"sheet {sheet.pk} changed after it was handed in")
            step = "return" if race.draw.random() < race.doubt else "approve"
        elif sheet.state == SheetState.APPROVED and race.draw.random() < race.doubt:
            step = "return"
        else:
            time.sleep(0.05)
            continue
        fields = {"step": step, "revision": str(state_of(sheet).revision), "reason": "xem lại"}
        answer = person.ask("POST", f"{race.page(sheet)}step/", data=fields)
        race.acts[f"{step} {answer.status_code}"] += 1


def steps_of(sheet: MarkSheet) -> int:
    with scoping.everywhere("a test looks"):
        return SheetStep.objects.filter(sheet=sheet.pk).count()


def marks_of(sheet: MarkSheet) -> tuple[object, ...]:
    """The marks of a sheet and how many changes it has seen; lines without a mark apart."""
    with scoping.everywhere("a test looks"):
        marks = MarkRecord.objects.filter(sheet=sheet).exclude(midterm=None)
        changes = MarkChange.objects.filter(sheet=sheet.pk).count()
        return changes, list(marks.order_by("pk").values_list("pk", *MARKED))


def shown_on(person: Person, path: str) -> dict[str, str]:
    """The revision the page shows, as its form names it."""
    page = person.ask("GET", path).text
    shown = page.partition('name="revision"')[2].partition('value="')[2].partition('"')[0]
    return {"revision": shown}


def sealing(race: Race) -> None:
    person, group = race.session("head"), race.world.class_group
    path = f"/classes/{group.public_id}/terms/{race.world.term.code}/seal/"
    while person and not race.is_over:
        if time.monotonic() < race.began + SEALING_AFTER:
            time.sleep(0.2)
            continue
        form = {"confirmation": group.name, "without_conduct": "on"} | shown_on(person, path)
        answer = person.ask("POST", path, data=form)
        race.acts[f"seal {answer.status_code}"] += 1
        time.sleep(0.05)


def enrolling(race: Race) -> None:
    """New students, whose empty lines the sheets get while they are open."""
    for number in range(NEWCOMERS):
        entry = RosterEntry(
            student_id=None,
            fields={"full_name": f"Trần Thị Mới {number}", "birth_date": datetime.date(2014, 5, 1)},
            class_name=race.world.class_group.name,
            grade_level=race.world.class_group.grade_level_id,
            status=StudentStatus.STUDYING,
        )
        with scoping.schools([race.world.school.pk]):
            enrol_students(
                school_id=race.world.school.pk, school_year=race.world.year, entries=[entry]
            )
        race.acts["enrolled"] += 1
        time.sleep(RACING_SECONDS / (NEWCOMERS + 1))


def importing(race: Race) -> None:
    """The teacher's file, again and again; it ends where the sheet is not open."""
    teacher, school = race.world.users["teacher"], race.world.school
    while not race.is_over:
        marks = [[race.draw.randint(0, 10) for _ in range(6)] for _ in range(6)]
        was_shut = "teacher" in race.shut
        try:
            with scoping.everywhere("a test brings a file"):
                content = mark_file(race.world, *marks)
                job = checked(content, MARKS, school, user=teacher)
            with scoping.everywhere("a test brings a file"):
                job = written(job, teacher)
        except JobRefused as refusal:
            race.acts[f"import {type(refusal).__name__}"] += 1
        else:
            race.acts[f"import {job.state}"] += 1
            if was_shut and "teacher" in race.shut:
                race.wrong.append("a file was written in the name of a closed account")


def shutting(race: Race) -> None:
    """Closes and opens the teacher's account, ends and gives the homeroom teacher's role."""
    person, world = race.session("head"), race.world
    while person and not race.is_over:
        persona = race.draw.choice(["teacher", "homeroom"])
        user = world.users[persona]
        path = f"/accounts/schools/{world.school.public_id}/{user.pk}/"
        end, begin = {"step": "close"}, {"step": "open"}
        if persona == "homeroom":
            with scoping.everywhere("a test looks"):
                [role] = Membership.objects.in_force().filter(user=user)
            end = {"step": "end", "membership": str(role.pk)}
            begin = {"step": "give", "role": "homeroom"}
        person.ask("POST", path, data=end | shown_on(person, path))
        race.shut.add(persona)
        time.sleep(0.7)
        race.shut.discard(persona)
        person.ask("POST", path, data=begin | shown_on(person, path))
        race.acts[f"shut {persona}"] += 1
        time.sleep(1.5)


def revoking(race: Race) -> None:
    """The teacher signs in somewhere and ends every other session."""
    while not race.is_over:
        if person := race.session("teacher"):
            answer = person.ask("POST", "/accounts/sessions/end/")
            race.acts[f"revoke {answer.status_code}"] += 1
        time.sleep(1)


RACERS = [
    *(saver("teacher", 0) for _ in range(3)), saver("homeroom", 1), hander_in("teacher", 0),
    hander_in("homeroom", 1), deciding, sealing, sealing, enrolling, importing, shutting, revoking,
]  # fmt: skip


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    environment = os.environ | {
        "DATABASE_URL": address_of(connection.settings_dict["NAME"]),
        "EDUPORTAL_PRIVATE_DIR": str(tmp_path / "private"),
    }
    with portal(environment, tmp_path / "web.log") as port:
        yield f"http://{HOST}:{port}"


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_class_stays_whole(
    number: int, address: str, record_property: Callable[[str, object], None]
) -> None:
    world = build_world()
    with scoping.everywhere("a test fills the sheets"):
        for subject in world.subjects:
            sheet = world.sheets[world.class_group, subject]
            fill(sheet, 80 if sheet.form == "scored" else 201)
    race = Race(world, address, number)
    with ThreadPoolExecutor(len(RACERS)) as threads:
        list(threads.map(race.run, RACERS))
    ended = [str(state_of(sheet).state) for sheet in race.sheets]
    said = f"The racer, round {number}: {race.count}; {dict(race.acts)}; sheets {ended}"
    record_property("attack", said)

    assert race.wrong == []
    with scoping.everywhere("a test looks"):
        every_sealed_line_is_in_a_package(world)
        for sheet in race.sheets:
            history_leads_to_the_marks(sheet)
            steps_lead_to_the_state(sheet)
    assert digest("school") == digest("ledger")
    assert race.acts["saved"] > 20


def every_sealed_line_is_in_a_package(world: World) -> None:
    sealed = MarkRecord.objects.filter(sheet__state=SheetState.SEALED)
    accepted = Line.objects.filter(package__state="accepted")
    assert set(sealed.values_list("enrolment__student__person_uid", flat=True)) == set(
        accepted.values_list("student_uid", flat=True)
    )
    assert Package.objects.filter(feed="term", state="accepted").count() <= 1


def history_leads_to_the_marks(sheet: MarkSheet) -> None:
    for record in MarkRecord.objects.filter(sheet=sheet):
        changes = list(MarkChange.objects.filter(record=record.pk).order_by("id"))
        for earlier, later in zip(changes, changes[1:], strict=False):
            assert earlier.new == later.old
        if changes:
            last = changes[-1].new
            assert last == {name: getattr(record, name) for name in last}
        else:
            assert record.midterm is None and not any(record.regular)


def steps_lead_to_the_state(sheet: MarkSheet) -> None:
    sheet.refresh_from_db()
    state = SheetState.OPEN
    for step in SheetStep.objects.filter(sheet=sheet).order_by("pk"):
        assert step.from_state == state
        state = SheetState(step.to_state)
    assert sheet.state == state


def digest(level: str) -> str:
    printed = StringIO()
    call_command("exchange_digest", "--json", "--level", level, stdout=printed)
    return printed.getvalue()
