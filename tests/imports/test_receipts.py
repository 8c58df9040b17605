"""What remains of a written import: the receipt, and the file as it came."""

import hashlib
from io import BytesIO

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from eduportal.core.looking import Kind
from eduportal.imports.models import CellCorrection, ImportJob
from tests.imports.jobs import ROSTER, checked, in_vietnamese, written
from tests.imports.rosters import new_row, roster, row_of
from tests.imports.undone import taken_back
from tests.personal import logged
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def content(world: World) -> bytes:
    known = world.enrolments[world.class_group][0].student
    return roster(row_of(known, ethnicity="Khmer"), new_row(birth_date="31/02/2014"))


@pytest.fixture
def job(world: World, content: bytes) -> ImportJob:
    clerk = world.users["clerk"]
    return written(checked(content, ROSTER, world.school, user=clerk, year=world.year.code), clerk)


def address(job: ImportJob, name: str) -> str:
    return reverse(f"imports:job-{name}", args=[job.public_id])


def test_the_receipt_says_what_was_written_by_whom_and_what_was_left_out(
    world: World, job: ImportJob, content: bytes, client_of
) -> None:
    shown = client_of("clerk").get(address(job, "receipt")).content.decode()

    assert hashlib.sha256(content).hexdigest() in shown and str(job.public_id) in shown
    assert shown.count(str(world.users["clerk"])) >= 2 and job.file_name in shown
    left, remarks = in_vietnamese("Left out, by cause"), in_vietnamese("Remarks")
    assert left in shown and "31/02/2014" in shown.split(left)[1].split(remarks)[0]
    # Who is not in the file was not left out of it.
    assert str(len(world.enrolments[world.class_group]) - 1) in shown.split(remarks)[1]
    assert address(job, "original") in shown


def test_it_comes_as_a_workbook_and_names_the_taking_back_and_what_was_corrected(
    world: World, job: ImportJob, client_of
) -> None:
    CellCorrection.objects.create(
        job=job,
        school=job.school,
        sheet="Sheet",
        cell="D3",
        row=3,
        seen="31/02/2014",
        value="28/02/2014",
        corrected_by=world.users["clerk"],
        corrected_at=job.created_at,
    )
    taken_back(job, world.users["clerk"], "Nhầm tệp")

    answer = client_of("clerk").get(address(job, "receipt"), {"export": "xlsx"})

    book = openpyxl.load_workbook(BytesIO(answer.content))
    rows = dict(book.active.values)
    assert rows[in_vietnamese("Reason of taking back")] == "Nhầm tệp"
    assert rows[in_vietnamese("SHA-256 of the file")] == job.sha256
    _titles, corrected = book[in_vietnamese("Corrected cells")].values
    clerk = str(world.users["clerk"])
    assert corrected[:5] == ("Sheet D3", None, "31/02/2014", "28/02/2014", clerk)
    page = client_of("clerk").get(address(job, "receipt")).content.decode()
    assert "28/02/2014" in page and in_vietnamese("Value written instead") in page


def test_the_original_is_given_to_the_byte_and_everybody_in_it_is_logged(
    world: World, job: ImportJob, content: bytes, client_of
) -> None:
    answer = client_of("clerk").get(address(job, "original"))

    assert answer.content == content
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    known = world.enrolments[world.class_group][0].student
    assert known.pk in logged(answer)[Kind.STUDENT]


def test_a_file_that_is_not_the_one_that_came_is_not_given(job: ImportJob, client_of) -> None:
    default_storage.delete(job.file.name)
    default_storage.save(job.file.name, BytesIO(b"another"))

    assert client_of("clerk").get(address(job, "original")).status_code == 404


def test_before_anything_was_written_there_is_neither(
    world: World, content: bytes, client_of
) -> None:
    job = checked(content, ROSTER, world.school, user=world.users["clerk"], year=world.year.code)

    for name in ("receipt", "original"):
        assert client_of("clerk").get(address(job, name)).status_code == 404
