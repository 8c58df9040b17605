"""The database keeps a sealed sheet as it was, whoever asks, and knows the steps of a sheet."""

from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from grades.choices import STEPS, SheetState
from grades.models import MarkRecord, MarkSheet
from tests.factories import (
    EnrolmentFactory,
    MarkRecordFactory,
    MarkSheetFactory,
    class_package,
)
from tests.factories.marks import set_state

pytestmark = pytest.mark.usefixtures("db_everywhere")
LEGAL = {(start, end) for starts, end in STEPS.values() for start in starts}


@pytest.fixture
def sealed() -> MarkSheet:
    """A sealed sheet of one line; the line was there before the seal."""
    sheet = MarkSheetFactory(approved=True)
    MarkRecordFactory(sheet=sheet, complete=True)
    set_state(sheet, SheetState.SEALED)
    MarkSheetFactory(sealed=True, class_group=sheet.class_group, term=sheet.term, subject__code="x")
    return sheet


def test_the_guard_gives_the_scope_back(db_everywhere: None) -> None:
    MarkRecordFactory()
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('eduportal.scope')")
        before = cursor.fetchone()
        MarkRecord.objects.update(midterm=50)
        cursor.execute("select current_setting('eduportal.scope')")
        assert cursor.fetchone() == before


def refused(match: str):
    return pytest.raises(IntegrityError, match=match)


@pytest.mark.parametrize(
    "sql",
    [
        "update grades_markrecord set final = 100 where sheet_id = %s",
        "update grades_markrecord set remark = 'x' where sheet_id = %s",
        "delete from grades_markrecord where sheet_id = %s",
        "update grades_marksheet set regular_count = 2 where id = %s",
        "update grades_marksheet set state = 'open' where id = %s",
    ],
)
def test_raw_sql_cannot_touch_a_sealed_sheet(sealed: MarkSheet, sql: str) -> None:
    with refused("is sealed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [sealed.pk])


SHADOW = "create temporary table grades_marksheet (like public.grades_marksheet)"
BLIND = " returning set_config('eduportal.scope', '{}', true)"
NEW_LINE = """
insert into grades_markrecord (uid, school_id, sheet_id, enrolment_id, regular, exempt, remark)
select gen_random_uuid(), s.school_id, s.id, e.id, '{null}', false, ''
from grades_marksheet s join students_enrolment e using (class_group_id)
where s.id = %s and e.id not in (select enrolment_id from grades_markrecord)
"""
ATTACKS = [
    ["update grades_markrecord set average = 100 where sheet_id = %s" + BLIND],
    [NEW_LINE + BLIND],
    [SHADOW, "update grades_markrecord set final = 100 where sheet_id = %s"],
    [SHADOW, "delete from grades_markrecord where sheet_id = %s"],
]


def attack(statements: list[str], sheet: MarkSheet) -> None:
    EnrolmentFactory(class_group=sheet.class_group)
    with refused("is sealed"), transaction.atomic(), connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql, [sheet.pk] if "%s" in sql else None)


@pytest.mark.parametrize("statements", ATTACKS)
def test_neither_scope_nor_temporary_table_hides_the_seal(
    sealed: MarkSheet, statements: list[str]
) -> None:
    attack(statements, sealed)


@pytest.mark.parametrize("statements", ATTACKS)
def test_nor_does_it_for_the_owner(
    as_owner: None, sealed: MarkSheet, statements: list[str]
) -> None:
    attack(statements, sealed)


def test_a_sealed_sheet_without_lines_stays_too(sealed: MarkSheet) -> None:
    empty = MarkSheet.objects.exclude(pk=sealed.pk).get()
    with refused("is sealed"), transaction.atomic():
        empty.delete()


def test_a_sealed_sheet_takes_no_new_line(sealed: MarkSheet) -> None:
    newcomer = EnrolmentFactory(class_group=sealed.class_group)
    with refused("is sealed"), transaction.atomic():
        MarkRecordFactory(sheet=sealed, enrolment=newcomer)


def test_a_line_goes_neither_to_a_sealed_sheet_nor_away_from_one(sealed: MarkSheet) -> None:
    elsewhere = MarkRecordFactory(
        sheet=MarkSheetFactory(class_group=sealed.class_group, subject__code="y")
    )
    with refused("is sealed"), transaction.atomic():
        MarkRecord.objects.filter(pk=elsewhere.pk).update(sheet=sealed)
    with refused("is sealed"), transaction.atomic():
        MarkRecord.objects.filter(sheet=sealed).update(sheet=elsewhere.sheet)


def test_one_sealed_sheet_among_many_stops_the_whole_statement(sealed: MarkSheet) -> None:
    open_line = MarkRecordFactory()
    with refused("is sealed"), transaction.atomic():
        MarkRecord.objects.update(midterm=50)
    assert MarkRecord.objects.get(pk=open_line.pk).midterm is None


def test_writing_a_sealed_sheet_as_it_is_changes_nothing(sealed: MarkSheet) -> None:
    assert MarkSheet.objects.filter(pk=sealed.pk).update(state=SheetState.SEALED) == 1


@pytest.mark.parametrize(("start", "end"), list(product(SheetState, repeat=2)))
def test_a_sheet_takes_the_steps_of_the_table_only(start: SheetState, end: SheetState) -> None:
    sheet = MarkSheetFactory(state=start)
    if start != SheetState.SEALED:
        class_package(sheet.class_group, sheet.term)
    move = MarkSheet.objects.filter(pk=sheet.pk)
    if start == end or (start, end) in LEGAL:
        assert move.update(state=end) == 1
    else:
        with refused("cannot go|is sealed"), transaction.atomic():
            move.update(state=end)
