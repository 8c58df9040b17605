"""The province's list of schools: of no single school, read, compared, written, and read back."""

import datetime
from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from eduportal import scoping
from eduportal.imports import services, tasks
from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportJob, ImportRow
from schools.choices import ManagingBody, Ownership, Zone
from schools.models import School
from tests import factories
from tests.files import xlsx
from tests.imports.jobs import counts, found, in_vietnamese, receive, sentences
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")

SCHOOLS = "schools"
OF_A_DEPARTMENT = ["TT", "Mã trường", "Tên trường", "Cấp học", "Xã, phường", "Loại hình", "Vùng"]
OF_THE_MINISTRY = ["Mã trường", "Tên trường", "Mã nhóm cấp học", "Mã xã", "Loại hình trường"]


def bring(*rows: list[object], head=OF_A_DEPARTMENT, user=None, content: bytes = b"") -> ImportJob:
    content = content or xlsx([["DANH SÁCH TRƯỜNG"], head, *rows])
    job = receive(content, SCHOOLS, None, user=user)
    tasks.check_job(job_id=job.pk, school_id=None)
    job.refresh_from_db()
    return job


def write(job: ImportJob, user=None) -> ImportJob:
    services.confirm_job(job=job, user_id=user.pk if user else None)
    tasks.apply_job(job_id=job.pk, school_id=None)
    job.refresh_from_db()
    return job


def test_a_departments_list_enters_schools_with_their_communes(world: World) -> None:
    commune = world.communes[0]
    job = bring(
        [1, "80123001", "Trường TH&THCS Bình An", "TH&THCS", commune.name, "Công lập", "Vùng 2"],
        [2, "80123002", "Trường THPT Tư thục Sao", "THPT", commune.full_name, "Tư thục", 1],
    )
    assert counts(job) == {"total": 2, "new": 2, "changed": 0, "same": 0, "refused": 0}
    assert found(job) == []
    assert job.school is None

    write(job, world.users["department_admin"])

    first, second = School.objects.filter(code__startswith="80123").order_by("code")
    assert (first.stages, first.unit, first.zone) == (["02", "03"], commune, Zone.TWO)
    assert (second.stages, second.ownership) == (["04"], Ownership.PRIVATE)
    assert first.search_key == "truong th&thcs binh an"


def test_the_ministrys_codes_are_read_as_they_are(world: World) -> None:
    commune = world.communes[1]
    job = bring(
        ["80123009", "Trường Mầm non Hoa", "01", commune.code, "1"],
        ["80123010", "Trường THCS Lá", "03", commune.code, "2"],
        head=OF_THE_MINISTRY,
    )
    write(job)
    assert job.state == JobState.APPLIED
    leaf = School.objects.get(code="80123010")
    assert (leaf.unit, leaf.ownership) == (commune, Ownership.PEOPLE_FOUNDED)
    assert job.unread == []


def test_what_differs_is_shown_old_and_new_and_the_rest_stays(world: World) -> None:
    school = world.school
    before = (school.stages, school.unit_id, school.managing_body)
    job = bring([1, school.code, "Trường THCS Tên Mới", None, None, None, None])
    row = job.rows.get()
    assert row.changes == [
        {"title": "Tên trường", "old": school.name, "new": "Trường THCS Tên Mới", "is_code": False}
    ]
    write(job)
    school.refresh_from_db()
    assert school.name == "Trường THCS Tên Mới"
    assert (school.stages, school.unit_id, school.managing_body) == before


def test_the_portals_own_list_read_back_changes_nothing(world: World, client_of: ClientOf) -> None:
    School.objects.filter(pk=world.school.pk).update(
        stages=["02", "03"], zone=3, sessions_per_day=2, address="Ấp 3", ownership="1",
        managing_body=ManagingBody.COMMUNE,
    )  # fmt: skip
    client = client_of("department_admin")
    for language in ("vi", "en"):
        client.cookies["django_language"] = language
        listed = client.get(reverse("schools:kept-schools"), {"export": "xlsx"})
        job = bring(content=listed.content)
        assert counts(job)["same"] == counts(job)["total"] == len(world.schools), sentences(job)
        assert (found(job), job.unread) == ([], [])


