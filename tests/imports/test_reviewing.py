"""The review before writing: five groups, cells corrected on the page, a second look."""

import pytest
from django.urls import reverse
from django.utils import translation

from eduportal.imports import services
from eduportal.imports.choices import JobState, Review
from eduportal.imports.models import CellCorrection
from students.models import Student
from tests import factories
from tests.imports.jobs import ROSTER, checked, counts, found, in_vietnamese, written
from tests.imports.rosters import new_row, roster, row_of, saved_on

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def pupil(world):
    return world.enrolments[world.class_group][0].student


def bring(world, *rows, **more):
    return checked(roster(*rows), ROSTER, world.school, year=world.year.code, **more)


def page(client, job, query=""):
    return client.get(reverse("imports:job-detail", args=[job.public_id]) + query)


def wrong(job, cell):
    return job.problems.get(cell=cell)


def correct(client, job, **cells):
    """Type into the fields of these cells and check again."""
    form = {f"cell-{wrong(job, cell).pk}": text for cell, text in cells.items()}
    address = reverse("imports:job-correct", args=[job.public_id])
    response = client.post(address, {"revision": job.revision, **form}, follow=True)
    services.check_job(job.pk)
    job.refresh_from_db()
    return response


def test_each_row_is_in_one_group_and_the_groups_add_up(world, client_of, pupil):
    factories.ClassGroupFactory(
        school=world.school,
        school_year=world.year,
        grade_level=world.class_group.grade_level,
        name="6A9",
    )
    others = [line.student for line in world.enrolments[world.class_group][1:]]
    twin = new_row(full_name=others[1].full_name, birth_date=f"{others[1].birth_date:%d/%m/%Y}")
    job = bring(
        world,
        new_row(),
        row_of(pupil, ethnicity="Tày"),
        row_of(others[0], class_name="6A9"),
        twin,
        new_row(full_name="Lê An", birth_date="?"),
    )

    assert job.reviews == {"new": 1, "changed": 1, "moved": 1, "close": 1, "refused": 1}
    with translation.override("vi"):
        labels = [f"{group.label} (1)" for group in Review if group != Review.SAME]
    shown = page(client_of("clerk"), job).content.decode().lower()
    assert all(label.lower() in shown for label in labels)
    moved = page(client_of("clerk"), job, "?show=moved").content.decode()
    assert others[0].full_name in moved and "Trần Văn Lạ" not in moved
    # Two students of the school have the name and birthday: nothing is written of the row as it is.
    assert counts(job)["refused"] == 2 and counts(job)["total"] == sum(job.reviews.values())


def test_a_cell_corrected_on_the_page_is_checked_and_written_as_if_the_file_had_it(
    world, client_of
):
    job = bring(world, new_row(birth_date="31/02/2014"))
    client = client_of("clerk")
    before = job.sha256
    assert f'name="cell-{wrong(job, "D2").pk}"' in page(client, job).content.decode()

    correct(client, job, D2="28/02/2014")

    assert (job.new, job.errors, job.sha256) == (1, 0, before)
    written(job)
    assert f"{Student.objects.get(full_name='Trần Văn Lạ').birth_date}" == "2014-02-28"
    kept = CellCorrection.objects.get()
    assert (kept.cell, kept.seen, kept.value) == ("D2", "31/02/2014", "28/02/2014")
    assert kept.corrected_by == world.users["clerk"]
    shown = page(client, job).content.decode()
    assert "<del>31/02/2014</del> → <b>28/02/2014</b>" in shown


def test_a_cell_corrected_twice_keeps_what_the_file_shows(world, client_of):
    job = bring(world, new_row(birth_date="?"))
    client = client_of("clerk")

    correct(client, job, D2="31/02/2014")
    assert found(job) == [("D2", "date_impossible")]
    correct(client, job, D2="28/02/2014")

    assert (job.new, CellCorrection.objects.get().seen) == (1, "?")


def test_an_unchanged_cell_is_no_correction(world, client_of):
    job = bring(world, new_row(birth_date="?"))

    response = correct(client_of("clerk"), job, D2="?")

    assert in_vietnamese("No cell was changed.") in response.content.decode()
    assert job.state == JobState.CHECKED and not CellCorrection.objects.exists()


def test_only_who_may_write_the_file_corrects_it(world):
    job = bring(world, new_row(birth_date="?"))

    with pytest.raises(services.NotPermitted):
        services.correct_cells(
            job=job,
            user_id=world.users["teacher"].pk,
            values={wrong(job, "D2").pk: "28/02/2014"},
        )

    assert not CellCorrection.objects.exists()


def test_the_problem_of_another_import_is_not_corrected(world):
    job = bring(world, new_row(birth_date="?"))
    other = factories.ImportProblemFactory(
        job=factories.ImportJobFactory(school=world.foreign_school, checked=True), cell="D2"
    )

    with pytest.raises(services.NothingToCorrect):
        services.correct_cells(job=job, user_id=None, values={other.pk: "28/02/2014"})


def test_a_file_overtaken_by_a_change_is_reviewed_again_with_what_differs(world, client_of, pupil):
    rows = roster(row_of(pupil, ethnicity="Tày"), new_row())
    # What is saved later than the change is not asked about for its age.
    job = checked(saved_on(rows, "2099-01-01"), ROSTER, world.school, year=world.year.code)
    Student.objects.filter(pk=pupil.pk).update(ethnicity="Nùng")

    services.confirm_job(job=job, user_id=world.users["clerk"].pk)
    services.apply_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.confirmed_by, job.choice) == (JobState.RECEIVED, None, "")
    assert not Student.objects.filter(full_name="Trần Văn Lạ").exists()

    services.check_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.CHECKED
    assert [row.label for row in job.rows.filter(differs=True)] == [pupil.full_name]
    client = client_of("clerk")
    assert pupil.full_name in page(client, job).content.decode()
    shown = page(client, job, "?show=differs").content.decode()
    assert "<del>Nùng</del> → <b>Tày</b>" in shown and "Trần Văn Lạ" not in shown

    written(job)
    pupil.refresh_from_db()
    assert (job.state, pupil.ethnicity) == (JobState.APPLIED, "Tày")


@pytest.mark.parametrize("text", ["x" * 501, "Trần\x00An", "e" + "\u0301" * 200_000])
def test_a_correction_that_no_cell_can_hold_is_refused_and_not_cut(world, client_of, text):
    job = bring(world, new_row(birth_date="?"))

    response = correct(client_of("clerk"), job, D2=text)

    assert "!D2" in response.content.decode()
    assert job.state == JobState.CHECKED and not CellCorrection.objects.exists()
