"""A file with more problems of one kind than anybody reads: all count, the first are kept."""

from io import BytesIO

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from eduportal.imports.causes import MOST_OF_A_CAUSE
from eduportal.imports.models import ImportJob
from eduportal.imports.selectors import problem_groups
from tests.imports.jobs import ROSTER, checked, in_vietnamese, prepared
from tests.imports.rosters import new_row, roster
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
WRONG = MOST_OF_A_CAUSE + 3
TOLD = "Of each kind of problem the first %(most)s are listed."


@pytest.fixture
def content() -> bytes:
    rows = (new_row(full_name=f"Trần Văn {n}", birth_date="31/02/2014") for n in range(WRONG))
    return roster(*rows, new_row(status="?"))


def test_the_first_of_a_kind_are_kept_and_all_are_counted(world: World, content: bytes) -> None:
    job = checked(content, ROSTER, world.school, year=world.year.code)

    kept = job.problems.filter(rule="date_impossible")
    assert kept.count() == MOST_OF_A_CAUSE
    assert kept.order_by("pk").last().row == MOST_OF_A_CAUSE + 1
    assert {group.rule: group.count for group in problem_groups(job)} == {
        "date_impossible": WRONG,
        "status_unknown": 1,
    }
    assert job.refused == WRONG + 1


def test_page_workbook_and_command_say_that_not_all_are_listed(
    world: World, content: bytes, client_of, tmp_path, capsys
) -> None:
    job = checked(content, ROSTER, world.school, year=world.year.code)
    said = in_vietnamese(TOLD, most="1.000")

    shown = client_of("head").get(reverse("imports:job-detail", args=[job.public_id]))
    assert said in shown.content.decode() and "1.003" in shown.content.decode()
    workbook = client_of("head").get(prepared(job))
    rows = list(openpyxl.load_workbook(BytesIO(workbook.content)).active.values)
    assert len(rows) == 1 + MOST_OF_A_CAUSE + 1 + 1 and rows[-1][0] == said

    path = tmp_path / "ds.xlsx"
    path.write_bytes(content + b"")
    ImportJob.objects.all().delete()
    call_command("import_file", ROSTER, path, school=world.school.code, year=world.year.code)
    assert said in capsys.readouterr().out


def test_a_file_with_few_problems_lists_them_all(world: World, client_of) -> None:
    job = checked(
        roster(new_row(birth_date="31/02/2014")), ROSTER, world.school, year=world.year.code
    )
    shown = client_of("head").get(reverse("imports:job-detail", args=[job.public_id]))
    assert in_vietnamese(TOLD, most="1.000") not in shown.content.decode()
