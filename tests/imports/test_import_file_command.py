"""`manage.py import_file`: a dry run that keeps nothing, and writing without a browser."""

import datetime
import json
from argparse import ArgumentParser
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from eduportal.imports.choices import JobState
from eduportal.imports.importer import load_importers
from eduportal.imports.management.options import add_options
from eduportal.imports.models import ImportJob
from grades.models import MarkChange, MarkRecord
from schools.models import ClassGroup
from students.models import Enrolment, Student
from tests.files import SAMPLES, xlsx
from tests.imports.jobs import in_vietnamese, sample_class
from tests.imports.marks import IDENTITY, identity
from tests.imports.rosters import HEAD, new_row, roster

pytestmark = pytest.mark.usefixtures("db_everywhere")
COUNTED = (
    "Rows: %(rows)d; %(new)d new, %(changed)d changed, %(same)d unchanged, %(refused)d refused"
)
ANSWER_FIRST = "Answer the questions about this file first."
NOTHING_TO_WRITE = "There is nothing to write: no row is new or changed."
NOT_PERMITTED = in_vietnamese("Your role does not include importing such a file for this school.")
MARKS_FILE = SAMPLES / "replica_csdl_mau1_bang_diem.xlsx"


def run(*args, **options) -> str:
    out = StringIO()
    call_command("import_file", *map(str, args), stdout=out, **options)
    return out.getvalue()


def report(*args) -> dict:
    return json.loads(run(*args, "--json"))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(roster(new_row(), new_row(full_name="Lê An", birth_date="?")))
    return path


@pytest.fixture
def sheet(world):
    return sample_class(world.school)


def test_a_dry_run_reports_everything_and_keeps_nothing(world, file, private_folder):
    before = Student.objects.count()

    text = run("student-roster", file, "--school", world.school.code)

    assert in_vietnamese(COUNTED, rows=2, new=1, changed=0, same=0, refused=1) in text
    assert "Sheet!D3" in text and "date_unreadable" in text and "“?”" in text
    assert (Student.objects.count(), ImportJob.objects.count()) == (before, 0)
    assert not any(path.is_file() for path in private_folder.rglob("*"))


def test_the_report_comes_in_english_and_as_json(world, file):
    said = report("student-roster", file, "--school", world.school.code, "--lang", "en")

    assert said["counts"] == {"rows": 2, "new": 1, "changed": 0, "same": 0, "refused": 1}
    problem = said["problems"][-1]
    assert (problem["sheet"], problem["cell"], problem["rule"]) == (
        "Sheet",
        "D3",
        "date_unreadable",
    )
    assert problem["sentence"] == "“?” is not a date. Write day/month/year: 31/01/2010."
    assert said["failure"] == ""


def test_the_columns_that_are_not_taken_in_are_named(world, tmp_path):
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(roster([*new_row(), "Long An"], head=[*HEAD, "Nơi sinh"]))
    order = "student-roster", path, "--school", world.school.code

    assert f"{in_vietnamese('Columns not imported')}: Nơi sinh" in run(*order)
    assert report(*order)["unread"] == ["Nơi sinh"]


def test_applying_writes_what_is_good(world, file):
    run("student-roster", file, "--school", world.school.code, "--apply", "--as", "clerk")

    assert Enrolment.objects.filter(student__full_name="Trần Văn Lạ").exists()
    job = ImportJob.objects.get()
    assert (job.state, job.created_by) == (JobState.APPLIED, world.users["clerk"])
    # Once more: nothing new, and no failure either, were it not for the row that stays bad.
    with pytest.raises(CommandError, match=in_vietnamese(NOTHING_TO_WRITE)):
        run("student-roster", file, "--school", world.school.code, "--apply")
    assert ImportJob.objects.count() == 1


def test_the_sample_mark_sheet_names_its_two_bad_cells_and_asks_its_question(sheet):
    said = report("mark-sheet", MARKS_FILE, "--school", sheet.school.code)

    errors = [each for each in said["problems"] if each["severity"] == "error"]
    assert [(each["cell"], each["rule"]) for each in errors] == [
        ("K9", "too_precise"),
        ("K13", "out_of_range"),
    ]
    assert [each["question"] for each in said["questions"]] == ["M"]
    assert list(said["questions"][0]["answers"]) == ["exempt", "absent", "skip"]
    assert not MarkChange.objects.exists()


