"""One bad cell of a file is a problem of its own; the other rows are read and written."""

import pytest

from eduportal.workbooks.cells import CellProblem, text_value
from grades.models import MarkRecord
from students.models import Student
from tests import files
from tests.imports.jobs import MARKS, ROSTER, checked, counts, found, sentences, written
from tests.imports.marks import IDENTITY, TITLE, identity
from tests.imports.marks import MARKS as TITLES
from tests.imports.rosters import HEAD, new_row
from tests.world import World

pytestmark = pytest.mark.django_db
UNREADABLE = ["\x00", "\x01", "\x0b", "\x7f", "\u202e", "\ufffd", "\uffff"]


def as_csv(rows: list[list[object]]) -> bytes:
    lines = (";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    return "\r\n".join(lines).encode()


def as_xls(rows: list[list[object]]) -> bytes:
    return files.xls([["" if cell is None else cell for cell in row] for row in rows])


@pytest.mark.parametrize("bad", UNREADABLE)
@pytest.mark.parametrize("write", [as_csv, as_xls])
def test_a_list_leaves_out_the_row_and_takes_in_the_others(
    write, bad: str, world: World, db_everywhere: None
) -> None:
    rows = [HEAD, new_row(full_name=f"Lê{bad} Ác"), new_row(full_name="Lê Văn Lành")]

    job = checked(write(rows), ROSTER, world.school, year=world.year.code, name="ds.csv")

    assert found(job) == [("C2", "unreadable_character")]
    assert "“Lê\ufffd Ác” holds a character that cannot be read" in sentences(job)[0]
    assert (counts(job)["new"], counts(job)["refused"]) == (1, 1)
    written(job)
    assert Student.objects.filter(full_name="Lê Văn Lành").exists()


@pytest.mark.parametrize("bad", UNREADABLE)
def test_marks_leave_out_the_cell_and_take_in_the_others(
    bad: str, world: World, db_everywhere: None
) -> None:
    good, hostile = [*identity(world, 0), "8"], [*identity(world, 1), f"9{bad}", "7"]
    content = as_xls([[TITLE], [], [*IDENTITY, *TITLES], good, hostile])

    job = written(checked(content, MARKS, world.school, name="diem.xls"))

    assert found(job) == [("E5", "unreadable_character")]
    stored = [MarkRecord.objects.get(pk=r.pk).regular for r in world.records[world.sheet][:2]]
    assert [marks[:2] for marks in stored] == [[80, None], [None, 70]]


@pytest.mark.parametrize("bad", [*UNREADABLE, "\ud800"])
def test_no_text_of_a_cell_holds_what_no_text_may(bad: str) -> None:
    with pytest.raises(CellProblem) as refused:
        text_value(f"a{bad}b")

    assert refused.value.code == "unreadable_character"
