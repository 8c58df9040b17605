"""What the pages of the mark book and the imports cost, with few rows and with many.

`ask_counted` compares with tests/query_counts.json; asking again with more rows on the page
proves that the number does not grow with them.
"""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from schools.models import CurriculumLine
from students.choices import Began, Ended
from students.models import Enrolment
from tests.conftest import ClientOf
from tests.factories import (
    AmendedCellFactory,
    AmendmentFactory,
    BrowserSessionFactory,
    ClassGroupFactory,
    EnrolmentFactory,
    HomeroomAssignmentFactory,
    ImportJobFactory,
    ImportProblemFactory,
    ImportRowFactory,
    MarkQuestionFactory,
    MarkRecordFactory,
    MarkReviewFactory,
    MarkSheetFactory,
    RemovalFactory,
    SheetStepFactory,
    TaskFactory,
)
from tests.query_counts import ask_counted
from tests.stays import leave
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")

Grow = Callable[[World], Any]


def more_students(world: World) -> None:
    for _number in range(4):
        enrolment = EnrolmentFactory(
            school=world.school, class_group=world.class_group, school_year=world.year
        )
        MarkRecordFactory(school=world.school, sheet=world.sheet, enrolment=enrolment)


def more_students_with_topics(world: World) -> None:
    CurriculumLine.objects.filter(subject=world.subjects[0]).update(has_topics=True)
    more_students(world)


def more_sheets(world: World) -> None:
    """One more class, its sheet handed in."""
    group = ClassGroupFactory(school=world.school, school_year=world.year)
    sheet = MarkSheetFactory(class_group=group, term=world.term, submitted=True)
    SheetStepFactory(sheet=sheet, actor=world.users["teacher"])
    MarkRecordFactory.create_batch(2, sheet=sheet)


def more_classes(world: World) -> None:
    """Two more classes, one led; a student more, one who has left, one who has changed class."""
    first, second = ClassGroupFactory.create_batch(2, school=world.school, school_year=world.year)
    HomeroomAssignmentFactory(class_group=first, staff=world.staff["teacher"])
    leave(EnrolmentFactory(class_group=second), ended=Ended.LEFT)
    old = EnrolmentFactory(class_group=first)
    on = old.starts_on + datetime.timedelta(days=1)
    leave(old, ended=Ended.CLASS_CHANGE)
    Enrolment.objects.filter(pk=old.pk).update(succeeded_on=on)
    EnrolmentFactory(
        student=old.student, class_group=second, starts_on=on, began=Began.CLASS_CHANGE
    )


def more_removals(world: World) -> None:
    RemovalFactory.create_batch(3, school=world.school)


def more_jobs(world: World) -> None:
    ImportJobFactory.create_batch(4, school=world.school, created_by=world.users["clerk"])


def more_sessions(world: World) -> None:
    BrowserSessionFactory.create_batch(4, user=world.users["teacher"])


def more_amendments(world: World) -> None:
    for _number in range(3):
        AmendedCellFactory(amendment=AmendmentFactory(sheet=world.sheet))


def more_reviews(world: World) -> None:
    MarkReviewFactory.create_batch(3, record=world.record)


def more_questions(world: World) -> None:
    MarkQuestionFactory.create_batch(3, sheet=world.sheet, author=world.users["teacher"])


def more_tasks(world: World) -> None:
    TaskFactory.create_batch(3, asked_school=world.school)


@pytest.mark.parametrize(
    ("name", "persona", "own", "grow"),
    [
        ("accounts:factors", "teacher", "", more_sessions),
        ("accounts:sessions", "teacher", "", more_sessions),
        ("grades:marksheet-list", "teacher", "", more_students),
        ("grades:marksheet-edit", "teacher", "sheet", more_students),
        ("grades:marksheet-history", "teacher", "sheet", more_students),
        ("grades:class-list", "head", "", more_students),
        ("grades:class-detail", "head", "class_group", more_students),
        ("grades:queue", "head", "", more_sheets),
        ("grades:progress", "head", "", more_sheets),
        ("grades:register", "clerk", "", more_classes),
        ("grades:roster", "clerk", "class_group", more_students),
        ("grades:class-remove", "clerk", "class_group", more_students),
        ("grades:removal-list", "clerk", "", more_removals),
        ("grades:amendment-list", "head", "", more_amendments),
        ("grades:review-list", "head", "", more_reviews),
        ("grades:question-list", "head", "", more_questions),
        ("imports:job-list", "clerk", "", more_jobs),
        ("todo:list", "head", "", more_tasks),
        ("students:class-subjects", "clerk", "class_group", more_students),
        ("students:class-topics", "clerk", "class_group", more_students_with_topics),
    ],
)
def test_a_page_costs_the_same_however_many_rows_it_has(
    world: World, client_of: ClientOf, name: str, persona: str, own: str, grow: Grow
) -> None:
    arguments = [getattr(world, own).public_id] if own else []
    address = reverse(name, args=arguments)
    client = client_of(persona)
    grow(world)
    assert ask_counted(client, f"{name}:{persona}", address).status_code == 200
    grow(world)
    assert ask_counted(client, f"{name}:{persona}", address).status_code == 200


def test_a_jobs_page_costs_the_same_for_three_problems_and_for_thirty(
    world: World, client_of: ClientOf
) -> None:
    job = ImportJobFactory(school=world.school, created_by=world.users["clerk"], state="checked")
    client = client_of("clerk")
    for count in (3, 27):
        ImportRowFactory.create_batch(count, job=job, school=world.school)
        ImportProblemFactory.create_batch(count, job=job, school=world.school)
        address = reverse("imports:job-detail", args=[job.public_id])
        assert ask_counted(client, "imports:job-detail:clerk", address).status_code == 200
