"""What a list shows and what it holds: converted and said, asked about, or refused."""

import datetime
from io import BytesIO

import openpyxl
import pytest

from eduportal.imports import services
from eduportal.imports.choices import JobState, Severity
from students.choices import Sex
from students.models import Student
from tests.files import SAMPLES, saved, xlsx
from tests.imports.jobs import MARKS, ROSTER, checked, counts, found, sentences, written
from tests.imports.marks import MARKS as MARK_TITLES
from tests.imports.marks import line, mark_file
from tests.imports.rosters import HEAD, new_row, roster

pytestmark = pytest.mark.usefixtures("db_everywhere")


def bring(world, content, answers=None, **options):
    return checked(content, ROSTER, world.school, answers=answers, year=world.year.code, **options)


def with_format(content: bytes, **formats: str) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content))
    for cell, code in formats.items():
        book.active[cell].number_format = code
    return saved(book)


def test_marks_in_percent_and_rounded_marks_are_refused_with_both_texts(world):
    content = with_format(mark_file(world, [0.8, 8.25, 9]), E4="0%", F4="0.0", G4="0.0")
    job = checked(content, MARKS, world.school)
    assert found(job) == [("E4", "shown_otherwise"), ("F4", "shown_otherwise")]
    assert "shows “80%” and holds 0.8" in sentences(job)[0]
    written(job)
    assert line(world, 0).regular[:3] == [None, None, 90]


def test_a_stated_average_that_does_not_follow_is_said(world):
    titles = [*MARK_TITLES, "ĐTBmhk"]
    content = mark_file(world, [8, 8, 8, 8, 8, 8, 9.9], [8, 8, 8, 8, 8, 8, 8], titles=titles)
    job = checked(content, MARKS, world.school)
    assert found(job, Severity.WARNING)[:1] == [("K4", "average_differs")]
    assert [cell for cell, rule in found(job, Severity.WARNING) if rule == "average_differs"] == [
        "K4"
    ]
    assert "ĐTBmhk" not in job.unread


@pytest.mark.parametrize(("answer", "new"), [("take", 1), ("leave", 0)])
def test_a_teacher_in_a_list_of_students_is_asked_about(world, answer, new):
    content = roster(new_row(birth_date="09/09/1974"), new_row(full_name="Lê An"))
    job = bring(world, content)
    assert found(job, Severity.QUESTION) == [("D2", "age_unlikely")]
    assert counts(job)["new"] == 1
    services.discard_job(job=job)
    again = bring(world, content, answers={"age_unlikely": answer})
    assert counts(again)["new"] == 1 + new
    assert found(again) == []
    said = [rule for _cell, rule in found(again, Severity.ANSWERED)]
    assert ("age_unlikely" in said) is not bool(new)
    assert ("left out, as answered" in " ".join(sentences(again))) is not bool(new)


def test_a_child_born_last_year_is_asked_about(world):
    job = bring(world, roster(new_row(birth_date="09/09/2024")))
    assert found(job, Severity.QUESTION) == [("D2", "age_unlikely")]


def test_a_code_that_lost_its_digits_is_asked_about(world):
    content = roster(new_row(ministry_code=2590630000))
    job = bring(world, content)
    assert found(job, Severity.QUESTION) == [("A2", "digits_lost")]
    services.discard_job(job=job)
    assert counts(bring(world, content, answers={"digits_lost": "take"}))["new"] == 1


def test_separators_in_codes_are_taken_out_and_said(world):
    job = bring(world, roster(new_row(ministry_code="7,700,000,001")))
    assert ("A2", "separators_removed") in found(job, Severity.WARNING)
    written(job)
    assert Student.objects.filter(ministry_code="7700000001").exists()


def test_a_class_that_became_a_day_is_refused(world):
    job = bring(world, roster(new_row(class_name=datetime.date(2026, 1, 6))), create_classes=True)
    assert found(job) == [("G2", "class_became_day")]


def test_a_grade_the_school_does_not_teach_is_refused(world):
    job = bring(world, roster(new_row(class_name="11A1")), create_classes=True)
    assert found(job) == [("G2", "level_not_taught")]


def test_plain_numbers_under_a_title_of_days_are_read_by_the_files_own_calendar(world):
    book = openpyxl.load_workbook(BytesIO(roster(new_row(birth_date=40432))))
    book.epoch = datetime.datetime(1904, 1, 1)
    job = bring(world, saved(book))
    assert ("D2", "serials_read") in found(job, Severity.WARNING)
    written(job)
    student = Student.objects.get(full_name="Trần Văn Lạ")
    assert student.birth_date == datetime.date(2014, 9, 12)


