"""Who a row of a list is: by code, by number, by name; and what is refused when that is unsure."""

import pytest

from eduportal.core.text import name_sort_key
from eduportal.imports import services
from eduportal.imports.choices import JobState, Severity
from students.models import Enrolment, Student
from tests import factories
from tests.imports.jobs import ROSTER, checked, counts, found, sentences, written
from tests.imports.rosters import new_row, roster, row_of

pytestmark = pytest.mark.usefixtures("db_everywhere")


def bring(world, *rows, **options):
    return checked(roster(*rows), ROSTER, world.school, year=world.year.code, **options)


@pytest.fixture
def student(world):
    """A student of 6A1 whose name nobody else has."""
    student = world.enrolments[world.class_group][0].student
    student.full_name = "Hoàng Thị Riêng Biệt"
    student.sort_key = name_sort_key(student.full_name)
    student.save()
    return student


def test_the_personal_number_finds_whom_the_code_does_not(world, student):
    job = bring(world, row_of(student, ministry_code="7999999999"))

    assert found(job, Severity.WARNING)[0] == ("A2", "code_replaced")
    written(job)
    student.refresh_from_db()
    assert student.ministry_code == "7999999999"


def test_without_codes_name_birth_date_and_class_match_with_a_warning(world, student):
    job = bring(world, row_of(student, ministry_code=None, personal_number=None))

    assert found(job, Severity.WARNING)[0] == ("C2", "matched_by_name")
    assert counts(job)["same"] == 1


def test_a_name_found_in_another_class_is_not_entered_twice(world, student):
    row = row_of(student, ministry_code=None, personal_number=None, class_name="6A2")

    job = bring(world, row)

    assert found(job) == [("C2", "same_name")]
    assert counts(job)["refused"] == 1


def test_somebody_of_that_name_with_another_code_is_somebody_else(world, student):
    row = row_of(student, ministry_code="7988888888", personal_number="080214888888")

    job = bring(world, row)
    written(job)

    assert counts(job)["new"] == 1
    assert Student.objects.filter(full_name="Hoàng Thị Riêng Biệt").count() == 2


def test_a_code_beside_another_name_and_birth_date_is_refused(world, student):
    row = new_row(ministry_code=student.ministry_code)

    job = bring(world, row)

    assert found(job) == [("A2", "somebody_else")]
    assert "belongs to Hoàng Thị Riêng Biệt, born 05/03/2014." in sentences(job)[0]


def test_code_and_number_of_two_students_are_refused(world, student):
    other = world.enrolments[world.class_group][1].student

    job = bring(world, row_of(student, personal_number=other.personal_number))

    assert found(job) == [("A2", "two_students")]


def test_a_student_of_another_school_is_not_taken_over(world):
    stranger = world.enrolments[world.foreign_class][0].student

    job = bring(world, row_of(stranger))

    assert found(job) == [("A2", "code_elsewhere")]
    assert "belongs to a student of another school" in sentences(job)[0]
    stranger.refresh_from_db()
    assert stranger.school == world.foreign_school


def test_a_code_taken_by_another_school_after_the_check_sends_the_file_back(world):
    job = bring(world, new_row(ministry_code="7977777777"), new_row(full_name="Lê Thị Mới"))
    factories.StudentFactory(school=world.foreign_school, ministry_code="7977777777")
    before = Student.objects.count(), Enrolment.objects.count()

    written(job)

    assert job.state == JobState.RECEIVED and job.overtaken
    assert (Student.objects.count(), Enrolment.objects.count()) == before
    services.check_job(job.pk)
    assert ("A2", "code_unusable") in found(job)


@pytest.mark.parametrize(
    ("different", "problem"),
    [
        ({"full_name": None}, ("C2", "required")),
        ({"birth_date": None}, ("D2", "required")),
        ({"birth_date": "31/02/2014"}, ("D2", "date_impossible")),
        ({"birth_date": "13/13/2014"}, ("D2", "date_impossible")),
        ({"birth_date": "01/01/2090"}, ("D2", "birth_in_future")),
        ({"personal_number": "12345"}, ("B2", "personal_number_length")),
        ({"ministry_code": "2.59E+09"}, ("A2", "code_scientific")),
        ({"ministry_code": "1" * 21}, ("A2", "too_long")),
        ({"full_name": "Lê " * 60}, ("C2", "too_long")),
        ({"status": "Đang đi chơi"}, ("H2", "status_unknown")),
        ({"class_name": "6A9"}, ("G2", "class_unknown")),
    ],
)
def test_a_row_without_a_sure_identity_is_refused_with_its_cell(world, different, problem):
    before = Student.objects.count()

    job = bring(world, new_row(**different), new_row(full_name="Lê Thị Mới", ministry_code="791"))

    assert found(job) == [problem]
    assert counts(job) == {"total": 2, "new": 1, "changed": 0, "same": 0, "refused": 1}
    written(job)
    assert Student.objects.count() == before + 1


def test_a_bad_value_beside_a_sure_identity_keeps_only_its_cell_out(world):
    job = bring(world, new_row(sex="?", ethnicity="K" * 31, ministry_code="791"))

    assert found(job) == [("E2", "sex_unreadable"), ("F2", "too_long")]
    written(job)
    student = Student.objects.get(ministry_code="791")
    assert (student.sex, student.ethnicity) == ("0", "")


def test_a_number_whose_zero_excel_cut_off_is_restored_with_a_warning(world):
    job = bring(world, new_row(personal_number=80214000777))

    assert found(job, Severity.WARNING)[0] == ("B2", "leading_zero_restored")
    written(job)
    assert Student.objects.filter(personal_number="080214000777").exists()


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        ({"ministry_code": "791"}, {"ministry_code": "791", "full_name": "A B"}, "duplicate"),
        ({}, {}, "twice"),
        ({"ministry_code": "791"}, {}, "twice"),
        ({}, {"ministry_code": "791"}, "twice"),
    ],
)
def test_nobody_is_entered_twice_by_one_file(world, first, second, problem):
    job = bring(world, new_row(**first), new_row(**second))

    assert [rule for _cell, rule in found(job)] == [problem]
    assert counts(job)["new"] == 1


def test_two_pupils_of_one_name_and_birth_date_are_told_apart_by_their_codes(world):
    job = bring(world, new_row(ministry_code="791"), new_row(ministry_code="792"))

    assert counts(job)["new"] == 2
    written(job)
    assert Student.objects.filter(full_name="Trần Văn Lạ").count() == 2


def test_clerks_import_lists_and_teachers_do_not(world):
    written(
        checked(
            roster(new_row()),
            ROSTER,
            world.school,
            user=world.users["clerk"],
            year=world.year.code,
        ),
        world.users["clerk"],
    )
    assert Student.objects.filter(full_name="Trần Văn Lạ").exists()
    with pytest.raises(services.NotPermitted):
        checked(
            roster(new_row()),
            ROSTER,
            world.school,
            user=world.users["teacher"],
            year=world.year.code,
        )
