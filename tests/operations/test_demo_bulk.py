"""Many rows at once: every text survives COPY, and no rule of the database is bypassed."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from eduportal import scoping
from eduportal.core.bulk import copy_rows, copy_text, stage_rows
from eduportal.operations.demo.bulk import (
    insert_rows,
    reserve_ids,
    without_guards,
    without_trigger,
)
from grades.models import MarkChange, MarkRecord
from students.models import Student
from tests import factories

# Filling a table without its indexes and reserving keys is for its owner: the demo.
pytestmark = pytest.mark.usefixtures("as_owner")

TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, r"\N"),
        (True, "t"),
        (False, "f"),
        (85, "85"),
        ("Lá\t2", r"Lá\t2"),
        ("C:\\N", r"C:\\N"),
        ([85, None], "{85,NULL}"),
        (['a,"b"'], r'{"a,\\"b\\""}'),
    ],
)
def test_a_value_is_written_as_copy_reads_it(value, text):
    assert copy_text(value) == text


@pytest.mark.django_db
@given(TEXT, st.lists(st.one_of(st.none(), TEXT)))
def test_every_text_and_every_array_survives(text, array):
    with connection.cursor() as cursor, transaction.atomic():
        stage_rows(cursor, "survivors", {"one": "text", "many": "text[]"}, [(text, array)])
        cursor.execute("select one, many from survivors")
        assert cursor.fetchall() == [(text, array)]


@pytest.mark.django_db
def test_more_rows_than_one_buffer_holds_arrive_in_order():
    rows = [(number, "Trường" * 20) for number in range(5000)]
    with connection.cursor() as cursor:
        cursor.execute("create temporary table many (number integer, name text) on commit drop")
        assert copy_rows(cursor, "many", ["number", "name"], iter(rows)) == 5000
        cursor.execute("select number, name from many order by number")
        assert cursor.fetchall() == rows


WINDOW = [
    "school_id",
    "term_id",
    "public_id",
    '"column"',
    "opens_on",
    "closes_on",
    "reason",
    "set_at",
]


@pytest.mark.django_db
def test_rows_of_another_school_are_refused_like_any_insert():
    with scoping.everywhere("a test builds its world"):
        school, other = factories.SchoolFactory(), factories.SchoolFactory()
        term = factories.TermFactory()
    day = term.starts_on
    with scoping.schools([school.pk]), connection.cursor() as cursor:
        rows = [(school.pk, term.pk, uuid4(), "", day, day, "mưa bão", timezone.now())]
        assert insert_rows(cursor, "grades_schoolwindow", WINDOW, rows) == 1
        again = insert_rows(
            cursor, "grades_schoolwindow", WINDOW, rows, on_conflict="on conflict do nothing"
        )
        assert again == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            foreign = [(other.pk, term.pk, uuid4(), "", day, day, "", timezone.now())]
            insert_rows(cursor, "grades_schoolwindow", WINDOW, foreign)


def test_reserved_keys_are_never_given_out_again(db_everywhere):
    with connection.cursor() as cursor:
        ids = reserve_ids(cursor, "schools_school", 3)
        assert len(ids) == 3
        assert reserve_ids(cursor, "schools_school", 2).start == ids.stop
    assert factories.SchoolFactory().pk == ids.stop + 2


STUDENT = [
    "public_id", "person_uid", "is_current", "school_id", "full_name", "sort_key", "search_key",
    "birth_date", "sex", "ethnicity", "status", "personal_number",
]  # fmt: skip


def student_row(school_id, personal_number):
    uid = f"00000000-0000-4000-8000-{int(personal_number or 0):012d}"
    name = ("A", "a", "a", "2015-01-01", "1", "Kinh", "studying")
    return (uid, uid, True, school_id, *name, personal_number)


@pytest.mark.parametrize(
    ("school_id", "personal_number", "promise"),
    [
        (None, "12", "12_digits"),
        (-1, "123456789012", "foreign key"),
    ],
)
def test_a_bad_row_is_still_refused_when_the_guards_come_back(
    db_everywhere, school_id, personal_number, promise
):
    school_id = school_id or factories.SchoolFactory().pk
    with (
        pytest.raises(IntegrityError, match=promise),
        transaction.atomic(),
        connection.cursor() as cursor,
        without_guards(cursor, "students_student"),
    ):
        row = student_row(school_id, personal_number)
        insert_rows(cursor, "students_student", STUDENT, [row])


def test_a_table_with_rows_keeps_its_guards(db_everywhere):
    student = factories.StudentFactory(personal_number="123456789012")
    with (
        connection.cursor() as cursor,
        without_guards(cursor, "students_student"),
        pytest.raises(IntegrityError, match="personal_number"),
        transaction.atomic(),
    ):
        row = student_row(student.school_id, student.personal_number)
        insert_rows(cursor, "students_student", STUDENT, [row])
    assert Student.objects.count() == 1


def test_a_sleeping_trigger_wakes_up_again(db_everywhere):
    record = factories.MarkRecordFactory()
    changes = MarkChange.objects.count()
    with (
        connection.cursor() as cursor,
        without_trigger(cursor, "grades_markrecord", "markrecord_history_update"),
    ):
        MarkRecord.objects.filter(pk=record.pk).update(midterm=80)
    assert MarkChange.objects.count() == changes
    MarkRecord.objects.filter(pk=record.pk).update(midterm=85)
    assert MarkChange.objects.count() == changes + 1
