"""What is past keeping goes, the rest stays, and a row says what happened."""

import datetime
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone, translation
from knox.models import AuthToken
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from eduportal.accounts.models import GuessCount, Mail, OneTimeLink
from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportJob, ImportProblem, ImportRow, RememberedAnswer
from eduportal.privacy.models import CleanUp, Correction
from eduportal.privacy.permanent import PERMANENT
from eduportal.privacy.retention import TABLE
from eduportal.privacy.services import cleaning
from eduportal.privacy.tasks import clean_up_tonight
from eduportal.schedule import SCHEDULE
from grades.models import CellOperation
from schools.models import School
from students.models import AnswerCount
from tests import factories
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "private_folder")
KINDS = {kind.code: kind for kind in TABLE}


def days_ago(days: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def aged(row, field: str, days: float):
    type(row)._default_manager.filter(pk=row.pk).update(**{field: days_ago(days)})
    return row


def session(days: float):
    return factories.BrowserSessionFactory(expire_date=days_ago(days))


def token(days: float):
    made, _secret = AuthToken.objects.create(factories.UserFactory())
    return aged(made, "expiry", days)


def guess(days: float):
    return GuessCount.objects.create(lane=str(days), failures=1, last_failed_at=days_ago(days))


def link(days: float):
    account = factories.UserFactory()
    return OneTimeLink.objects.create(account=account, made_by=account, ends_at=days_ago(days))


def mail(days: float):
    return Mail.objects.create(kind="reset", to="a@example.vn", made_at=days_ago(days))


def answer(days: float):
    day = days_ago(days)
    count = AnswerCount.objects.create(user=factories.UserFactory(), day=day.date())
    return aged(count, "began_at", days)


def correction(days: float):
    return factories.CorrectionFactory(ended=True, ended_at=days_ago(days))


# Kind, a row of a given age, and how old one may be.
ROWS: list[tuple[str, Callable[[float], object], float]] = [
    ("sessions", session, 0),
    ("tokens", token, 0),
    ("guesses", guess, 1),
    ("links", link, 0),
    ("mails", mail, 7),
    ("notices", lambda d: factories.NoticeFactory(at=days_ago(d)), 120),
    ("saves", lambda d: aged(factories.CellOperationFactory(), "at", d), 30),
    ("corrections", correction, 24 * 31),
    ("transfers", lambda d: factories.TransferFactory(given_up_at=days_ago(d)), 365),
    ("answers", answer, 7),
    (
        "listed-strangers",
        lambda d: factories.EnrolmentListRowFactory(stranger=True, stranger_since=days_ago(d)),
        90,
    ),
]
# These are tried in test_access_log.py.
BY_MONTHS = {"access-log", "sign-ins"}


@pytest.mark.parametrize(("code", "make", "kept"), ROWS, ids=[code for code, *_rest in ROWS])
def test_a_row_goes_when_its_time_is_over_and_not_before(code, make, kept) -> None:
    old, young = make(kept + 0.1), make(kept - 0.1)

    first, second = clean_up_tonight(), clean_up_tonight()

    assert (first[code], second[code]) == (1, 0)
    rows = type(young)._default_manager
    assert rows.filter(pk=young.pk).exists() and not rows.filter(pk=old.pk).exists()
    runs = CleanUp.objects.filter(kind=code).order_by("pk")
    assert [(run.deleted, run.error) for run in runs] == [(1, ""), (0, "")]
    moment = getattr(rows.get(), KINDS[code].rows.moment)
    assert {run.oldest for run in runs} == {moment}


def test_every_kind_of_row_is_tried_here() -> None:
    elsewhere = {*BY_MONTHS, "unconfirmed-imports", "ended-imports"}
    elsewhere |= {"stray-files", "stray-prepared-files", "stray-evidence"}
    # tests/staffing/test_plan_keeping.py
    elsewhere |= {"plans"}

    assert {code for code, *_rest in ROWS} | elsewhere == set(KINDS)


@pytest.mark.parametrize("kind", [*TABLE, *PERMANENT], ids=lambda kind: str(kind.title))
def test_every_time_names_its_clause_or_says_that_there_is_none(kind) -> None:
    with translation.override("en"):
        assert re.search(r", Article \d+|^TCVN \d+|^No clause", str(kind.why)), kind.why


def test_what_has_no_end_stays() -> None:
    AuthToken.objects.create(factories.UserFactory(), expiry=None)
    factories.CorrectionFactory(came_on=timezone.localdate() - datetime.timedelta(days=4000))

    clean_up_tonight()

    assert AuthToken.objects.count() == Correction.objects.count() == 1


@pytest.fixture
def school() -> School:
    return factories.SchoolFactory()


def job_of(school: School, days: float, **more) -> ImportJob:
    """An import of a given age with a row, a problem and a file."""
    job = factories.ImportJobFactory(school=school, **more)
    factories.ImportRowFactory(job=job)
    factories.ImportProblemFactory(job=job)
    for field in ("created_at", "checked_at", "applied_at"):
        if getattr(job, field):
            aged(job, field, days)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("state", ["applied", "refused"])
def test_file_rows_and_problems_of_an_ended_import_go_and_the_job_stays(
    school: School, state: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    old, young = job_of(school, 91, **{state: True}), job_of(school, 89, **{state: True})
    told = {"questions": [{"params": {"name": "Lê An"}}], "layouts": [{"columns": ["Lê An"]}]}
    ImportJob.objects.update(**told, unread=["Lê An"])
    answer = factories.RememberedAnswerFactory(school=school)

    with django_capture_on_commit_callbacks(execute=True):
        assert [clean_up_tonight()["ended-imports"] for _night in range(2)] == [1, 0]

    assert {row.job_id for row in ImportRow.objects.all()} == {young.pk}
    assert {row.job_id for row in ImportProblem.objects.all()} == {young.pk}
    assert not default_storage.exists(old.file.name) and default_storage.exists(young.file.name)
    old.refresh_from_db()
    assert (old.state, old.file.name, old.cleared_at is not None) == (state, "", True)
    assert (old.questions, old.layouts, old.unread) == ([], [], [])
    assert RememberedAnswer.objects.get() == answer


@pytest.mark.parametrize("state", [JobState.RECEIVED, JobState.CHECKED])
def test_an_import_nobody_confirms_ends_discarded_and_says_why(
    world: World,
    client_of: ClientOf,
    state: JobState,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    clerk = world.users["clerk"]
    old = job_of(world.school, 31, state=state, created_by=clerk)
    young = job_of(world.school, 29, state=state, created_by=clerk)
    confirmed = job_of(world.school, 31, state=JobState.CONFIRMED, created_by=clerk)

    with django_capture_on_commit_callbacks(execute=True):
        assert [clean_up_tonight()["unconfirmed-imports"] for _night in range(2)] == [1, 0]

    states = dict(ImportJob.objects.values_list("pk", "state"))
    assert states == {old.pk: "discarded", young.pk: state, confirmed.pk: "confirmed"}
    assert not default_storage.exists(old.file.name)
    assert not ImportRow.objects.filter(job=old).exists()
    page = client_of("clerk").get(f"/imports/{old.public_id}/").content.decode()
    assert "30 ngày" in page


def test_a_cleared_import_says_that_its_rows_are_gone(world: World, client_of: ClientOf) -> None:
    job = job_of(world.school, 91, refused=True, created_by=world.users["clerk"])

    clean_up_tonight()

    page = client_of("clerk").get(f"/imports/{job.public_id}/").content.decode()
    assert "đã được xóa lúc" in page


def test_a_stored_file_that_no_import_names_goes_after_a_day(
    school: School, private_folder: Path
) -> None:
    named = job_of(school, 2)
    stray, fresh = (
        default_storage.save(f"imports/2026/11/{name}", ContentFile(b"PK")) for name in "ab"
    )
    for name in (named.file.name, stray):
        path = private_folder / name
        os.utime(path, (days_ago(2).timestamp(),) * 2)

    assert [clean_up_tonight()["stray-files"] for _night in range(2)] == [1, 0]

    assert [default_storage.exists(name) for name in (named.file.name, stray, fresh)] == [
        True,
        False,
        True,
    ]


def test_evidence_that_no_amendment_names_goes_after_a_day(
    world: World, private_folder: Path
) -> None:
    """What is left where the process dies between storing the file and its row."""
    named = factories.EvidenceFactory(amendment=factories.AmendmentFactory(sheet=world.sheet))
    stray, fresh = (
        default_storage.save(f"evidence/2026/11/{name}", ContentFile(b"%PDF-")) for name in "ab"
    )
    for name in (named.file.name, stray):
        os.utime(private_folder / name, (days_ago(2).timestamp(),) * 2)

    assert [clean_up_tonight()["stray-evidence"] for _night in range(2)] == [1, 0]

    left = [default_storage.exists(name) for name in (named.file.name, stray, fresh)]
    assert left == [True, False, True]


def test_an_old_file_of_an_import_that_waits_is_no_stray_file_and_not_late(
    world: World, client_of: ClientOf, private_folder: Path
) -> None:
    job = job_of(world.school, 5, state=JobState.CHECKED)
    os.utime(private_folder / job.file.name, (days_ago(5).timestamp(),) * 2)

    clean_up_tonight()

    assert default_storage.exists(job.file.name)
    assert CleanUp.objects.get(kind="stray-files").oldest is None
    page = client_of("department_admin").get("/privacy/retention/")
    assert page.context["wrong"] == []


def test_a_kind_that_fails_stops_no_other_and_its_failure_is_written_down(
    settings: Settings,
) -> None:
    session(1)
    # PostgreSQL refuses it: the log is kept for 24 months at least.
    settings.EDUPORTAL_ACCESS_LOG_MONTHS = 23

    deleted = clean_up_tonight()

    assert deleted["sessions"] == 1
    errors = dict(CleanUp.objects.exclude(error="").values_list("kind", "error"))
    assert errors == {"access-log": "DataError"}


def test_a_kind_that_dies_half_way_has_deleted_what_it_has_deleted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(1, 6):
        session(number)
    monkeypatch.setattr(cleaning, "BATCH", 2)
    monkeypatch.setattr(cleaning, "MOST_BATCHES", 1)

    assert [clean_up_tonight()["sessions"] for _night in range(4)] == [2, 2, 1, 0]


def test_many_rows_go_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 6):
        session(number)
    monkeypatch.setattr(cleaning, "BATCH", 2)

    assert clean_up_tonight()["sessions"] == 5


def test_the_log_of_saves_is_of_every_school() -> None:
    for _school in range(2):
        aged(factories.CellOperationFactory(), "at", 31)

    clean_up_tonight()

    assert not CellOperation.objects.exists()


def test_the_schedule_names_the_task() -> None:
    assert SCHEDULE["privacy.clean_up"]["task"] == clean_up_tonight.name


def test_the_page_shows_every_kind_before_the_first_night(
    client_of: ClientOf, world: World
) -> None:
    page = client_of("department_admin").get("/privacy/retention/").content.decode()

    assert page.count("chưa chạy") == len(TABLE)
    assert "88/2026" in page and "EDUPORTAL" not in page


def test_the_page_names_what_failed_what_is_late_and_what_was_left(
    client_of: ClientOf, world: World
) -> None:
    clean_up_tonight()
    factories.CleanUpFactory(kind="guesses", error="OperationalError")
    factories.CleanUpFactory(kind="saves", oldest=days_ago(40), deleted=12345)
    factories.CleanUpFactory(kind="access-log", deleted=2)
    client = client_of("department_admin")

    response = ask_counted(client, "privacy:retention:department_admin", "/privacy/retention/")

    states = {line.kind.code: line.state for line in response.context["lines"]}
    assert states == dict.fromkeys(KINDS, "done") | {"guesses": "failed", "saves": "late"}
    text = response.content.decode()
    assert "OperationalError" in text and "12.345" in text and "2 tháng" in text


def test_a_run_of_long_ago_is_late(client_of: ClientOf, world: World, as_owner: None) -> None:
    clean_up_tonight()
    with connection.cursor() as cursor:
        cursor.execute("alter table privacy_cleanup disable trigger user")
        cursor.execute("update privacy_cleanup set at = now() - interval '2 days'")
        cursor.execute("alter table privacy_cleanup enable trigger user")

    response = client_of("department_admin").get("/privacy/retention/")

    assert {line.state for line in response.context["lines"]} == {"late"}
