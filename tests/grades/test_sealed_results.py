"""What was sealed of a term is written by the seal and by amendments alone, whoever writes SQL."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from grades.models import MarkRecord, SealedStay, TermResult
from tests.factories import (
    EnrolmentFactory,
    MarkRecordFactory,
    MarkSheetFactory,
    SealedStayFactory,
    TermResultFactory,
)
from tests.factories.marks import set_state
from tests.grades.conftest import amending

Sealed = tuple[MarkRecord, MarkRecord]


@pytest.fixture
def sealed(db_everywhere: None) -> Sealed:
    """Two students of a sealed class, each with a result and what the seal took along."""
    sheet = MarkSheetFactory(approved=True)
    lines = [MarkRecordFactory(sheet=sheet, complete=True) for _number in range(2)]
    for line in lines:
        TermResultFactory(enrolment=line.enrolment, term=sheet.term)
        SealedStayFactory(enrolment=line.enrolment, term=sheet.term)
    set_state(sheet, "sealed")
    return lines[0], lines[1]


def refused(change: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        change()


def raw(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


class Guards:
    @pytest.mark.parametrize(
        "sql",
        [
            "update grades_termresult set learning = 4",
            "update grades_termresult set conduct = 4",
            "delete from grades_termresult",
            "update grades_sealedstay set is_counted = false",
            "delete from grades_sealedstay",
        ],
    )
    def test_raw_sql_cannot_touch_what_was_sealed(self, sealed: Sealed, sql: str) -> None:
        refused(lambda: raw(sql))

    def test_nothing_comes_to_a_sealed_term(self, sealed: Sealed) -> None:
        line, _other = sealed
        late = EnrolmentFactory(class_group=line.sheet.class_group)
        refused(lambda: TermResultFactory(enrolment=late, term=line.sheet.term))
        refused(lambda: SealedStayFactory(enrolment=late, term=line.sheet.term))

    def test_an_amendment_changes_the_results_of_its_own_students_alone(
        self, sealed: Sealed
    ) -> None:
        line, other = sealed
        with amending(line):
            TermResult.objects.filter(enrolment=line.enrolment).update(learning=2)
            SealedStay.objects.filter(enrolment=line.enrolment).update(is_counted=False)
            refused(lambda: TermResult.objects.filter(enrolment=other.enrolment).update(learning=2))
            refused(lambda: TermResult.objects.filter(enrolment=line.enrolment).delete())
        refused(lambda: TermResult.objects.filter(enrolment=line.enrolment).update(learning=3))


class TestAsRuntimeRole(Guards):
    """The portal's own role."""


@pytest.mark.usefixtures("as_owner")
class TestAsOwner(Guards):
    """The owner of the tables."""


def test_until_every_sheet_is_sealed_results_are_computed_again(db_everywhere: None) -> None:
    line = MarkRecordFactory(sheet=MarkSheetFactory(approved=True), complete=True)
    sheet = line.sheet
    TermResultFactory(enrolment=line.enrolment, term=sheet.term)
    set_state(sheet, "sealed")
    refused(lambda: TermResult.objects.update(learning=2))
    MarkSheetFactory(class_group=sheet.class_group, term=sheet.term, subject__code="late")
    assert TermResult.objects.update(learning=2) == 1
