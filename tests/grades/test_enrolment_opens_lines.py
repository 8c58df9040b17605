"""A student brought in by a list is on the mark sheets at once."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grades.models import MarkSheet
from grades.services import open_lines_for, open_school_sheets
from schools.models import ClassGroup, Term
from students.choices import StudentStatus
from students.services import RosterEntry, enrol_students
from tests import factories
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def enrol(world: World, group: ClassGroup) -> None:
    entry = RosterEntry(
        student_id=None,
        fields={"full_name": "Trần Thị Mới", "birth_date": datetime.date(2014, 5, 1)},
        class_name=group.name,
        grade_level=group.grade_level_id,
        status=StudentStatus.STUDYING,
    )
    enrol_students(school_id=world.school.pk, school_year=world.year, entries=[entry])


def test_a_newcomer_has_a_line_on_every_sheet_of_the_open_term(world: World) -> None:
    enrol(world, world.class_group)
    names = world.sheet.records.values_list("enrolment__student__full_name", flat=True)
    assert "Trần Thị Mới" in names
    assert world.commented_sheet.records.count() == 7


def test_a_class_without_sheets_gets_none_while_entry_is_closed(world: World) -> None:
    day = world.term.entry_opens_on
    Term.objects.update(entry_opens_on=day, entry_closes_on=day)
    MarkSheet.objects.filter(class_group=world.class_group).delete()
    enrol(world, world.class_group)
    assert not MarkSheet.objects.filter(class_group=world.class_group).exists()


@pytest.mark.parametrize(("programme", "grade"), [("gdpt-2018", 3), ("gdtx", 10)])
def test_a_class_whose_circular_is_not_computed_gets_students_and_no_sheets(
    world: World, programme: str, grade: int
) -> None:
    group = factories.ClassGroupFactory(
        school=world.school,
        school_year=world.year,
        programme=programme,
        grade_level=factories.GradeLevelFactory(id=grade),
    )
    enrol(world, group)
    assert group.enrolments.count() == 1
    assert not MarkSheet.objects.filter(class_group=group).exists()
    assert open_school_sheets(school_id=world.school.pk, term=world.term) == 0


def test_exemptions_are_asked_for_once_whatever_the_number_of_classes(world: World) -> None:
    own = world.class_group
    groups = [
        factories.ClassGroupFactory(
            school=world.school,
            school_year=world.year,
            grade_level=own.grade_level,
            programme=own.programme,
            name=f"6Q{number}",
        )
        for number in range(3)
    ]
    with CaptureQueriesContext(connection) as queries:
        open_lines_for(class_group_ids=[own.pk, *(group.pk for group in groups)])
    assert all(MarkSheet.objects.filter(class_group=group).exists() for group in groups)
    assert len([each for each in queries if "students_exemption" in each["sql"]]) == 1