def test_every_fault_is_said_at_its_cell_in_both_languages(world: World) -> None:
    name = world.communes[0].name
    job = bring(
        [1, "TH/01", "Trường Một", "THCS", name, None, None],
        [2, "80129999", "Trường Hai", "Đại học", name, "Bán công", "Vùng 9"],
        [3, "80129998", "Trường Ba", "THCS", "Xã Không Có", None, None],
        [4, "80129997", "Trường Bốn", None, name, None, None],
        [5, None, "Trường Năm", "THCS", name, None, None],
        [6, "80129996", "Trường Sáu", "THCS", None, None, None],
        [7, "80129996", "Trường Bảy", "THCS", None, None, None],
    )
    assert found(job) == [
        ("B3", "said"),
        ("D4", "word_unknown"),
        ("F4", "word_unknown"),
        ("G4", "word_unknown"),
        ("E5", "unit_unknown"),
        ("D6", "said"),
        ("B7", "required"),
        ("C9", "row_twice"),
    ]
    said = job.problems.filter(rule="said").first().params
    text = "A code is made of letters without accents, digits, “.”, “-” and “_”."
    assert (said["said-en"], said["said-vi"]) == (text, in_vietnamese(text))
    assert counts(job) == {"total": 7, "new": 1, "changed": 0, "same": 0, "refused": 6}


def test_a_level_with_classes_cannot_be_taken_from_a_school(world: World) -> None:
    job = bring([1, world.school.code, world.school.name, "THPT", None, None, None])
    assert found(job) == [("D3", "said")]
    assert "6A1" in job.problems.get().params["said-en"]


def test_a_school_is_closed_by_the_rules_of_its_page(world: World) -> None:
    empty = factories.SchoolFactory(code="80777001", name="Trường Cũ")
    head = ["Mã trường", "Tên trường", "Đóng ngày"]
    day = timezone.localdate() - datetime.timedelta(days=3)
    job = bring(
        [empty.code, empty.name, day], [world.school.code, world.school.name, day], head=head
    )
    assert found(job) == [("C4", "said")]
    write(job)
    empty.refresh_from_db()
    world.school.refresh_from_db()
    assert (empty.closed_on, world.school.closed_on) == (day, None)


def test_only_the_departments_administrator_brings_and_sees_such_files(
    world: World, client_of: ClientOf
) -> None:
    admin = world.users["department_admin"]
    job = bring([1, "80123001", "Trường A", "TH", None, None, None], user=admin)
    address = reverse("imports:job-detail", args=[job.public_id])
    seen = {
        persona: client_of(persona).get(address).status_code
        for persona in ("department_admin", "department_officer", "clerk", "head", "teacher")
    }
    assert {name for name, status in seen.items() if status == 200} == {"department_admin"}
    with pytest.raises(services.NotPermitted):
        bring([1, "80123009", "Trường B", "TH", None, None, None], user=world.users["clerk"])
    with scoping.schools([world.school.pk]):
        assert not ImportRow.objects.filter(job=job.pk).exists()


def test_a_file_about_the_province_names_no_school_and_one_about_a_school_does(
    world: World,
) -> None:
    admin = world.users["department_admin"]
    for importer, school in [(SCHOOLS, world.school), ("classes", None)]:
        with pytest.raises(services.NotPermitted):
            receive(b"x", importer, school, user=admin, year=world.year.code)


def test_the_upload_page_asks_for_no_school(world: World, client_of: ClientOf) -> None:
    client = client_of("department_admin")
    page = reverse("imports:job-new") + f"?kind={SCHOOLS}"
    assert "school" not in client.get(page).context["upload"].fields
    file = BytesIO(xlsx([OF_A_DEPARTMENT, [1, "80123001", "Trường A", "TH", None, None, None]]))
    file.name = "truong.xlsx"
    answer = client.post(page, {"file": file})
    job = ImportJob.objects.get(importer=SCHOOLS)
    assert (answer.status_code, job.school) == (302, None)
    listed = client.get(reverse("imports:job-list")).content.decode()
    assert in_vietnamese("The whole province") in listed


def test_the_command_brings_in_a_list_of_schools(world: World, tmp_path) -> None:
    path = tmp_path / "truong.xlsx"
    path.write_bytes(xlsx([OF_A_DEPARTMENT, [1, "80123001", "Trường A", "TH", None, None, None]]))
    call_command("import_file", SCHOOLS, str(path), "--apply")
    assert School.objects.get(code="80123001").stages == ["02"]
