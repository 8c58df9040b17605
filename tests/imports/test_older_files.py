"""Files older than what the register was told since: nothing goes back without somebody's word."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from eduportal.imports import services
from eduportal.imports.choices import JobState, Severity
from eduportal.imports.models import ImportJob
from eduportal.workbooks.editing.properties import saved_at
from tests.files import xlsx
from tests.imports.jobs import ROSTER, checked, counts, found, in_vietnamese, written
from tests.imports.rosters import new_row, roster, row_of, saved_on

pytestmark = pytest.mark.usefixtures("db_everywhere")
LAST_SUMMER = datetime.datetime(2026, 7, 1, 8, 30, tzinfo=datetime.UTC)


@pytest.fixture
def pupil(world):
    return world.enrolments[world.class_group][0].student


def bring(world, content, **more):
    return checked(content, ROSTER, world.school, year=world.year.code, **more)


def test_a_document_says_when_it_was_last_saved_or_does_not(world):
    assert saved_at(saved_on(roster(new_row()), "2026-07-01")) == LAST_SUMMER
    for content in (b"STT,Ho ten\n", b"PK", saved_on(xlsx(), "yesterday"), saved_on(xlsx(), "")):
        assert saved_at(content) is None


def test_rows_older_than_the_register_wait_for_a_word_and_new_ones_do_not(world, pupil):
    content = saved_on(roster(row_of(pupil, ethnicity="Tày"), new_row()), "2026-07-01")

    job = bring(world, content)

    assert job.as_of == LAST_SUMMER
    assert found(job, Severity.QUESTION) == [("C2", "older_than_register")]
    assert counts(job) == {"total": 2, "new": 1, "changed": 0, "same": 0, "refused": 1}
    with pytest.raises(services.AnswersMissing):
        services.confirm_job(job=job, user_id=None)


@pytest.mark.parametrize(("answer", "ethnicity"), [("take", "Tày"), ("leave", "")])
def test_who_is_asked_decides_whether_an_old_list_counts(world, pupil, answer, ethnicity):
    type(pupil).objects.filter(pk=pupil.pk).update(ethnicity="")
    content = saved_on(roster(row_of(pupil, ethnicity="Tày"), new_row()), "2026-07-01")

    job = bring(world, content, answers={"older_than_register": answer})
    written(job)

    pupil.refresh_from_db()
    assert (job.state, pupil.ethnicity) == (JobState.APPLIED, ethnicity)


def test_a_list_saved_after_the_last_change_asks_nothing(world, pupil):
    tomorrow = timezone.now() + datetime.timedelta(days=2)

    job = bring(world, saved_on(roster(row_of(pupil, ethnicity="Tày")), f"{tomorrow:%Y-%m-%d}"))

    assert (job.changed, job.questions) == (1, [])


def test_a_row_that_changes_nothing_is_never_too_old(world, pupil):
    job = bring(world, saved_on(roster(row_of(pupil)), "2026-07-01"))

    assert (job.same, job.questions) == (1, [])


def test_the_day_given_with_a_file_counts_before_its_last_saving(world, client_of, pupil):
    content = saved_on(roster(row_of(pupil, ethnicity="Tày")), "2099-01-01")
    address = f"{reverse('imports:job-new')}?kind={ROSTER}"
    form = {"file": ContentFile(content, name="a.xlsx"), "year": world.year.code}
    client_of("clerk").post(address, {**form, "day": "2026-07-01"})

    job = ImportJob.objects.get()
    services.check_job(job.pk)

    job.refresh_from_db()
    assert f"{timezone.localtime(job.as_of):%d/%m/%Y}" == "01/07/2026"
    assert found(job, Severity.QUESTION) == [("C2", "older_than_register")]
    shown = client_of("clerk").get(reverse("imports:job-detail", args=[job.public_id]))
    assert in_vietnamese("File as of") in shown.content.decode()


def test_a_file_that_does_not_say_its_day_is_read_as_ever(world, pupil):
    job = bring(world, saved_on(roster(row_of(pupil, ethnicity="Tày")), ""))

    assert (job.as_of, job.changed, job.questions) == (None, 1, [])


def test_a_move_the_register_was_told_otherwise_later_waits_for_a_word(world, pupil):
    type(pupil).objects.filter(pk=pupil.pk).update(ethnicity="Khmer")
    head = ["Mã học sinh", "Họ tên", "Lớp hiện tại", "Lớp mới"]
    rows = [head, [pupil.ministry_code, pupil.full_name, "6A1", "6A2"]]
    content = saved_on(xlsx(rows), "2026-07-01")
    options = {"year": world.year.code}

    job = checked(content, "student-moves", world.school, **options)
    assert [rule for _cell, rule in found(job, Severity.QUESTION)] == ["older_than_register"]
    assert counts(job)["refused"] == 1

    answers = {"older_than_register": "take"}
    taken = checked(content, "student-moves", world.school, answers=answers, **options)
    assert counts(taken)["changed"] == 1


def test_a_school_changed_later_waits_for_a_word(world):
    type(world.school).objects.filter(pk=world.school.pk).update(address="Số 5")
    rows = [["Mã trường", "Tên trường", "Cấp học"], [world.school.code, "Trường THCS Cũ", None]]
    content = saved_on(xlsx(rows), "2026-07-01")

    job = checked(content, "schools", None)

    assert [rule for _cell, rule in found(job, Severity.QUESTION)] == ["older_than_register"]
