"""Files as schools really send them, each small and rebuilt: what is shown is what is stored.

A file that shows something else than it holds is converted and said, asked about, or refused.
"""

import pytest

from eduportal.imports import services
from eduportal.imports.choices import Severity
from students.models import Enrolment, Student
from tests import factories
from tests.files import SAMPLES
from tests.imports.jobs import MARKS, ROSTER, checked, counts, found, sentences, written
from tests.imports.marks import line

pytestmark = pytest.mark.usefixtures("db_everywhere")
FIELD = SAMPLES / "field"


def content(name: str) -> bytes:
    return (FIELD / name).read_bytes()


def bring(world, name, answers=None, **options):
    return checked(
        content(name),
        ROSTER,
        world.school,
        name=name,
        answers=answers,
        year=world.year.code,
        **options,
    )


def names_in(class_name: str) -> list[str]:
    stays = Enrolment.objects.filter(class_group__name=class_name, position__gt=6)
    return list(stays.order_by("position").values_list("student__full_name", flat=True))


def added(world, job, class_name="6A1") -> list[str]:
    """The names that writing the file adds to a class, in its order."""
    written(job)
    return names_in(class_name)


@pytest.fixture
def first(world):
    """The student of the files with marks, as the first of 6A1."""
    student = world.enrolments[world.class_group][0].student
    Student.objects.filter(pk=student.pk).update(
        ministry_code="99000000160", full_name="Nguyễn Phương Anh", birth_date="2015-12-05"
    )
    return line(world, 0)


def test_a_row_longer_than_its_titles_is_refused_and_overwrites_nothing(world, first):
    job = checked(
        content("m02_decimal_comma_with_comma_delimiter_unquoted.csv"),
        MARKS,
        world.school,
        name="m02.csv",
    )
    assert found(job) == [("", "row_longer")]
    assert "has 11 values under 10 titles" in sentences(job)[-1]
    assert counts(job)["refused"] == counts(job)["total"] == 1
    first.refresh_from_db()
    assert first.regular[:4] == [None] * 4


def test_marks_in_single_precision_are_read_to_the_tenth_and_said(world, first):
    job = checked(content("m05_float32_noise.xlsx"), MARKS, world.school)
    noisy = [cell for cell, rule in found(job, Severity.WARNING) if rule == "number_noise"]
    assert noisy == ["E4", "F4"]
    written(job)
    first.refresh_from_db()
    assert first.regular[:4] == [87, 73, 80, 90]
    assert (first.midterm, first.final) == (68, 70)


def test_a_column_whose_days_may_be_exchanged_is_asked_about_as_a_whole(world):
    job = bring(world, "r06_dates_mdy_mix.xlsx")
    assert [q["key"] for q in services.open_questions(job)] == ["day_or_month-Sheet1-D"]
    assert found(job, Severity.QUESTION) == [
        ("D2", "date_order_open"),
        ("D4", "date_order_open"),
        ("D6", "date_order_open"),
    ]
    assert counts(job)["new"] == 3
    question = services.open_questions(job)[0]
    assert question["params"]["first"] == "09/05/2014"
    assert question["params"]["second"] == "05/09/2014"


@pytest.mark.parametrize(
    ("answer", "born"), [("exchanged", "2014-09-05"), ("stored", "2014-05-09")]
)
def test_the_answer_holds_for_the_whole_column(world, answer, born):
    job = bring(world, "r06_dates_mdy_mix.xlsx", answers={"day_or_month-Sheet1-D": answer})
    assert counts(job)["new"] == 6
    written(job)
    assert str(Student.objects.get(ministry_code="7700000101").birth_date) == born
    assert str(Student.objects.get(ministry_code="7700000102").birth_date) == "2014-03-25"


def test_a_tcvn3_font_is_recognised_converted_and_said(world):
    job = bring(world, "r12_tcvn3_font.xlsx")
    assert ("", "letters_converted") in found(job, Severity.WARNING)
    assert any("“TrÇn ThÞ Thö” was read as “Trần Thị Thử”" in said for said in sentences(job))
    assert added(world, job) == ["Trần Thị Thử", "Lê Văn Mẫu", "Đỗ Hòa An"]


