"""Each kind of file that the portal writes itself: read back equal in every format, and every
column that is not read is named, by the page and by the command."""

import datetime
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eduportal import registry
from eduportal.imports import services
from eduportal.imports.choices import JobState
from eduportal.imports.management.commands.import_file import lines_of, report_of
from eduportal.workbooks.cells import display_text
from eduportal.workbooks.writing import write_csv, write_xlsx
from schools.models import ClassGroup
from staffing.choices import PostKind
from students.models import Absence
from tests import factories, files
from tests.conftest import ClientOf
from tests.imports.jobs import checked, counts, sentences, written
from tests.workbooks.opened import opened
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
EXTRA = "Cột của riêng trường"


@dataclass
class Kind:
    """Who takes the file away and where, and what is chosen when it comes back."""

    persona: str
    address: Callable[[World], str]
    query: dict[str, str] = field(default_factory=lambda: {"export": "xlsx"})
    options: Callable[[World], dict[str, Any]] = lambda world: {}
    of_province: bool = False
    begin: Callable[[World], object] = lambda world: None


def plain(name: str) -> Callable[[World], str]:
    return lambda world: reverse(name)


def of_class(name: str) -> Callable[[World], str]:
    return lambda w: reverse(name, args=[w.class_group.public_id, w.term.code])


def in_year(world: World) -> dict[str, Any]:
    return {"year": world.year.code}


def from_today(world: World) -> dict[str, Any]:
    return {"year": world.year.code, "on": f"{timezone.localdate():%Y-%m-%d}"}


def a_roll(world: World) -> None:
    ClassGroup.objects.filter(pk=world.class_group.pk).update(session="morning")
    Absence.objects.create(
        school=world.school,
        enrolment=world.enrolments[world.class_group][0],
        on=world.term.starts_on + datetime.timedelta(days=7),
        session="morning",
        excused=True,
    )


def a_quota(world: World) -> None:
    factories.QuotaFactory(school=world.school, school_year=world.year, kind=PostKind.TEACHER)


def a_rating(world: World) -> None:
    staff = factories.StaffMemberFactory(school=world.school, full_name="Lê Thị Bưởi")
    factories.PostFactory(staff=staff)
    factories.StandardRatingFactory(staff=staff, school_year=world.year)


def a_site(world: World) -> None:
    factories.SiteFactory(school=world.school, hamlet="Ấp 3", temporary=2, seats=40)


def a_return(world: World) -> None:
    factories.StudentCountFactory(school=world.school, year=2024)
    factories.StudentCountFactory(school=world.school, year=2025, grade=7, classes=None)


def births(world: World) -> None:
    factories.ChildCountFactory(unit=world.communes[0])


def a_hamlet(world: World) -> None:
    factories.HamletFactory(unit=world.communes[0], students=[30, None, 25, *[0] * 9])


def a_road(world: World) -> None:
    hamlet = factories.HamletFactory(unit=world.communes[0])
    factories.RoadDistanceFactory(hamlet=hamlet, school=world.school)


def a_succession(world: World) -> None:
    old, new = world.communes
    old.valid_to = timezone.localdate() - datetime.timedelta(days=10)
    old.save()
    factories.AdminUnitSuccessionFactory(old=old, new=new)


def a_merger(world: World) -> None:
    old, new = world.schools[:2]
    factories.SchoolSuccessionFactory(old=old, new=new, on="2025-08-01")
    factories.SchoolSuccessionFactory(
        old=new, new=old, on="2026-08-01", relation="part", grades=[7, 6]
    )


def a_summary(world: World) -> None:
    stay = world.enrolments[world.class_group][0]
    for code, name in (("toan", "Toán"), ("ngu-van", "Ngữ văn")):
        factories.SubjectFactory(code=code, name=name)
    for part, learning in (("year", "Tốt"), ("hk1", "Khá")):
        row = factories.EarlierYearFactory(
            student=stay.student, part=part, learning=learning, conduct="Tốt", absences=0
        )
        factories.EarlierMarkFactory(earlier_year=row, result="8.4")
        factories.EarlierMarkFactory(earlier_year=row, subject__code="ngu-van", result="Đ")


def an_examination(world: World) -> None:
    factories.GradeLevelFactory(id=9)
    ClassGroup.objects.filter(pk=world.class_group.pk).update(grade_level=9)
    for stay, score, state in zip(
        world.enrolments[world.class_group],
        ("8.25", "10", None),
        ("scored", "scored", "absent"),
        strict=False,
    ):
        candidate = factories.CandidateFactory(
            student=stay.student, school_year=world.year, total=score, council="=Hội đồng 1"
        )
        factories.ExaminationScoreFactory(candidate=candidate, score=score, state=state)


