"""Everything that is wrong with a list of students is said in one pass, and mended on its page."""

import datetime

import pytest
from django.urls import reverse

from eduportal.imports import services
from eduportal.imports.choices import Severity
from eduportal.imports.models import ImportProblem, KnownLayout
from schools.models import ClassGroup
from students.models import Student
from tests import factories
from tests.imports.jobs import ROSTER, checked, found, in_vietnamese, sentences, written
from tests.imports.rosters import HEAD, new_row, roster

pytestmark = pytest.mark.usefixtures("db_everywhere")
MARCH, OLD = datetime.date(2014, 7, 3), datetime.date(1974, 7, 3)
DAYS = "day_or_month-Sheet-D"


def bring(world, *rows, head=HEAD, school=None, **more):
    year = world.year.code
    return checked(roster(*rows, head=head), ROSTER, school or world.school, year=year, **more)


def answer(world, job, **answers):
    services.answer_questions(job=job, user_id=world.users["clerk"].pk, answers=answers)
    services.check_job(job.pk)
    job.refresh_from_db()


def test_while_a_day_is_open_the_rest_of_its_row_is_said_and_the_cell_is_shown_as_it_is(world):
    job = bring(
        world,
        new_row(full_name="Lê Văn Một", birth_date="25/03/2014"),
        new_row(full_name="Lê Văn Hai", birth_date=MARCH),
        new_row(full_name="Lê Văn Hai", birth_date=MARCH),
        new_row(full_name="Lê Văn Ba", birth_date=MARCH, class_name="6A99"),
        new_row(full_name="Lê Văn Bốn", birth_date=OLD),
    )

    asked = [question["key"] for question in services.open_questions(job)]
    assert asked == [DAYS, "age_unlikely"]
    assert found(job) == [("C4", "twice"), ("G5", "class_unknown")]
    assert ("D6", "age_unlikely") in found(job, Severity.QUESTION)
    seen = job.problems.filter(rule="date_order_open").values_list("value", flat=True)
    assert set(seen) == {"03/07/2014", "03/07/1974"}
    answer(world, job, **{DAYS: "exchanged", "age_unlikely": "leave"})
    assert found(job) == [("C4", "twice"), ("G5", "class_unknown")]
    [left] = job.problems.filter(severity=Severity.ANSWERED)
    # What the file holds, not the day that was read from it.
    assert (left.cell, left.rule, left.value) == ("D6", "age_unlikely", "03/07/1974")
    assert sentences(job) and job.errors == 2


def test_a_class_the_school_lacks_is_created_on_a_word_of_the_page(world, client_of):
    missing = new_row(full_name="Lê Văn Ba", class_name="6A9")
    job = bring(
        world, missing, new_row(full_name="Lê Văn Tư", birth_date="09/09/2010", class_name="11A9")
    )
    (question,) = job.questions
    # Nobody has to answer, and no class comes of a grade that the school does not have.
    assert (question["key"], question["answer"], services.open_questions(job)) == (
        "class_new-6A9",
        "leave",
        [],
    )
    assert found(job) == [("G2", "class_unknown"), ("G3", "class_unknown")]
    page = reverse("imports:job-detail", args=[job.public_id])
    assert in_vietnamese("yes: the class is created with these students") in (
        client_of("clerk").get(page).content.decode()
    )

    form = {"answer-0": "create", "revision": job.revision}
    client_of("clerk").post(reverse("imports:job-answer", args=[job.public_id]), form)
    services.check_job(job.pk)
    job.refresh_from_db()
    assert found(job) == [("G3", "class_unknown")]
    written(job)
    group = ClassGroup.objects.get(school=world.school, name="6A9")
    assert [stay.student.full_name for stay in group.enrolments.all()] == ["Lê Văn Ba"]
    assert not ClassGroup.objects.filter(name="11A9").exists()


def test_a_column_of_numbers_that_nobody_knows_is_asked_about_once_for_all_schools(world):
    head = [*HEAD[:1], "Mã 12 số", *HEAD[2:], "Điện thoại", "Mã đợt"]
    numbers = {"Lê Văn Một": "025214000123", "Lê Văn Hai": "025214000124"}
    rows = [
        [*new_row(full_name=name, personal_number=number), f"09123456{at}8", "2026000001"]
        for at, (name, number) in enumerate(numbers.items())
    ]
    job = bring(world, *rows, head=head)
    # A telephone says what it is, and one number for all rows is nobody's.
    (question,) = services.open_questions(job)
    assert (question["params"]["letters"], question["params"]["digits"]) == ("B", 12)
    assert [choice for choice, _text in question["choices"]] == [
        "personal_number",
        "student_code",
        "leave",
    ]
    with pytest.raises(services.AnswersMissing):
        services.confirm_job(job=job, user_id=world.users["clerk"].pk)

    answer(world, job, **{question["key"]: "personal_number"})
    assert job.questions == [] and found(job) == []
    written(job)
    stored = Student.objects.filter(full_name__in=numbers)
    assert dict(stored.values_list("full_name", "personal_number")) == numbers
    assert KnownLayout.objects.get().is_proven
    second = bring(world, *rows, head=head, school=factories.SchoolFactory(stages=["03"]))
    assert services.open_questions(second) == [] and "Mã 12 số" not in second.unread


def test_a_column_of_numbers_may_be_left_out(world):
    head = [*HEAD[:1], "Mã 12 số", *HEAD[2:]]
    job = bring(world, new_row(personal_number="025214000123"), head=head)
    (question,) = services.open_questions(job)
    answer(world, job, **{question["key"]: "leave"})
    assert job.questions == [] and job.unread == ["Mã 12 số"]
    assert not ImportProblem.objects.filter(severity=Severity.ERROR).exists()
    written(job)
    assert Student.objects.get(full_name="Trần Văn Lạ").personal_number in (None, "")