def test_a_class_merged_over_its_rows_is_read_for_each(world):
    job = bring(world, "r25_class_merged_down.xlsx")
    assert added(world, job) == ["Lê Thử A", "Lê Thử B", "Lê Thử C", "Lê Thử D"]


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        ("take", ["Trần Thị Thử", "Lê Văn Mẫu", "Đỗ Hòa An"]),
        ("leave", ["Trần Thị Thử", "Đỗ Hòa An"]),
    ],
)
def test_hidden_rows_are_asked_about(world, answer, taken):
    job = bring(world, "r26_hidden_filtered_rows.xlsx")
    assert found(job, Severity.QUESTION) == [("", "row_hidden")]
    assert counts(job) == {"total": 3, "new": 2, "changed": 0, "same": 0, "refused": 1}
    services.discard_job(job=job)
    again = bring(world, "r26_hidden_filtered_rows.xlsx", answers={"rows_hidden-Sheet1": answer})
    assert added(world, again) == taken


def test_the_name_of_a_sheet_says_the_class(world):
    job = bring(world, "r28_sheet_per_class_name_only.xlsx")
    written(job)
    assert (names_in("6A1"), names_in("6A2")) == (["Lê Thử 6A1"], ["Lê Thử 6A2"])


def test_family_and_given_name_in_two_columns_are_one_name(world):
    assert added(world, bring(world, "r29_surname_and_given_name_columns.xlsx")) == ["Trần Thị Thử"]


def test_a_name_over_two_columns_without_a_second_title_is_joined_and_said(world):
    job = bring(world, "r31_name_header_over_two_unmerged.xlsx")
    assert ("D2", "name_joined") in found(job, Severity.WARNING)
    assert added(world, job) == ["Trần Thị Thử", "Lê Văn Mẫu"]


def test_the_word_class_before_a_class_is_no_part_of_it(world):
    assert len(added(world, bring(world, "r34_class_prefix_word.xlsx"))) == 3


@pytest.fixture
def numbered(world):
    """Class 12.10, and the school teaches grade 12."""
    level = factories.GradeLevelFactory(id=12, name="Khối 12", stage="04")

    def add(name):
        return factories.ClassGroupFactory(
            school=world.school, school_year=world.year, grade_level=level, name=name
        )

    add("12.10")
    return add


def test_a_class_is_the_one_its_cell_shows(world, numbered):
    job = bring(world, "r36b_class_12_10_shown_stored_12_1.xlsx")
    written(job)
    assert Enrolment.objects.get(class_group__name="12.10").student.full_name == "Trần Thị Thử"


def test_of_two_classes_that_are_one_number_the_right_one_is_asked_for(world, numbered):
    numbered("12.1")
    job = bring(world, "r36b_class_12_10_shown_stored_12_1.xlsx")
    assert found(job, Severity.QUESTION) == [("F2", "class_number")]
    services.discard_job(job=job)
    again = bring(
        world,
        "r36b_class_12_10_shown_stored_12_1.xlsx",
        answers={"class_number-12.10": "12.10"},
    )
    written(again)
    assert Enrolment.objects.get(class_group__name="12.10").student.full_name == "Trần Thị Thử"
    assert not Enrolment.objects.filter(class_group__name="12.1").exists()


@pytest.mark.parametrize("kind", [ROSTER, MARKS])
def test_a_control_character_in_a_title_is_one_sentence_at_once(world, kind):
    options = {"year": world.year.code} if kind == ROSTER else {}
    job = checked(content("r64_nul_in_title.xls"), kind, world.school, **options)
    assert [rule for _cell, rule in found(job)] in (["header_not_found"], ["columns_missing"])
    assert not job.total
    assert "Danh\ufffd sách" in sentences(job)[0]
