"""The file of an import given back with its bad cells marked, mended, and brought again."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.test import TestCase
from django.urls import reverse
from django.utils import translation

from eduportal.accounts.roles import ACTIONS, Role
from eduportal.imports import services, tasks
from eduportal.imports.choices import Action, FileKind, JobState
from eduportal.imports.models import ImportJob, PreparedFile
from eduportal.imports.sentences import word
from eduportal.scoping.actions import Action as Right
from students.models import Student
from tests import factories
from tests.files import saved
from tests.imports.jobs import (
    MARKS,
    ROSTER,
    checked,
    counts,
    in_vietnamese,
    let_bring_marks,
    written,
)
from tests.imports.marks import mark_file
from tests.imports.rosters import new_row, roster
from tests.offers import offered
from tests.personal import logged
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
BIRTH_DATES = {3: "31/02/2014", 4: "32/01/2014"}


@pytest.fixture
def content() -> bytes:
    """A right row, and two with days that no calendar has."""
    return roster(
        new_row(full_name="Trần Văn Một"),
        new_row(full_name="Trần Văn Hai", birth_date=BIRTH_DATES[3]),
        new_row(full_name="Trần Văn Ba", birth_date=BIRTH_DATES[4]),
    )


def bring(world: World, content: bytes, **more) -> ImportJob:
    return checked(content, ROSTER, world.school, year=world.year.code, **more)


def given_back(job: ImportJob, language: str = "vi") -> bytes:
    """The marked file, as a worker makes it."""
    made = services.ask_for_file(job=job, kind=FileKind.MARKED, language=language)
    assert services.make_file(made.pk)
    made.refresh_from_db()
    content = services.prepared_content(made)
    assert content is not None
    return content


def notes(content: bytes) -> dict[str, str]:
    """Cell and comment of the first sheet."""
    cells = [cell for row in openpyxl.load_workbook(BytesIO(content)).active for cell in row]
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def mended(content: bytes, **cells: object) -> bytes:
    """The file saved by another program with these cells set right."""
    book = openpyxl.load_workbook(BytesIO(content))
    for name, value in cells.items():
        book.active[name] = value
    return saved(book)


def ask(client, job: ImportJob):
    address = reverse("imports:job-file-make", args=[job.public_id, "marked"])
    return client.post(address, {"revision": job.revision})


def page(client, job: ImportJob, **headers) -> str:
    address = reverse("imports:job-detail", args=[job.public_id])
    return client.get(address, headers=headers).content.decode()


def test_a_clerk_asks_waits_and_takes_the_marked_file_away(world, client_of, content) -> None:
    job = bring(world, content, user=world.users["clerk"])
    client = client_of("clerk")
    address = reverse("imports:job-file", args=[job.public_id, "marked"])
    assert in_vietnamese("Your file with the cells marked") in page(client, job)
    assert client.get(address).status_code == 404

    with TestCase.captureOnCommitCallbacks() as offers:
        ask(client, job)
    made = PreparedFile.objects.get()
    named = {"prepared_id": made.pk, "school_id": world.school.pk}
    assert offered(offers) == [("imports.make_file", named)]
    waiting = page(client, job)
    assert (
        f'id="job-progress-{job.pk}"' in waiting
        and reverse("imports:job-file-make", args=[job.public_id, "marked"]) not in waiting
    )
    assert "hx-get" in page(client, job, HX_Request="true")

    tasks.make_file(**named)
    assert "hx-get" not in page(client, job, HX_Request="true")
    assert address in page(client, job)
    back = client.get(address)
    assert back.headers["Content-Disposition"].startswith("attachment;")
    assert set(notes(back.content)) == {"D3", "D4"}
    assert BIRTH_DATES[3] in notes(back.content)["D3"]


def test_only_the_remainder_of_a_mended_file_is_processed(world, client_of, content) -> None:
    first = written(bring(world, content))
    assert counts(first) == {"total": 3, "new": 1, "changed": 0, "same": 0, "refused": 2}

    second = bring(world, mended(given_back(first), D3="28/02/2014"))

    assert second.mends == first
    assert counts(second) == {"total": 3, "new": 1, "changed": 0, "same": 1, "refused": 1}
    assert second.rows.get(action=Action.NEW).label == "Trần Văn Hai"
    shown = " ".join(page(client_of("head"), second).split())
    assert in_vietnamese("This is the mended file of this import:") in shown
    assert reverse("imports:job-detail", args=[first.public_id]) in shown
    written(second)
    assert Student.objects.filter(full_name__in=["Trần Văn Một", "Trần Văn Hai"]).count() == 2
    # The mark of the mended cell is gone, the other one stays.
    assert set(notes(given_back(second))) == {"D4"}


def test_a_mark_sheet_comes_back_with_its_cells_marked_and_takes_what_is_mended(world) -> None:
    user = world.users["clerk"]
    let_bring_marks(user)
    file = mark_file(world, [8, 7, "", "", 9, 8], [11, 7, "", "", 9, 8], [6, 7, "", "", 9, -1])
    first = written(checked(file, MARKS, world.school, user=user), user)

    back = given_back(first)
    assert set(notes(back)) == {"E5", "J6"}
    second = checked(mended(back, E5=10), MARKS, world.school, user=user)

    assert second.mends == first
    assert set(notes(given_back(second))) == {"J6"}


def test_a_problem_of_a_whole_row_stands_at_its_first_filled_cell(world, content) -> None:
    job = bring(world, content)
    job.problems.all().delete()
    place = {"job": job, "sheet": "Sheet", "cell": ""}
    factories.ImportProblemFactory(row=2, **place)
    factories.ImportProblemFactory(row=3, severity="warning", **place)
    factories.ImportProblemFactory(row=None, **place)

    assert set(notes(given_back(job))) == {"C2"}


def test_sentences_stand_in_the_language_of_whoever_asks(world, content) -> None:
    job = bring(world, content)

    vietnamese, english = (notes(given_back(job, language))["D3"] for language in ("vi", "en"))

    problem = job.problems.get(cell="D3")
    for language, note in (("vi", vietnamese), ("en", english)):
        with translation.override(language):
            assert translation.gettext(problem.message) % problem.params in note
    assert vietnamese != english


def test_a_marker_names_an_import_of_the_same_school_and_kind_alone(world, content) -> None:
    first = bring(world, content)
    back = given_back(first)
    elsewhere = checked(back, ROSTER, world.neighbour_school, year=world.year.code)
    assert elsewhere.mends is None
    assert bring(world, back).mends == first

    ImportJob.objects.filter(pk=first.pk).update(importer=MARKS)
    assert bring(world, mended(back, A1="Mã")).mends is None


def test_a_lost_message_is_offered_again_by_the_sweep(world, content) -> None:
    job = bring(world, content)
    made = services.ask_for_file(job=job, kind=FileKind.MARKED, language="vi")

    with TestCase.captureOnCommitCallbacks() as offers:
        tasks.resume_jobs()
        tasks.resume_jobs()

    named = {"prepared_id": made.pk, "school_id": world.school.pk}
    assert offered(offers) == [("imports.make_file", named)]


def test_a_file_that_cannot_be_marked_says_so_and_is_tried_anew(
    world, client_of, content, caplog
) -> None:
    job = bring(world, content)
    stored = job.file.name
    ImportJob.objects.filter(pk=job.pk).update(file="imports/gone")
    made = services.ask_for_file(job=job, kind=FileKind.MARKED, language="vi")
    assert services.make_file(made.pk) and not services.make_file(made.pk)
    made.refresh_from_db()
    assert made.has_failed and "could not be made" in caplog.text
    client = client_of("head")
    assert 'role="alert"' in page(client, job)

    ImportJob.objects.filter(pk=job.pk).update(file=stored)
    ask(client, job)
    assert services.make_file(made.pk)
    assert 'role="alert"' not in page(client, job)


def test_another_check_deletes_what_was_marked_by_the_one_before(world, content) -> None:
    job = bring(world, content)
    given_back(job)
    name = job.prepared_files.get().file.name

    services.answer_questions(job=job, user_id=None, answers={})
    with pytest.raises(services.NothingToPrepare):
        services.ask_for_file(job=job, kind=FileKind.MARKED, language="vi")
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.check_job(job.pk)

    assert not job.prepared_files.exists() and not default_storage.exists(name)


def test_a_page_from_before_another_check_asks_for_nothing(world, content) -> None:
    older = bring(world, content)
    ImportJob.objects.filter(pk=older.pk).update(state=JobState.RECEIVED)

    with pytest.raises(services.JobMoved):
        services.ask_for_file(job=older, kind=FileKind.MARKED, language="vi")
    assert not PreparedFile.objects.exists()


def test_giving_up_an_import_deletes_its_marked_file(world, content) -> None:
    job = bring(world, content)
    given_back(job)
    name = job.prepared_files.get().file.name

    with TestCase.captureOnCommitCallbacks(execute=True):
        services.discard_job(job=job)

    assert not PreparedFile.objects.exists() and not default_storage.exists(name)


def test_a_marked_file_changed_on_the_disk_is_not_given_out(world, client_of, content) -> None:
    job = bring(world, content)
    given_back(job)
    made = job.prepared_files.get()
    with default_storage.open(made.file.name, "ab") as stored:
        stored.write(b"!")

    address = reverse("imports:job-file", args=[job.public_id, "marked"])
    assert client_of("head").get(address).status_code == 404


def test_everybody_in_the_marked_file_is_logged(world, client_of, content) -> None:
    job = written(bring(world, content))
    again = bring(world, given_back(job))
    given_back(again)

    address = reverse("imports:job-file", args=[again.public_id, "marked"])
    answer = client_of("head").get(address)

    student = Student.objects.get(full_name="Trần Văn Một")
    assert logged(answer)["student"] == {student.pk}


def test_the_marked_file_of_others_needs_the_right_to_export(
    world, client_of, content, monkeypatch
) -> None:
    job = bring(world, content)
    given_back(job)
    # Whoever oversees imports may export too, as the table of rights stands.
    monkeypatch.setitem(ACTIONS, Role.HEAD, ACTIONS[Role.HEAD] - {Right.EXPORT})

    client = client_of("head")

    assert (
        client.get(reverse("imports:job-file", args=[job.public_id, "marked"])).status_code == 403
    )
    assert ask(client, job).status_code == 403


def test_a_file_without_bad_cells_has_nothing_to_mark(world, client_of) -> None:
    job = bring(world, roster(new_row()))

    assert in_vietnamese("Your file with the cells marked") not in page(client_of("head"), job)
    ask(client_of("head"), job)
    assert not PreparedFile.objects.exists()


def test_what_waits_for_an_answer_names_the_answers_in_its_comment(world) -> None:
    content = mark_file(world, ["M", 8], [None, 7], titles=["ĐĐGgk", "ĐĐGck"])
    job = checked(content, MARKS, world.school)
    asked = job.questions[0]

    comments = notes(given_back(job))

    with translation.override("vi"):
        answers = [word(text) for _answer, text in asked["choices"]]
    [said] = [text for text in comments.values() if all(answer in text for answer in answers)]
    assert "“M”" in said and len(answers) > 1