def test_texts_with_the_month_first_are_asked_about_as_a_column(world):
    content = roster(
        new_row(full_name="Lê A", birth_date="12/25/2014"),
        new_row(full_name="Lê B", birth_date="05/09/2014"),
        new_row(full_name="Lê C", birth_date="09/09/2014"),
    )
    job = bring(world, content)
    assert (counts(job)["refused"], counts(job)["new"]) == (2, 1), "9 September reads as one day"
    assert found(job, Severity.QUESTION) == [("D2", "date_order_open"), ("D3", "date_order_open")]
    assert job.problems.filter(cell="D3").get().value == "05/09/2014", "as the cell shows it"
    services.discard_job(job=job)
    written(bring(world, content, answers={"day_or_month-Sheet-D": "exchanged"}))
    born = Student.objects.filter(full_name__in=["Lê A", "Lê B"]).order_by("full_name")
    assert [f"{student.birth_date:%d/%m/%Y}" for student in born] == ["25/12/2014", "09/05/2014"]


def test_a_font_beside_unicode_makes_words_of_both_unclear(world):
    job = bring(
        world,
        roster(
            new_row(full_name="TrÇn ThÞ Thö"),
            new_row(full_name="Lê Văn Mẫu"),
            new_row(full_name="Vò Lan"),
        ),
    )
    assert found(job) == [("C4", "letters_unclear")]
    assert "would be “Vũ Lan”" in " ".join(sentences(job))


def test_a_whole_list_in_a_font_is_read_with_its_titles_and_doubtful_words(world):
    titles = ["Hä vµ tªn", "Ngµy sinh", "Líp"]
    content = xlsx([titles, ["TrÇn ThÞ Thö", "09/09/2014", "6A1"], ["Vò Lan", "09/09/2014", "6A1"]])
    written(bring(world, content))
    assert Student.objects.filter(full_name__in=["Trần Thị Thử", "Vũ Lan"]).count() == 2


def test_a_filled_column_without_a_title_is_named(world):
    head = [*HEAD, None]
    job = bring(world, roster([*new_row(), "0912345678"], head=head))
    assert ("I2", "column_untitled") in found(job, Severity.WARNING)
    assert counts(job)["new"] == 1


def test_hidden_columns_that_are_read_are_named(world):
    book = openpyxl.load_workbook(BytesIO(roster(new_row(ministry_code="7700000009"))))
    book.active.column_dimensions["A"].hidden = True
    job = bring(world, saved(book))
    assert ("", "columns_hidden") in found(job, Severity.WARNING)
    assert "that are read: A." in " ".join(sentences(job))


def test_a_cross_in_the_column_of_girls_says_the_sex(world):
    head = ["Họ và tên", "Ngày", "Tháng", "Năm", "Nữ", "Lớp"]
    content = xlsx(
        [head, ["Giang Thị A", 9, 9, 2014, "x", "6A1"], ["Giang Văn B", 1, 12, 2014, None, "6A1"]]
    )
    job = bring(world, content)
    assert ("", "sex_by_cross") in found(job, Severity.WARNING)
    written(job)
    girl, boy = Student.objects.filter(full_name__startswith="Giang ").order_by("full_name")
    assert (girl.sex, girl.birth_date) == (Sex.FEMALE, datetime.date(2014, 9, 9))
    assert (boy.sex, boy.birth_date) == (Sex.MALE, datetime.date(2014, 12, 1))


def test_a_list_of_staff_is_named_as_such(world):
    content = (SAMPLES / "replica_csdl_staff_wrong_dimension.xlsx").read_bytes()
    job = bring(world, content)
    assert (job.state, job.refusal) == (JobState.REFUSED, "staff_list")
    assert "“Vị trí việc làm”" in sentences(job)[0]


def test_a_mark_shown_otherwise_is_refused_although_the_same_plain_one_stands_above(world):
    content = with_format(mark_file(world, [8.5], [8.5], [8.5]), E5="0")
    job = checked(content, MARKS, world.school)
    assert found(job) == [("E5", "shown_otherwise")]
    written(job)
    assert [line(world, number).regular[0] for number in range(3)] == [85, None, 85]