def test_marks_are_written_once_the_question_is_answered(sheet):
    school = ["--school", sheet.school.code]
    with pytest.raises(CommandError, match=in_vietnamese(ANSWER_FIRST)):
        run("mark-sheet", MARKS_FILE, *school, "--apply")
    assert not MarkChange.objects.exists()

    run("mark-sheet", MARKS_FILE, *school, "--apply", "--answer", "M=exempt")

    assert MarkRecord.objects.filter(sheet=sheet, final=211).count() == 1
    assert set(MarkChange.objects.values_list("door", flat=True)) == {"import"}
    again = report("mark-sheet", MARKS_FILE, *school)
    assert again["counts"]["same"] == 40
    assert again["questions"] == []


def test_a_choice_replaces_what_the_title_says(world, sheet):
    said = report(
        "mark-sheet", MARKS_FILE, "--school", sheet.school.code, "--class", "6A1",
        "--term", world.term.code, "--subject", "TOAN",
    )  # fmt: skip

    assert said["facts"][1:] == [
        f"{in_vietnamese('Mark sheet')}: Toán · 6A1 · {world.term.code} (0)"
    ]
    assert said["counts"]["refused"] == 42


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["student-roster", "khong-co.xlsx"], "“khong-co.xlsx”"),
        (["student-roster", SAMPLES], "data”"),
        (["student-roster", MARKS_FILE, "--school", "0"], "“0”"),
        (["student-roster", MARKS_FILE, "--as", "ai-do"], "“ai-do”"),
        (["student-roster", MARKS_FILE, "--as", "teacher"], NOT_PERMITTED),
        (["student-roster", MARKS_FILE, "--subject", "TOAN"], " --subject"),
        (["student-roster", MARKS_FILE, "--year", "1999-2000"], "--year: "),
        (["student-roster", MARKS_FILE, "--answer", "M"], "--answer"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(world, args, message):
    school = [] if "--school" in args else ["--school", world.school.code]

    with pytest.raises(CommandError, match=message) as failure:
        run(*args, *school)
    assert "Traceback" not in str(failure.value)
    assert not ImportJob.objects.exists()


def test_a_file_that_is_no_spreadsheet_fails_with_its_sentence(world, tmp_path):
    path = tmp_path / "anh.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")

    with pytest.raises(CommandError, match="anh.xlsx"):
        run("student-roster", path, "--school", world.school.code)
    assert not ImportJob.objects.exists()


def test_the_school_must_be_named_where_there_are_several(world, file):
    with pytest.raises(CommandError, match="--school"):
        run("student-roster", file)


def test_a_file_is_written_wholly_or_not_at_all_where_the_command_says_so(world, file, tmp_path):
    before = Student.objects.count()
    text = "Nothing was written, because not everything is right; errors: %(count)s."

    with pytest.raises(CommandError, match=in_vietnamese(text, count=1)):
        run("student-roster", file, "--school", world.school.code, "--apply", "--only-if-right")
    assert Student.objects.count() == before

    good = tmp_path / "dung.xlsx"
    good.write_bytes(roster(new_row()))
    run("student-roster", good, "--school", world.school.code, "--apply", "--only-if-right")
    assert Student.objects.count() == before + 1


def test_the_command_has_a_flag_for_every_option_of_every_kind():
    parser = ArgumentParser()
    add_options(parser)
    flags = {action.dest for action in parser._actions}

    for importer in load_importers():
        assert set(importer.options_form.base_fields) <= flags, importer.key


def test_a_class_with_two_half_days_says_by_command_which_one_it_is(world, tmp_path):
    ClassGroup.objects.filter(pk=world.class_group.pk).update(session="day")
    day = world.term.starts_on + datetime.timedelta(days=14)
    day -= datetime.timedelta(days=day.weekday())
    path = tmp_path / "chuyen-can.xlsx"
    rows = [["LỚP 6A1"], [*IDENTITY, f"{day:%d/%m/%Y}"], [*identity(world, 0), "P"]]
    path.write_bytes(xlsx(rows))
    told = ("attendance", path, "--school", world.school.code, "--as", "homeroom", "--year")
    told = (*told, world.year.code)

    assert [each["rule"] for each in report(*told)["problems"]][:1] == ["half_day_not_said"]
    assert report(*told, "--half-day", "afternoon")["counts"]["new"] == 1
    with pytest.raises(CommandError, match="--part"):
        run(*told, "--part", "hk1")