def of_an_examination(world: World) -> dict[str, Any]:
    return {
        "year": world.year.code,
        "kind": "entrance",
        "source": "Sở GDĐT",
        "announced_on": "2026-06-20",
        "highest": 10,
    }


MARKS = {"content": "marks"}
# Kinds that ask about what no list says, or that the persons of the test world share a name.
ASKING = ("student-moves", "staff-list", "accounts")
KINDS = {
    "student-roster": Kind("clerk", plain("students:student-list"), options=in_year),
    "student-moves": Kind("clerk", plain("students:student-list"), options=in_year),
    "classes": Kind("clerk", plain("grades:register"), options=in_year),
    "staff-list": Kind("clerk", plain("staffing:staff-list"), {"export": "ministry"}, in_year),
    "accounts": Kind(
        "head", lambda w: reverse("accounts:school-accounts", args=[w.school.public_id])
    ),
    "ratings": Kind("head", plain("staffing:ratings"), options=in_year, begin=a_rating),
    "assignments": Kind("head", plain("staffing:assignments"), options=from_today),
    "mark-sheet": Kind(
        "teacher", lambda w: reverse("grades:marksheet-file", args=[w.sheet.public_id]), MARKS
    ),
    "class-record": Kind("homeroom", of_class("grades:class-book-file"), MARKS),
    "attendance": Kind("homeroom", of_class("grades:roll-file"), {}, in_year, begin=a_roll),
    "examination-scores": Kind(
        "department_admin",
        plain("grades:examinations"),
        {"export": "candidates"},
        of_an_examination,
        of_province=True,
        begin=an_examination,
    ),
    "earlier-years": Kind(
        "head",
        lambda w: reverse("grades:earlier-years", args=[w.class_group.public_id]),
        options=lambda world: {"source": "Học bạ"},
        begin=a_summary,
    ),
    "schools": Kind("department_admin", plain("schools:kept-schools"), of_province=True),
    "unit-successions": Kind(
        "department_admin", plain("schools:unit-list"), of_province=True, begin=a_succession
    ),
    "school-successions": Kind(
        "department_admin",
        plain("schools:school-successions"),
        of_province=True,
        begin=a_merger,
    ),
    "rooms": Kind(
        "department_admin",
        plain("schools:kept-schools"),
        {"export": "rooms"},
        of_province=True,
        begin=a_site,
    ),
    "student-counts": Kind(
        "department_admin",
        plain("planning:overview"),
        {"export": "students"},
        of_province=True,
        begin=a_return,
    ),
    "children": Kind(
        "department_admin",
        plain("planning:overview"),
        {"export": "children"},
        of_province=True,
        begin=births,
    ),
    "hamlets": Kind(
        "department_admin",
        plain("planning:overview"),
        {"export": "hamlets"},
        of_province=True,
        begin=a_hamlet,
    ),
    "roads": Kind(
        "department_admin",
        plain("planning:overview"),
        {"export": "roads"},
        of_province=True,
        begin=a_road,
    ),
    "quotas": Kind(
        "department_admin",
        plain("staffing:balance-list"),
        {"export": "quotas"},
        in_year,
        of_province=True,
        begin=a_quota,
    ),
}
FORMATS: dict[str, Callable[[list[list[str]]], bytes]] = {
    "xlsx": lambda rows: write_xlsx([("Sheet1", rows)]),
    "xls": lambda rows: files.xls([list(row) for row in rows]),
    "ods": lambda rows: files.ods(
        "".join(files.ods_row(*(files.ods_text(_escaped(cell)) for cell in row)) for row in rows)
    ),
    "csv": write_csv,
}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", " ")


def written_by_the_portal(kind: Kind, world: World, client: Client) -> list[list[str]]:
    """The cells of the file as a person sees them, all rows equally long."""
    answer: HttpResponse = client.get(kind.address(world), kind.query)
    sheet = opened(answer.getvalue(), "a.xlsx").sheets[0]
    rows = {number: [display_text(value) for value in values] for number, values in sheet.rows()}
    width = max(map(len, rows.values()))
    return [
        [*rows.get(number, []), *[""] * (width - len(rows.get(number, [])))]
        for number in range(1, max(rows) + 1)
    ]


def brought(kind: str, world: World, content: bytes, *, keep: bool = False) -> Any:
    one = KINDS[kind]
    job = checked(
        content,
        kind,
        None if one.of_province else world.school,
        user=world.users[one.persona],
        **one.options(world),
    )
    report = report_of(job, "")
    if job.state == JobState.CHECKED and not keep:
        services.discard_job(job=job)
    return job, report


