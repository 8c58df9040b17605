"""The pages of an import, from choosing a file to the result, with and without JavaScript."""

import datetime
import re
from io import BytesIO

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from eduportal.imports import files, services
from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportJob
from eduportal.imports.services import listing
from grades.models import MarkRecord
from students.models import Student
from tests import factories
from tests.imports.jobs import (
    MARKS,
    MARKS_SAMPLE,
    ROSTER,
    checked,
    in_vietnamese,
    let_bring_marks,
    prepared,
    receive,
    sample_class,
    written,
)
from tests.imports.rosters import new_row, roster
from tests.offers import offered

pytestmark = pytest.mark.usefixtures("db_everywhere")


def page(client, job, query=""):
    return client.get(reverse("imports:job-detail", args=[job.public_id]) + query)


def post(client, name, job, **fields):
    """Decide on the page as it is now."""
    job.refresh_from_db()
    form = {"revision": job.revision, **fields}
    return client.post(reverse(f"imports:{name}", args=[job.public_id]), form, follow=True)


def writing(new=0, changed=0):
    """The label of the button that writes."""
    text = "Write the rows: %(new)s new, %(changed)s changed"
    return in_vietnamese(text, new=new, changed=changed)


def writing_right(new=0, changed=0):
    """The label of that button where something of the file is wrong."""
    text = "Write the right rows now: %(new)s new, %(changed)s changed"
    return in_vietnamese(text, new=new, changed=changed)


def upload(client, content, kind, **fields):
    address = f"{reverse('imports:job-new')}?kind={kind}"
    return client.post(address, {"file": ContentFile(content, name="tệp.xlsx"), **fields})


def test_a_clerk_brings_a_list_from_the_file_to_the_result(world, client_of):
    client = client_of("clerk")
    response = upload(client, roster(new_row()), ROSTER, year=world.year.code)
    job = ImportJob.objects.get()
    assert response.headers["Location"] == reverse("imports:job-detail", args=[job.public_id])
    assert in_vietnamese("Checking") in page(client, job).content.decode()

    services.check_job(job.pk)
    assert "Trần Văn Lạ" in page(client, job, "?show=").content.decode()
    shown = page(client, job).content.decode()
    assert writing(new=1) in shown
    assert in_vietnamese("Writing") in post(client, "job-confirm", job).content.decode()

    services.apply_job(job.pk)
    assert 'class="banner banner--success"' in page(client, job).content.decode()
    assert Student.objects.filter(full_name="Trần Văn Lạ").exists()


def test_what_a_new_row_will_be_is_told_by_its_values(world, client_of):
    content = roster(new_row(ethnicity="Tày"))
    job = checked(content, ROSTER, world.school, year=world.year.code)

    shown = " ".join(page(client_of("head"), job, "?show=new").content.decode().split())

    told = {"Full name": "Trần Văn Lạ", "Date of birth": "09/09/2014", "Ethnicity": "Tày"}
    for title, value in told.items():
        assert f"{in_vietnamese(title)}: <b>{value}</b>" in shown
    assert job.rows.get().changes == []


def test_where_every_row_is_wrong_the_page_says_so_and_not_that_nothing_changed(world, client_of):
    content = roster(new_row(birth_date="31/02/2014"))
    job = checked(content, ROSTER, world.school, user=world.users["clerk"], year=world.year.code)

    shown = page(client_of("clerk"), job).content.decode()

    told = in_vietnamese(
        "%(shown)s error was found, and no row could be written as the file is. Correct the cell "
        "in the list below, or mend the file and upload it again.",
        shown=1,
    )
    assert told in shown
    assert in_vietnamese("There is nothing to write: no row is new or changed.") not in shown


def test_what_a_kind_of_file_may_be_is_said_where_it_is_chosen(world, client_of):
    def chosen(kind):
        return client_of("head").get(f"{reverse('imports:job-new')}?kind={kind}").content.decode()

    assert 'accept=".xlsx,.xls,.ods,.csv"' in chosen(ROSTER)
    assert 'accept=".xlsx,.xls,.ods,.csv,.xml,.fet"' in chosen("assignments")


