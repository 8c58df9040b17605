"""The cells of one column: equal texts are understood once, and nothing is taken for another."""

from eduportal.workbooks.cells import class_value, date_value, display_text
from eduportal.workbooks.columns import ColumnReader
from eduportal.workbooks.headers import Header
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.values import ShownNumber, Value

HEADER = Header("S", 1, 1, {"day": (1,)}, {"day": "Ngày sinh"}, ("day",), {}, "", (), 2)


def rows(*cells: Value) -> list[TableRow]:
    return [TableRow(HEADER, number, ["", cell], "") for number, cell in enumerate(cells, 2)]


def test_equal_texts_are_understood_once_over_all_rows_of_a_file() -> None:
    asked: list[Value] = []

    def reader(value: Value) -> str:
        asked.append(value)
        return display_text(value).upper()

    column = ColumnReader("day", reader)
    assert column.read(rows("a", "b", "a"))[0] == ["A", "B", "A"]
    assert column.read(rows("b", "c"))[0] == ["B", "C"]
    assert asked == ["a", "b", "c"]


def test_a_number_shown_otherwise_is_not_taken_for_its_equal() -> None:
    found, _problems = ColumnReader("day", class_value).read(
        rows(12.1, ShownNumber(12.1, "12.10"), "12.1")
    )
    assert found == ["12.1", "12.10", "12.1"]


def test_every_wrong_cell_is_said_at_its_own_place() -> None:
    found, problems = ColumnReader("day", date_value).read(
        rows("31/02/2014", "01/03/2014", "31/02/2014")
    )
    assert [day is None for day in found] == [True, False, True]
    assert [(at, problem.cell, problem.rule) for at, problem in problems] == [
        (0, "B2", "date_impossible"),
        (2, "B4", "date_impossible"),
    ]


def test_a_column_that_the_file_lacks_says_nothing() -> None:
    assert ColumnReader("class_name", class_value).read(rows("a", "b")) == ([None, None], [])
