"""A student brought in by a list is on the mark sheets at once."""

import datetime

import pytest

from students.choices import StudentStatus
from students.services import RosterEntry, enrol_students
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def enrol(world: World) -> None:
    entry = RosterEntry(
        student_id=None,
        fields={"full_name": "Trần Thị Mới", "birth_date": datetime.date(2014, 5, 1)},
        class_name=world.class_group.name,
        grade_level=world.class_group.grade_level_id,
        status=StudentStatus.STUDYING,
    )
    enrol_students(school_id=world.school.pk, school_year=world.year, entries=[entry])


def test_a_newcomer_has_a_line_on_every_sheet_of_the_open_term(world: World) -> None:
    enrol(world)
    names = world.sheet.records.values_list("enrolment__student__full_name", flat=True)
    assert "Trần Thị Mới" in names
    assert world.commented_sheet.records.count() == 7


def test_a_term_whose_entry_is_over_gets_no_new_line(world: World) -> None:
    world.term.entry_closes_on = world.term.entry_opens_on
    world.term.save()
    enrol(world)
    assert world.sheet.records.count() == 6
