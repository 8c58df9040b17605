"""A student brought in by a list is on the mark sheets at once."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grades.models import MarkSheet
from grades.services import open_school_sheets
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


def asked(world: World, *classes: str) -> int:
    """How many statements a list of one newcomer in each of these new classes takes."""
    entries = [
        RosterEntry(
            student_id=None,
            fields={"full_name": f"Trần {name}", "birth_date": datetime.date(2014, 5, 1)},
            class_name=name,
            grade_level=world.class_group.grade_level_id,
            status=StudentStatus.STUDYING,
        )
        for name in classes
    ]
    with CaptureQueriesContext(connection) as queries:
        enrol_students(
            school_id=world.school.pk,
            school_year=world.year,
            entries=entries,
            create_classes=True,
        )
    sheets = MarkSheet.objects.filter(class_group__name__in=classes)
    assert sheets.values("class_group").distinct().count() == len(classes)
    return len(queries)


def test_a_list_takes_as_many_statements_whatever_the_number_of_its_classes(world: World) -> None:
    assert asked(world, "6Q1") == asked(world, "6Q2", "6Q3", "6Q4")