def test_the_questions_of_a_mark_sheet_are_answered_on_its_page(world, client_of):
    sheet = sample_class(world.school)
    let_bring_marks(world.users["clerk"])
    client = client_of("clerk")
    job = checked(MARKS_SAMPLE, MARKS, world.school, user=world.users["clerk"])
    shown = page(client, job).content.decode()
    assert in_vietnamese("What does “%(text)s” mean in a mark's cell?", text="M") in shown
    assert in_vietnamese("Answer the questions about this file first.") in shown
    assert "/confirm/" not in shown

    unanswered = post(client, "job-answer", job).content.decode()
    assert in_vietnamese("Answer every question.") in unanswered
    post(client, "job-answer", job, **{"answer-0": "exempt"})
    services.check_job(job.pk)
    # Of a sheet the clerk may not read, nothing tells a new mark from a changed one.
    assert writing_right(changed=42) in page(client, job).content.decode()
    post(client, "job-confirm", job, choice="right")
    services.apply_job(job.pk)

    assert MarkRecord.objects.filter(sheet=sheet, final=211).count() == 1


def test_each_decision_is_offered_to_the_workers_at_once(world, client_of):
    sample_class(world.school)
    let_bring_marks(world.users["clerk"])
    client = client_of("clerk")
    with TestCase.captureOnCommitCallbacks() as offers:
        upload(client, MARKS_SAMPLE, MARKS)
        job = ImportJob.objects.get()
        services.check_job(job.pk)
        post(client, "job-answer", job, **{"answer-0": "exempt"})
        services.check_job(job.pk)
        post(client, "job-confirm", job, choice="right")

    names = [task for task, _named in offered(offers)]
    assert names == ["imports.check_job", "imports.check_job", "imports.apply_job"]


def test_problems_stand_with_their_cells_and_come_as_a_workbook(world, client_of):
    content = roster(new_row(full_name="=1+1", birth_date="31/02/2014"))
    job = checked(content, ROSTER, world.school, year=world.year.code)
    client = client_of("head")

    shown = page(client, job).content.decode()
    assert "Sheet D2" in shown and "“31/02/2014”" in shown

    response = client.get(prepared(job))
    assert response.headers["Content-Disposition"].startswith("attachment;")
    rows = list(openpyxl.load_workbook(BytesIO(response.content)).active.values)
    assert rows[0][:4] == tuple(map(in_vietnamese, ("Sheet", "Row", "Cell", "Column")))
    assert ("Sheet", 2, "D2", "Ngày sinh", in_vietnamese("error"), "date_impossible") in [
        row[:6] for row in rows
    ]


def test_the_workbook_holds_every_problem_however_many_are_read_at_once(
    world, client_of, monkeypatch
):
    monkeypatch.setattr(files, "READ_AT_ONCE", 2)
    monkeypatch.setattr(listing, "READ_AT_ONCE", 2)
    content = roster(*(new_row(birth_date=f"{day}/02/2014") for day in (30, 31, 32)))
    job = checked(content, ROSTER, world.school, year=world.year.code)

    response = client_of("head").get(prepared(job))

    rows = list(openpyxl.load_workbook(BytesIO(response.content)).active.values)
    assert len(rows) == 1 + job.problems.count() > 1 + 2
    assert {"D2", "D3", "D4"} <= {row[2] for row in rows}


def test_a_value_that_begins_like_a_formula_stays_a_text_in_the_workbook(world, client_of):
    content = roster(new_row(birth_date="'=HYPERLINK(1)"))
    job = checked(content, ROSTER, world.school, year=world.year.code)
    response = client_of("head").get(prepared(job))

    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert cells and all(cell.data_type == "s" for cell in cells)


def test_markup_in_a_file_is_shown_as_text(world, client_of):
    content = roster(new_row(full_name="<script>alert(1)</script>", birth_date="<b>x</b>"))
    job = checked(content, ROSTER, world.school, year=world.year.code, name="<img src=x>.xlsx")

    for query in ("", "?show="):
        shown = page(client_of("head"), job, query).content.decode()
        assert (
            "<script>alert" not in shown and "<b>x</b>" not in shown and "<img src=x" not in shown
        )


def test_the_polled_fragment_ends_by_asking_for_the_whole_page(world, client_of):
    job = receive(roster(new_row()), ROSTER, world.school, year=world.year.code)
    client = client_of("head")
    address = reverse("imports:job-detail", args=[job.public_id])

    running = client.get(address, headers={"HX-Request": "true"})
    assert 'hx-trigger="load delay:600ms"' in running.content.decode()
    assert "<html" not in running.content.decode()
    assert '<meta http-equiv="refresh"' in client.get(address).content.decode()

    services.check_job(job.pk)
    ended = client.get(address, headers={"HX-Request": "true"})
    assert ended.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("persona", ["teacher", "other_teacher", "commune_officer", "auditor"])
