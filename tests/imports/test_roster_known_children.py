"""A list of students never makes a second record of a child silently, whoever lacks the code."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eduportal.imports import services
from eduportal.imports.choices import Severity
from eduportal.imports.models import ImportProblem
from students.models import Enrolment, Student
from students.selectors import same_children
from tests import factories
from tests.imports.jobs import ROSTER, checked, counts, found, sentences, written
from tests.imports.rosters import new_row, roster

pytestmark = pytest.mark.usefixtures("db_everywhere")
NAME, BORN = "Trần Văn Lạ", datetime.date(2014, 9, 9)


def bring(world, *rows):
    clerk = world.users["clerk"]
    return checked(roster(*rows), ROSTER, world.school, user=clerk, year=world.year.code)


def known(school, **codes):
    """A child of the file's name and birth date, by default without any code."""
    codes = {"ministry_code": None, "personal_number": None} | codes
    student = factories.StudentFactory.build(
        school=school, full_name=NAME, birth_date=BORN, **codes
    )
    student.sort_key = factories.StudentFactory.build(full_name=NAME).sort_key
    student.save()
    return student


def seated(student, group):
    return Enrolment.objects.create(
        school=student.school, student=student, class_group=group,
        school_year=group.school_year, starts_on=group.school_year.starts_on,
    )  # fmt: skip


def answered(job, answer):
    [question] = job.questions
    services.answer_questions(job=job, user_id=None, answers={question["key"]: answer})
    services.check_job(job.pk)
    job.refresh_from_db()
    return job


def namesakes():
    return Student.objects.filter(full_name=NAME).count()


@pytest.mark.parametrize(
    ("given", "held"),
    [
        ({"ministry_code": "7911111111"}, {}),
        ({"personal_number": "080214111111"}, {}),
        ({"ministry_code": "7911111111"}, {"personal_number": "080214222222"}),
        ({"personal_number": "080214111111"}, {"ministry_code": "7922222222"}),
        ({"ministry_code": "7911111111", "personal_number": "080214111111"}, {}),
    ],
)
def test_a_code_another_schools_record_lacks_is_asked_about(world, given, held):
    known(world.foreign_school, **held)
    job = bring(world, new_row(**given))
    assert found(job, Severity.QUESTION) == [("C2", "child_elsewhere")]
    assert counts(job)["refused"] == 1
    [question] = job.questions
    assert question["params"] == {"row": 2, "name": NAME, "born": "09/09/2014", "class": ""}
    assert not question["remembered"]


@pytest.mark.parametrize(
    ("given", "held"),
    [
        ({"ministry_code": "7911111111"}, {"ministry_code": "7922222222"}),
        (
            {"ministry_code": "7911111111", "personal_number": "080214111111"},
            {"personal_number": "080214222222"},
        ),
    ],
)
def test_a_child_told_apart_by_a_code_is_entered_without_a_question(world, given, held):
    known(world.foreign_school, **held)
    job = bring(world, new_row(**given))
    assert (job.questions, counts(job)["new"]) == ([], 1)


def test_the_same_child_is_left_out_and_another_child_is_entered(world):
    known(world.foreign_school)
    row = new_row(ministry_code="7911111111")
    same = answered(bring(world, row), "same")
    assert found(same) == [("C2", "comes_by_transfer")]
    assert counts(same)["new"] == 0
    other = answered(bring(world, row), "another")
    assert (found(other), counts(other)["new"]) == ([], 1)
    written(other)
    assert namesakes() == 2


def test_nothing_is_written_before_the_question_is_answered(world):
    known(world.foreign_school)
    job = bring(world, new_row(ministry_code="7911111111"), new_row(full_name="Lê Thị Mới"))
    with pytest.raises(services.AnswersMissing):
        written(job)
    written(answered(job, "same"))
    assert namesakes() == 1
    assert Student.objects.filter(full_name="Lê Thị Mới").exists()


def test_what_is_said_of_another_schools_child_is_only_that_there_is_one(world):
    stranger = known(world.foreign_school, personal_number="080214222222")
    job = bring(world, new_row(ministry_code="7911111111"))
    [sentence] = sentences(job)
    assert world.foreign_school.name not in sentence
    assert stranger.personal_number not in sentence
    # It is one of the answers an account is given a limited number of.
    assert job.told == 1


def test_without_a_code_a_child_of_another_school_is_refused_with_the_way_out(world):
    known(world.foreign_school, ministry_code="7922222222")
    job = bring(world, new_row())
    assert found(job) == [("C2", "maybe_elsewhere")]


@pytest.mark.parametrize("class_name", ["6A1", "6A2"])
def test_no_code_in_the_file_finds_the_record_with_one_here(world, class_name):
    seated(known(world.school, ministry_code="7922222222"), world.class_group)
    job = bring(world, new_row(class_name=class_name))
    if class_name == "6A1":
        assert found(job, Severity.WARNING)[0] == ("C2", "matched_by_name")
    else:
        assert found(job) == [("C2", "same_name")]
    assert counts(job)["new"] == 0


def test_a_code_the_record_here_lacks_is_added_in_the_same_class(world):
    student = known(world.school)
    seated(student, world.class_group)
    job = bring(world, new_row(ministry_code="7911111111"))
    assert found(job, Severity.WARNING)[0] == ("C2", "matched_by_name")
    written(job)
    student.refresh_from_db()
    assert (student.ministry_code, namesakes()) == ("7911111111", 1)


@pytest.mark.parametrize(("answer", "count"), [("same", 1), ("another", 2)])
def test_a_code_the_record_in_another_class_lacks_is_asked_about(world, answer, count):
    student = known(world.school)
    seated(student, world.class_group)
    job = bring(world, new_row(ministry_code="7911111111", class_name="6A2"))
    assert found(job, Severity.QUESTION) == [("C2", "child_here")]
    assert "6A1" in sentences(job)[0]
    written(answered(job, answer))
    student.refresh_from_db()
    assert namesakes() == count
    assert (student.ministry_code == "7911111111") is (answer == "same")


def test_several_records_without_the_code_are_named_and_nobody_is_entered(world):
    for _twin in range(2):
        seated(known(world.school), world.class_group)
    job = bring(world, new_row(ministry_code="7911111111"))
    assert found(job) == [("C2", "same_names")]


@pytest.mark.parametrize(
    ("first", "second"),
    [({}, {}), ({"ministry_code": "7911111111"}, {}), ({}, {"personal_number": "080214111111"})],
)
def test_one_file_names_a_known_child_once(world, first, second):
    seated(known(world.school), world.class_group)
    job = bring(world, new_row(**first), new_row(**second))
    assert [rule for _cell, rule in found(job)] == ["twice"]
    assert counts(job)["new"] == 0


def test_two_rows_about_a_child_of_another_school_are_two_questions(world):
    known(world.foreign_school)
    rows = [new_row(ministry_code=code) for code in ("7911111111", "7922222222")]
    job = bring(world, *rows)
    assert len({question["key"] for question in job.questions}) == 2
    assert ImportProblem.objects.filter(job=job, rule="child_elsewhere").count() == 2


def test_one_query_asks_for_a_whole_file(world):
    known(world.foreign_school)
    wanted = {(NAME, BORN)} | {(f"ten {number}", BORN) for number in range(500)}
    with CaptureQueriesContext(connection) as queries:
        same_children(world.school.pk, wanted)
    assert len([each for each in queries if "students_student" in each["sql"]]) == 1
