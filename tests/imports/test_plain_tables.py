"""What holds for every kind of plain table: nothing a cell may hold ends a check unsaid."""

import datetime
from typing import Any

import pytest

from eduportal.imports.causes import MOST_OF_A_CAUSE
from eduportal.imports.choices import JobState
from eduportal.imports.importer import load_importer
from eduportal.imports.models import ImportJob
from eduportal.imports.records import RecordImporter
from eduportal.registry import IMPORTERS
from tests.files import xlsx
from tests.imports.jobs import checked, sentences
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")

HOSTILE: list[Any] = [
    -1,
    0.5,
    1e15,
    "1e400",
    "NaN",
    "Infinity",
    "²³",
    "１２",
    "=1+1",
    "#REF!",
    "<b>6A1</b>",
    "%(name)s %d",
    "a" * 2000,
    "Trần\ufffd",
    "\u202eA1",
    "6A1\n6A2",
    "’’",
    "-",
    True,
    datetime.date(1899, 1, 1),
    datetime.datetime(2026, 1, 6, 13, 5),
    "31/02/2026",
    "2026-13-01",
    "Lớp",
    "Xã",
    "p.",
    "01 02 03 04 05",
    ";;,,",
]


def plain_tables() -> list[type[RecordImporter]]:
    kinds = [load_importer(key) for key in IMPORTERS]
    return [kind for kind in kinds if issubclass(kind, RecordImporter)]


def bring(world: World, kind: type[RecordImporter], rows: list[list[Any]]) -> ImportJob:
    titles = [column.titles[0] for column in kind.table]
    fields = kind.options_form.base_fields
    options = {
        "year": world.year.code,
        "source": "vnEdu",
        "announced_on": "2026-06-20",
        "kind": "entrance",
    }
    options = {name: value for name, value in options.items() if name in fields}
    school = None if kind.of_province else world.school
    user = world.users["department_admin" if kind.of_province else "head"]
    return checked(xlsx([["DANH SÁCH"], titles, *rows]), kind.key, school, user=user, **options)


@pytest.mark.parametrize("kind", plain_tables(), ids=lambda kind: kind.key)
def test_a_cell_with_anything_in_it_is_read_or_refused_with_a_sentence(
    world: World, kind: type[RecordImporter]
) -> None:
    width = len(kind.table)
    rows: list[list[Any]] = []
    for at in range(width):
        for value in HOSTILE:
            row: list[Any] = [f"X{len(rows)}"] * width
            row[at] = value
            rows.append(row)
    job = bring(world, kind, rows)
    assert (job.state, job.refusal) == (JobState.CHECKED, "")
    assert job.total == len(rows)
    refused = set(job.rows.filter(action="refused").values_list("number", flat=True))
    said = set(job.problems.exclude(row=None).values_list("row", flat=True))
    # Of one cause no more are listed than MOST_OF_A_CAUSE.
    assert refused <= said or len(said) >= MOST_OF_A_CAUSE
    assert all(sentences(job))
