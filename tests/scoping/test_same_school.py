"""No row points at a row of another school."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey, Model

from schools.models import School
from tests import factories

# The history outlives its line and its sheet: plain numbers, no foreign key at all.
OUTLIVES = {
    "grades.MarkChange.sheet",
    "grades.MarkChange.record",
    "grades.HomeroomChange.enrolment",
    "students.RegisterChange.student",
    "staffing.AssignmentChange.class_group",
    "staffing.AssignmentChange.staff",
    "staffing.StaffChange.staff",
}

# Null in requests about an account, and in rows of lists that mean no leaver; a check of the row
# ties the school to the student or leaver.
TIED = {"privacy.Correction.student", "students.EnrolmentListRow.leaver"}

# Rows may be about the whole province: the place takes the part of the school (same_place).
PLACED = {
    "imports.CellCorrection.job",
    "imports.ImportJob.mends",
    "imports.ImportProblem.job",
    "imports.ImportRow.job",
    "imports.PreparedFile.job",
    "imports.Undo.job",
}


def is_scoped(model: type[Model]) -> bool:
    try:
        return model._meta.get_field("school").related_model is School
    except FieldDoesNotExist:
        return False


POINTERS = [
    pytest.param(field, id=f"{model._meta.label}.{field.name}")
    for model in apps.get_models()
    if is_scoped(model)
    for field in model._meta.concrete_fields
    if isinstance(field, ForeignKey) and is_scoped(field.related_model)
    if f"{model._meta.label}.{field.name}" not in OUTLIVES
]


def foreign_keys(field: ForeignKey) -> set[str]:
    """What the database holds the column to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_constraintdef(c.oid) from pg_constraint c join pg_attribute a"
            " on a.attrelid = c.conrelid and a.attnum = any(c.conkey)"
            " where c.contype = 'f' and c.conrelid = %s::regclass and a.attname = %s",
            [field.model._meta.db_table, field.column],
        )
        return {definition for (definition,) in cursor.fetchall()}


def test_there_are_pointers_to_look_at() -> None:
    assert len(POINTERS) >= 20


@pytest.mark.parametrize("field", POINTERS)
def test_a_pointer_between_scoped_tables_takes_the_school_along(
    db: None, field: ForeignKey
) -> None:
    target = field.related_model._meta.db_table
    school = "place" if f"{field.model._meta.label}.{field.name}" in PLACED else "school_id"

    assert foreign_keys(field) == {
        f"FOREIGN KEY ({school}, {field.column}) REFERENCES {target}({school}, id)"
        " DEFERRABLE INITIALLY DEFERRED"
    }


@pytest.mark.parametrize("field", [each for each in POINTERS if each.id not in TIED | PLACED])
def test_a_scoped_row_always_has_a_school(field: ForeignKey) -> None:
    """A key with a null in it is not looked at: a null pointer points at nothing."""
    assert not field.model._meta.get_field("school").null


def test_a_request_about_a_student_has_a_school_all_the_same(db_everywhere: None) -> None:
    with pytest.raises(IntegrityError, match="correction_of_one_person"), transaction.atomic():
        factories.CorrectionFactory(student=factories.StudentFactory(), school=None)


def test_a_row_of_a_list_that_means_a_leaver_has_a_school_all_the_same(
    db_everywhere: None,
) -> None:
    wrong = "listrow_of_a_leaver_has_a_school"
    with pytest.raises(IntegrityError, match=wrong), transaction.atomic():
        factories.EnrolmentListRowFactory(school=None)


def settle() -> None:
    """Run now what waits for the commit."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


@pytest.mark.parametrize(
    ("factory", "pointer", "target"),
    [
        (factories.MarkSheetFactory, "class_group", factories.ClassGroupFactory),
        (factories.MarkRecordFactory, "sheet", factories.MarkSheetFactory),
        (factories.MarkRecordFactory, "enrolment", factories.EnrolmentFactory),
        (factories.EnrolmentFactory, "student", factories.StudentFactory),
        (factories.TeachingAssignmentFactory, "staff", factories.StaffMemberFactory),
        (factories.EntryExceptionFactory, "class_group", factories.ClassGroupFactory),
        (factories.LineFactory, "package", factories.PackageFactory),
        (factories.ImportRowFactory, "job", factories.ImportJobFactory),
    ],
)
def test_a_row_pointing_at_another_school_is_refused(
    db_everywhere: None, factory: type, pointer: str, target: type
) -> None:
    school = factories.SchoolFactory()
    foreign = target()
    with pytest.raises(IntegrityError, match="same_school"), transaction.atomic():
        factory(**{pointer: foreign, "school": school})
        settle()


def test_a_row_cannot_be_moved_away_from_what_it_points_at(db_everywhere: None) -> None:
    record, other = factories.MarkRecordFactory(), factories.SchoolFactory()
    with pytest.raises(IntegrityError, match="same_school"), transaction.atomic():
        type(record).objects.filter(pk=record.pk).update(school=other)
        settle()


def test_a_row_about_the_province_hangs_on_nothing_of_a_school(db_everywhere: None) -> None:
    foreign = factories.ImportJobFactory()
    with pytest.raises(IntegrityError, match="same_school"), transaction.atomic():
        factories.ImportRowFactory(job=foreign, school=None)
        settle()
    factories.ImportRowFactory(job=factories.ImportJobFactory(school=None), school=None)
    settle()
