"""A class with all its subjects as a file, which reads back as what it was written from."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from eduportal.core.looking import Kind
from eduportal.imports.choices import JobState
from grades.models import HomeroomRecord, MarkRecord
from tests.conftest import ClientOf
from tests.grades.primary_class import primary_class
from tests.imports.jobs import MARKS, checked, counts, found, written
from tests.imports.rosters import saved_on
from tests.personal import logged
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
CLASS_RECORD = "class-record"


def answer(client: Client, world: World, group=None, **query: str):
    group = group or world.class_group
    return client.get(f"/homeroom/{group.public_id}/terms/{world.term.code}/file/", query)


def rows(content: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True))


@pytest.fixture
def marked(world: World) -> World:
    """Marks in both subjects of the first student, and conduct."""
    MarkRecord.objects.filter(pk=world.record.pk).update(
        regular=[85, 210, 100, None], midterm=70, final=90, average=81, remark="Tiến bộ"
    )
    sport = world.records[world.commented_sheet][0]
    MarkRecord.objects.filter(pk=sport.pk).update(regular=[201, 200], midterm=201, final=201)
    HomeroomRecord.objects.create(
        school=world.school,
        enrolment=world.record.enrolment,
        term=world.term,
        conduct=4,
        grounds="Gương mẫu",
        comment="Ngoan",
    )
    return world


def test_the_file_has_every_subject_and_what_the_homeroom_teacher_says(
    marked: World, client_of: ClientOf
) -> None:
    response = answer(client_of("head"), marked, content="marks")
    table = rows(response.content)

    assert "LỚP 6A1 - HỌC KỲ 1" in table[1][0]
    assert [each for each in table[2] if each] == [
        "Toán",
        "Giáo dục thể chất",
        "Giáo viên chủ nhiệm",
    ]
    first = table[4]
    assert first[5:13] == (8.5, "V", 10, None, 7, 9, 8.1, "Tiến bộ")
    assert first[-3:] == ("T", "Gương mẫu", "Ngoan")
    students = {stay.student_id for stay in marked.enrolments[marked.class_group]}
    assert logged(response)[Kind.STUDENT] == students


def test_it_reads_back_unchanged_and_into_an_empty_class_as_it_was(
    marked: World, client_of: ClientOf
) -> None:
    content = answer(client_of("head"), marked, content="marks").content

    same = checked(content, MARKS, marked.school)
    assert (found(same), {row.action for row in same.rows.all()}) == ([], {"same"})

    MarkRecord.objects.update(regular=[None] * 4, midterm=None, final=None, remark="")
    sport = MarkRecord.objects.filter(sheet=marked.commented_sheet)
    sport.update(regular=[None] * 2)
    HomeroomRecord.objects.all().delete()
    # As if it had been saved after that: what is older than the portal is asked about.
    later = f"{timezone.localdate() + datetime.timedelta(days=1)}"
    job = written(checked(saved_on(content, later), MARKS, marked.school))

    assert (job.state, found(job), counts(job)["new"]) == (JobState.APPLIED, [], 3)
    record = MarkRecord.objects.get(pk=marked.record.pk)
    assert (record.regular, record.midterm, record.final) == ([85, 210, 100, None], 70, 90)
    said = HomeroomRecord.objects.get()
    assert (said.conduct, said.grounds, said.comment) == (4, "Gương mẫu", "Ngoan")


def test_who_leads_the_class_gets_the_marks_of_the_own_subjects_only(
    marked: World, client_of: ClientOf
) -> None:
    table = rows(answer(client_of("homeroom"), marked, content="marks").content)

    assert [each for each in table[2] if each] == ["Giáo dục thể chất", "Giáo viên chủ nhiệm"]
    again = answer(client_of("homeroom"), marked)
    assert all(row[5:] == (None,) * len(row[5:]) for row in rows(again.content)[4:])


def test_a_file_of_primary_school_says_its_time_and_reads_back(
    world: World, client_of: ClientOf
) -> None:
    group = primary_class(world)
    group.fill()
    HomeroomRecord.objects.create(
        school=world.school,
        enrolment=group.enrolments[0],
        term=world.term,
        moment="midterm",
        traits=[3, 2, 1],
    )
    content = answer(
        client_of("head"), world, group.class_group, content="marks", moment="midterm"
    ).content
    assert "GIỮA HỌC KỲ 1" in rows(content)[1][0]

    for importer in (MARKS, CLASS_RECORD):
        same = checked(content, importer, world.school)
        assert (found(same), {row.action for row in same.rows.all()}) == ([], {"same"})


def test_a_teacher_of_one_subject_takes_no_class_away(world: World, client_of: ClientOf) -> None:
    assert answer(client_of("teacher"), world, content="marks").status_code == 404
    assert answer(client_of("auditor"), world, content="marks").status_code == 403