def test_another_users_job_does_not_exist(world, client_of, persona):
    job = checked(roster(new_row(birth_date="x")), ROSTER, world.school, year=world.year.code)

    for address in (reverse("imports:job-detail", args=[job.public_id]), prepared(job)):
        assert client_of(persona).get(address).status_code == 404


@pytest.mark.parametrize("name", ["job-answer", "job-confirm", "job-discard"])
def test_another_users_job_cannot_be_decided(world, client_of, name):
    job = checked(roster(new_row()), ROSTER, world.school, year=world.year.code)

    response = client_of("teacher").post(reverse(f"imports:{name}", args=[job.public_id]))

    assert response.status_code == 404
    assert ImportJob.objects.get().state == JobState.CHECKED


def test_each_sees_only_the_jobs_that_are_theirs_to_see(world, client_of):
    factories.ImportJobFactory(school=world.school, file_name="nha-truong.xlsx")
    mine = world.users["teacher"]
    factories.ImportJobFactory(
        school=world.school, importer=MARKS, created_by=mine, file_name="cua-toi.xlsx"
    )
    # Of a kind that a teacher does not bring any more.
    factories.ImportJobFactory(school=world.school, created_by=mine, file_name="khi-xua.xlsx")
    factories.ImportJobFactory(school=world.foreign_school, file_name="truong-khac.xlsx")

    def listed(persona):
        shown = client_of(persona).get(reverse("imports:job-list")).content.decode()
        names = ("nha-truong", "cua-toi", "khi-xua", "truong-khac")
        return [name for name in names if f"{name}.xlsx" in shown]

    assert listed("teacher") == ["cua-toi"]
    assert listed("clerk") == ["nha-truong", "khi-xua"]
    everything = ["nha-truong", "khi-xua", "truong-khac"]
    assert listed("department_admin") == everything


def test_teachers_are_offered_mark_sheets_only(world, client_of):
    shown = client_of("teacher").get(reverse("imports:job-new")).content.decode()

    assert "kind=mark-sheet" in shown and "kind=student-roster" not in shown
    assert client_of("auditor").get(reverse("imports:job-new")).status_code == 404


def test_an_administrator_names_the_school_by_code_or_by_name(world, client_of):
    client = client_of("department_admin")
    content = roster(new_row())
    year = world.year.code

    unknown = upload(client, content, ROSTER, year=year, school="Trường Không Có")
    assert in_vietnamese("No school has this code or name.") in unknown.content.decode()
    several = upload(client, content, ROSTER, year=year, school="truong thcs")
    assert f"{world.school.code} {world.school.name}" in several.content.decode()
    upload(client, content, ROSTER, year=year, school=world.foreign_school.code)
    upload(client, content, ROSTER, year=year, school="thcs long an 1")

    schools = ImportJob.objects.order_by("pk").values_list("school", flat=True)
    assert list(schools) == [world.foreign_school.pk, world.school.pk]


def test_a_clerk_cannot_slip_another_school_into_the_form(world, client_of):
    upload(
        client_of("clerk"),
        roster(new_row()),
        ROSTER,
        year=world.year.code,
        school=world.foreign_school.code,
    )

    assert ImportJob.objects.get().school == world.school


def test_a_bad_option_is_said_at_its_field(world, client_of):
    response = upload(client_of("clerk"), roster(new_row()), ROSTER, year="1999-2000")

    assert response.status_code == 200
    assert not ImportJob.objects.exists()
    assert 'class="error-summary"' in response.content.decode()


def test_a_list_page_costs_the_same_for_any_number_of_problems(
    world, client_of, django_assert_max_num_queries
):
    rows = [new_row(full_name=f"Lê {n}", birth_date="?") for n in range(120)]
    job = checked(roster(*rows), ROSTER, world.school, year=world.year.code)
    client = client_of("head")

    with django_assert_max_num_queries(21):
        shown = page(client, job).content.decode()
    assert shown.count("Sheet D") == 50
    assert "1–50" in shown


