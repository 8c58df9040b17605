"""New objects by one COPY and one INSERT: in their order, with their keys, past no rule."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from eduportal import scoping
from eduportal.core.bulk import insert_new, insert_rows
from students.models import Student
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def student(school_id: int, name: str, code: str | None = None) -> Student:
    born = datetime.date(2014, 5, 6)
    return Student(school_id=school_id, full_name=name, birth_date=born, ministry_code=code)


def test_each_object_gets_its_own_key_in_the_order_given(world: World) -> None:
    names = ["Ân", "Bình\tAn", 'Chi "C"', "\\N", "Dũng\\"]
    students = [student(world.school.pk, name) for name in names]

    insert_new(students)

    assert [each.pk for each in students] == sorted(each.pk for each in students)
    stored = Student.objects.in_bulk([each.pk for each in students])
    for each in students:
        found = stored[each.pk]
        assert (found.full_name, found.public_id) == (each.full_name, each.public_id)
        assert (found.ministry_code, found.birth_date) == (None, each.birth_date)
        assert (found.sex, found.status) == (each.sex, each.status)


def test_nothing_to_insert_asks_nothing(world: World, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        insert_new([])


def test_what_the_database_refuses_is_refused(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_new([student(world.school.pk, "Ân", "1"), student(world.school.pk, "Bình", "1")])


def test_no_row_goes_to_a_school_outside_the_scope(world: World) -> None:
    with (
        scoping.schools([world.school.pk]),
        pytest.raises(Exception, match="row-level security"),
        transaction.atomic(),
    ):
        insert_new([student(world.foreign_school.pk, "Ân")])
    assert connection.is_usable()


def test_rows_get_what_is_said_of_all_and_the_defaults_of_the_model(world: World) -> None:
    born = datetime.date(2014, 5, 6)
    names = ["full_name", "birth_date", "sort_key", "search_key"]

    keys = insert_rows(
        Student,
        names,
        [("Ân", born, "a", "an"), ("Bo\\", born, "b", "bo")],
        school_id=world.school.pk,
    )

    first, second = (Student.objects.get(pk=key) for key in keys)
    assert (first.full_name, second.full_name) == ("Ân", "Bo\\")
    assert {first.school_id, second.school_id} == {world.school.pk}
    default = Student()
    for each in (first, second):
        assert (each.status, each.sex, each.is_current) == (default.status, default.sex, True)
        assert (each.ministry_code, each.ethnicity) == (None, "")
    assert len({first.public_id, first.person_uid, second.public_id, second.person_uid}) == 4
