"""How a sheet, a set and a record begin, and what a record keeps, whoever writes the SQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from tests.factories import MarkRecordFactory, MarkSheetFactory, class_package

COPIED_SHEET = """
insert into grades_marksheet (public_id, school_id, class_group_id, subject_id, term_id, form,
    regular_count, has_topic, regulation_id, state, revision, changed_at)
select gen_random_uuid(), school_id, class_group_id, subject_id, term_id, form, regular_count,
    has_topic, regulation_id, %s, 0, now() from grades_marksheet
"""
COPIED_SET = """
insert into grades_regulationset
select (jsonb_populate_record(s, jsonb_build_object('id', 0, 'code', 'x', 'digest', 'x',
    'state', %s::text))).* from grades_regulationset s
"""
EVERYTHING_ELSE = [
    ("uid = gen_random_uuid()", "keeps its"),
    ("id = id + 1000000, midterm = 10", "keeps its"),
    ("midterm = 200", "does not fit"),
    ("average = 201", "does not fit"),
    ("regular = '{80,201,null,null}'", "does not fit"),
    ("regular = '[5:8]={80,80,80,80}'", "regular_are_cells"),
    ("regular = '{{80,80},{80,80}}'", "regular_are_cells"),
]


def refused(sql: str, match: str, *params: object) -> None:
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.execute("set constraints all immediate")


@pytest.mark.usefixtures("db_everywhere")
class Guards:
    @pytest.mark.parametrize("state", ["submitted", "approved", "sealed"])
    def test_a_sheet_begins_open(self, state: str) -> None:
        MarkSheetFactory()
        refused(COPIED_SHEET, "begins open", state)

    @pytest.mark.parametrize("state", ["in_force", "discarded"])
    def test_a_set_begins_as_a_draft(self, state: str) -> None:
        refused(COPIED_SET, "must begin as a draft", state)

    @pytest.mark.parametrize(("change", "match"), EVERYTHING_ELSE)
    def test_a_record_keeps_its_names_and_fits_its_sheet(self, change: str, match: str) -> None:
        MarkRecordFactory()
        refused(f"update grades_markrecord set {change}", match)

    def test_a_commented_sheet_holds_no_marks(self) -> None:
        MarkRecordFactory(sheet=MarkSheetFactory(commented=True))
        for change in ("midterm = 0", "average = 100", "regular = '{null,80}'"):
            refused(f"update grades_markrecord set {change}", "does not fit")
        MarkRecord.objects.update(regular=[201, 211], midterm=210, final=200, average=200)

    def test_a_sheet_with_a_record_outside_the_package_is_not_sealed(self) -> None:
        record = MarkRecordFactory(sheet=MarkSheetFactory(approved=True), complete=True)
        sheet = record.sheet
        class_package(sheet.class_group, sheet.term)
        refused("update grades_marksheet set state = 'sealed'", "no accepted package")
        assert MarkSheet.objects.get().state == SheetState.APPROVED


class TestAsRuntimeRole(Guards):
    """The portal's own role."""


@pytest.mark.usefixtures("as_owner")
class TestAsOwner(Guards):
    """The owner of the tables."""