def steps_shown(response):
    """The steps of the page by what is said of them: done, stopped or at hand, to come."""
    found = re.findall(r'<li([^>]*)><span class="steps__name">', response.content.decode())
    return ["done" if "is-done" in each else each.strip() for each in found]


def test_a_file_that_ended_early_shows_the_step_it_ended_at(world, client_of):
    client, clerk = client_of("clerk"), world.users["clerk"]
    stopped = 'aria-current="step" class="is-stopped"'
    unreadable = checked(b"x", ROSTER, world.school, year=world.year.code)
    given_up = checked(roster(new_row()), ROSTER, world.school, year=world.year.code)
    services.discard_job(job=given_up)
    overtaken = checked(roster(new_row()), ROSTER, world.school, year=world.year.code)
    services.confirm_job(job=overtaken, user_id=clerk.pk)
    clerk.memberships.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    services.apply_job(overtaken.pk)
    clerk.memberships.update(ends_on=None)

    for job, done in ((unreadable, 1), (given_up, 2), (overtaken, 3)):
        expected = ["done"] * done + [stopped] + [""] * (4 - done)
        assert steps_shown(page(client, job)) == expected, job
    whole = written(
        checked(roster(new_row(full_name="Lê Lạ")), ROSTER, world.school, year=world.year.code)
    )
    assert steps_shown(page(client, whole)) == ["done"] * 5


@pytest.mark.parametrize(
    ("rule", "is_offered"),
    [
        ("not_a_workbook", True),
        ("overtaken", True),
        ("not_permitted", False),
        ("too_many_answers", False),
        ("answers_stopped", False),
    ],
)
def test_a_file_is_asked_for_again_where_another_try_may_do_better(
    world, client_of, rule, is_offered
):
    job = factories.ImportJobFactory(school=world.school, refused=True, refusal=rule)

    assert ("?kind=" in page(client_of("clerk"), job).content.decode()) is is_offered


def test_ones_own_file_is_closed_once_the_right_to_such_files_is_gone(world, client_of):
    sample_class(world.school)
    clerk, client = world.users["clerk"], client_of("clerk")
    let_bring_marks(clerk)
    answers = {"M": "exempt"}
    job = checked(MARKS_SAMPLE, MARKS, world.school, user=clerk, answers=answers)
    assert "/confirm/" in page(client, job).content.decode()

    clerk.memberships.update(imports_marks=False)
    # The clerk still brings lists of students; marks are no business of theirs any more.
    assert client.get(reverse("imports:job-list")).status_code == 200
    for name in ("job-detail", "job-receipt", "job-original", "job-undo"):
        assert client.get(reverse(f"imports:{name}", args=[job.public_id])).status_code == 404
    assert client.get(prepared(job)).status_code == 404
    assert job.file_name not in client.get(reverse("imports:job-list")).content.decode()


@pytest.fixture
def half_right(world):
    """A checked list with one row that can be written and one with an error."""
    content = roster(new_row(), new_row(full_name="Lê An", birth_date="31/02/2014"))
    return checked(content, ROSTER, world.school, year=world.year.code)


def test_a_file_with_an_error_is_written_only_by_who_says_the_right_rows_now(client_of, half_right):
    client = client_of("clerk")
    shown = page(client, half_right).content.decode()
    assert writing_right(new=1) in shown and writing(new=1) not in shown

    refused = post(client, "job-confirm", half_right).content.decode()
    text = "Nothing was written, because not everything is right; errors: %(count)s."
    assert in_vietnamese(text, count=1) in refused
    half_right.refresh_from_db()
    assert (half_right.state, half_right.choice) == (JobState.CHECKED, "")

    post(client, "job-confirm", half_right, choice="right")
    services.apply_job(half_right.pk)
    half_right.refresh_from_db()
    assert (half_right.state, half_right.choice) == (JobState.APPLIED, "right")
    assert Student.objects.filter(full_name="Trần Văn Lạ").exists()
    assert not Student.objects.filter(full_name="Lê An").exists()


def test_a_file_without_an_error_is_written_as_a_whole(world, client_of):
    job = checked(roster(new_row()), ROSTER, world.school, year=world.year.code)

    post(client_of("clerk"), "job-confirm", job)

    job.refresh_from_db()
    assert (job.state, job.choice) == (JobState.CONFIRMED, "whole")
