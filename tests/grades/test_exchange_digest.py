"""One line that says whether two levels hold the same records."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from eduportal.exchange.models import Line
from grades.choices import SheetState
from grades.selectors.term_lines import term_lines
from tests.factories import (
    LineFactory,
    MarkRecordFactory,
    MarkSheetFactory,
    PackageFactory,
    class_package,
)
from tests.grades.conftest import set_state

pytestmark = pytest.mark.usefixtures("db_everywhere")
LAYOUT = [["toan", "scored", 2, 0]]
CELLS = [85, 85, 85, 85, 85]


def digest(*arguments: str) -> dict[str, Any]:
    printed = StringIO()
    call_command("exchange_digest", "--json", *arguments, stdout=printed)
    found: dict[str, Any] = json.loads(printed.getvalue())
    return found


def line(**package: Any) -> Line:
    return LineFactory(package=PackageFactory(layout=LAYOUT, **package), cells=CELLS)


def test_the_same_records_give_the_same_digest_on_both_levels() -> None:
    sheet = MarkSheetFactory(approved=True)
    MarkRecordFactory.create_batch(3, sheet=sheet, complete=True)
    found = term_lines(sheet.class_group, sheet.term)
    package = class_package(
        sheet.class_group, sheet.term, layout=[list(each) for each in found.layout]
    )
    for uid, *_identity, standing, _left, cells, result in found.lines:
        LineFactory(package=package, student_uid=uid, standing=standing, cells=cells, result=result)
    set_state(sheet, SheetState.SEALED)
    MarkRecordFactory(complete=True)

    assert digest("--level", "school") == digest() == digest("--origin", "long-an")
    assert digest()["records"] == 3


@pytest.mark.parametrize(
    "change",
    [
        {"cells": [85, 85, 85, 85, 84]},
        {"cells": [85, 85, 85, None, 85]},
        {"result": [4]},
        {"standing": "d", "counted": False},
    ],
)
def test_any_other_mark_gives_another_digest(change: dict[str, Any]) -> None:
    row = line()
    before = digest()
    Line.objects.filter(pk=row.pk).update(**change)

    assert digest()["digest"] != before["digest"]
    assert digest()["records"] == 1


def test_one_sealing_node_is_compared_at_a_time() -> None:
    line(origin="truong-a")
    alone = digest()
    line(origin="long-an")

    assert digest("--origin", "truong-a") == alone != digest()
    assert digest()["records"] == 2


def test_a_person_reads_the_level_and_the_count() -> None:
    line()
    printed = StringIO()
    call_command("exchange_digest", stdout=printed)

    assert printed.getvalue().startswith("ledger: 1 records, digest ")
