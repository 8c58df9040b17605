"""One line that says whether two levels hold the same records."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from grades.choices import SheetState
from grades.models import LedgerLine
from tests.factories import LedgerLineFactory, MarkRecordFactory, MarkSheetFactory, PackageFactory
from tests.grades.conftest import set_state

pytestmark = pytest.mark.usefixtures("db_everywhere")


def digest(*arguments: str) -> dict[str, Any]:
    printed = StringIO()
    call_command("exchange_digest", "--json", *arguments, stdout=printed)
    found: dict[str, Any] = json.loads(printed.getvalue())
    return found


def test_the_same_records_give_the_same_digest_on_both_levels() -> None:
    sheet = MarkSheetFactory(approved=True)
    package = PackageFactory(
        school=sheet.school, class_name=sheet.class_group.name, term_code=sheet.term.code
    )
    for record in MarkRecordFactory.create_batch(3, sheet=sheet, complete=True):
        student = record.enrolment.student
        LedgerLineFactory(
            package=package,
            record_uid=record.uid,
            student_uid=student.person_uid,
            student_code=student.ministry_code,
            subject_code=sheet.subject.code,
            regular=record.regular,
        )
    set_state(sheet, SheetState.SEALED)
    MarkRecordFactory(complete=True)

    assert digest("--level", "school") == digest() == digest("--origin", "long-an")
    assert digest()["records"] == 3


@pytest.mark.parametrize(
    "change", [{"average": 84}, {"final": None}, {"exempt": True}, {"regular": [85, 85, 85, 0]}]
)
def test_any_other_mark_gives_another_digest(change: dict[str, Any]) -> None:
    line = LedgerLineFactory()
    before = digest()
    LedgerLine.objects.filter(pk=line.pk).update(**change)

    assert digest()["digest"] != before["digest"]
    assert digest()["records"] == 1


def test_one_sealing_node_is_compared_at_a_time() -> None:
    LedgerLineFactory(package=PackageFactory(origin="truong-a"))
    alone = digest()
    LedgerLineFactory(package=PackageFactory(origin="long-an"))

    assert digest("--origin", "truong-a") == alone != digest()
    assert digest()["records"] == 2


def test_a_person_reads_the_level_and_the_count() -> None:
    LedgerLineFactory()
    printed = StringIO()
    call_command("exchange_digest", stdout=printed)

    assert printed.getvalue().startswith("ledger: 1 records, digest ")
