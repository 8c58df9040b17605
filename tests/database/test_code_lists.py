"""PostgreSQL refuses a value its code list does not know, and a mark that is none."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, transaction
from django.db.models import Field, Model

from eduportal.exchange.models import Line
from grades.models import MarkRecord
from grades.rules.cells import CellCode
from tests.factories import (
    ClassFigureFactory,
    LineFactory,
    MarkRecordFactory,
    PostFactory,
    SchoolFactory,
)

OURS = {
    "schools",
    "students",
    "staffing",
    "grades",
    "accounts",
    "exchange",
    "imports",
    "dashboards",
    "privacy",
}
SMALLINT = range(-5, 400)


def fields_with_choices() -> Iterator[tuple[type[Model], Field]]:
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            for field in model._meta.concrete_fields:
                element = field.base_field if isinstance(field, ArrayField) else field
                if element.choices:
                    yield model, field


CHOICES = [
    pytest.param(model, field, id=f"{model._meta.label}.{field.name}")
    for model, field in fields_with_choices()
]


def checks_on(table: str, column: str) -> list[str]:
    """Definitions of the check constraints that look at the column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_constraintdef(c.oid) from pg_constraint c"
            " join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)"
            " where c.contype = 'c' and c.conrelid = %s::regclass and a.attname = %s",
            [table, column],
        )
        return [definition for (definition,) in cursor.fetchall()]


def literals(definition: str) -> set[str]:
    """Texts and numbers that stand in a definition."""
    return {text or number for text, number in re.findall(r"'([^']*)'|\b(\d+)\b", definition)}


@pytest.mark.parametrize(("model", "field"), CHOICES)
def test_every_code_list_is_known_to_the_database(
    db: None, model: type[Model], field: Field
) -> None:
    element = field.base_field if isinstance(field, ArrayField) else field
    known = {str(getattr(value, "value", value)) for value, _name in element.flatchoices}

    assert any(
        known <= literals(definition)
        for definition in checks_on(model._meta.db_table, field.column)
    ), f"{model._meta.label}.{field.name} takes any value: give it a check constraint"


@pytest.mark.parametrize(
    ("factory", "column", "value"),
    [
        (SchoolFactory, "managing_body", "'xx'"),
        (SchoolFactory, "stages", "'{03,99}'"),
        (SchoolFactory, "stages", "'{03,null}'"),
        (PostFactory, "kind", "'king'"),
        (PostFactory, "ends_on", "starts_on - 1"),
        (ClassFigureFactory, "filled", "-1"),
        (LineFactory, "standing", "'x'"),
    ],
)
def test_a_value_that_is_none_is_refused(
    db_everywhere: None, factory: type, column: str, value: str
) -> None:
    table = factory._meta.model._meta.db_table
    row = factory()
    with pytest.raises(IntegrityError, match="check constraint"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"update {table} set {column} = {value} where id = %s", [row.pk])


def test_the_marks_of_the_review_are_refused(db_everywhere: None) -> None:
    record = MarkRecordFactory()
    with pytest.raises(IntegrityError, match="check constraint"), transaction.atomic():
        MarkRecord.objects.filter(pk=record.pk).update(regular=[999] * 4, average=-7)


@pytest.mark.parametrize("field", ["regular", "midterm", "final", "average"])
@pytest.mark.parametrize("value", [-1, 101, 199, 202, 209, 212, 999])
def test_a_number_that_is_no_mark_is_refused_in_every_cell(
    db_everywhere: None, field: str, value: int
) -> None:
    record = MarkRecordFactory(complete=True)
    change = {field: [85, None, value] if field == "regular" else value}
    with pytest.raises(IntegrityError, match=f"markrecord_{field}"), transaction.atomic():
        MarkRecord.objects.filter(pk=record.pk).update(**change)


@pytest.mark.parametrize("value", [-1, 101, 199, 202, 209, 212, 218, 223, 999])
def test_a_number_that_is_no_cell_is_refused_in_the_ledger(db_everywhere: None, value: int) -> None:
    line = LineFactory(cells=[0, 100, None, 200, 201, 210, 211, 219])
    with pytest.raises(IntegrityError, match="line_cells"), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(cells=[85, None, value])


def test_an_average_is_never_an_absence(db_everywhere: None) -> None:
    record = MarkRecordFactory()
    with pytest.raises(IntegrityError, match="average_is_result"), transaction.atomic():
        MarkRecord.objects.filter(pk=record.pk).update(average=CellCode.ABSENT)


def test_only_who_studies_counts(db_everywhere: None) -> None:
    with pytest.raises(IntegrityError, match="counts_who_studies"), transaction.atomic():
        LineFactory(standing="t")


def test_a_student_counts_once_in_a_period(db_everywhere: None) -> None:
    line = LineFactory()
    with pytest.raises(IntegrityError, match="counted_once"), transaction.atomic():
        LineFactory(student_uid=line.student_uid)
    LineFactory(student_uid=line.student_uid, counted=False)
    LineFactory(student_uid=line.student_uid, period="hk2")


def test_the_database_knows_exactly_the_cells_of_the_rules(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select n from generate_series(%s, %s) n"
            " where grades_are_cells(array[null, n]::smallint[])",
            [SMALLINT.start, SMALLINT.stop - 1],
        )
        accepted = [number for (number,) in cursor.fetchall()]

    assert accepted == [*range(101), *sorted(CellCode)]


@pytest.mark.parametrize(
    ("cells", "fit"),
    [("{}", True), ("{null,null}", True), ("{0,100,null,210}", True), ("{null,101}", False)],
)
def test_an_empty_cell_is_a_cell_and_hides_no_other(db: None, cells: str, fit: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select grades_are_cells(%s::smallint[])", [cells])
        assert cursor.fetchone() == (fit,)