def with_column(rows: list[list[str]], title: str) -> list[list[str]]:
    """The rows with one more column, filled and titled where the other titles are."""
    at = max(range(min(5, len(rows))), key=lambda n: sum(map(bool, rows[n])))
    return [
        [*row, title if n == at else "" if n < at else f"ghi chú {n}"] for n, row in enumerate(rows)
    ]


@pytest.mark.parametrize("key", KINDS)
def test_the_own_file_of_each_kind_is_read_alike_in_every_format(
    key: str, world: World, client_of: ClientOf
) -> None:
    kind = KINDS[key]
    kind.begin(world)
    rows = written_by_the_portal(kind, world, client_of(kind.persona))
    if key == "student-moves":
        rows = with_column(rows, "Lớp mới")
    seen = {}
    for name, write in FORMATS.items():
        job, _report = brought(key, world, write(rows))
        seen[name] = job.state, counts(job), sorted(map(str, job.unread))
        assert counts(job)["total"] > 0, (name, sentences(job))
        if key not in ASKING:
            assert counts(job)["same"] == counts(job)["total"] > 0, (name, sentences(job))
    assert len(set(map(str, seen.values()))) == 1, seen


@pytest.mark.parametrize("key", KINDS)
def test_a_column_that_is_not_read_is_named_by_the_command(
    key: str, world: World, client_of: ClientOf
) -> None:
    kind = KINDS[key]
    kind.begin(world)
    rows = written_by_the_portal(kind, world, client_of(kind.persona))
    if key == "student-moves":
        rows = with_column(rows, "Lớp mới")
    job, report = brought(key, world, write_xlsx([("Sheet1", with_column(rows, EXTRA))]))
    assert EXTRA in job.unread, (job.state, job.unread, sentences(job))
    assert any(EXTRA in line for line in lines_of(report))


@pytest.mark.parametrize("key", KINDS)
def test_a_table_of_something_else_is_refused_with_its_titles_and_never_fails(
    key: str, world: World
) -> None:
    content = write_xlsx([("Kho", [["Tên hàng", "Số lượng", "Kệ"], ["Phấn", "120", "B3"]])])
    job, report = brought(key, world, content)
    assert job.refusal != "unexpected"
    assert counts(job)["total"] == 0
    assert "Tên hàng, Số lượng, Kệ" in " ".join(lines_of(report))


# What people and programs leave in cells, and what no table holds.
STRANGE = (
    *("99999", "999999999", "-1", "1e309", "NaN", "0", "8,5", "85", "=1+1", "x" * 400, "Ω"),
    *("31/02/2014", "12/25/2014", "2014", "1" * 30, "7,700,000,001", " ", "-", "Không", "#N/A"),
)


def strange(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    """The rows with some cells below the titles replaced."""
    at = max(range(min(5, len(rows))), key=lambda n: sum(map(bool, rows[n])))
    return [
        row
        if n <= at
        else [chance.choice(STRANGE) if chance.random() < 0.15 else cell for cell in row]
        for n, row in enumerate(rows)
    ]


def bring_strange(key: str, world: World, client_of: ClientOf, files_brought: int) -> None:
    """Each is refused or written with sentences of its kind; no stage fails unexpectedly."""
    kind = KINDS[key]
    kind.begin(world)
    rows = written_by_the_portal(kind, world, client_of(kind.persona))
    if key == "student-moves":
        rows = with_column(rows, "Lớp mới")
    user = world.users[kind.persona]
    for seed in range(files_brought):
        content = write_xlsx([("Sheet1", strange(rows, random.Random(f"{key} {seed}")))])
        with transaction.atomic():
            job, _report = brought(key, world, content, keep=True)
            assert job.refusal != "unexpected", (key, seed)
            with suppress(services.JobRefused):
                written(job, user)
            assert job.refusal != "unexpected", (key, seed, "when it was written")
            transaction.set_rollback(True)


@pytest.mark.parametrize("key", KINDS)
def test_strange_cells_are_refused_or_written_and_no_stage_fails(
    key: str, world: World, client_of: ClientOf
) -> None:
    bring_strange(key, world, client_of, 2)


@pytest.mark.trial("many")
@pytest.mark.parametrize("key", KINDS)
def test_many_files_with_strange_cells(key: str, world: World, client_of: ClientOf) -> None:
    bring_strange(key, world, client_of, 60)


def test_every_kind_of_file_is_here() -> None:
    assert KINDS.keys() == registry.IMPORTERS.keys()
