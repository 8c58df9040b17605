"""Forms, answers, checks, sums and the figures that a question repeats: pure."""

from decimal import Decimal
from typing import Any

import pytest

from eduportal.collecting.rules.adding import amounts_of, hidden_in, sums_of, together
from eduportal.collecting.rules.answers import (
    NotRead,
    broken,
    missing,
    read_answer,
    read_number,
    read_table,
)
from eduportal.collecting.rules.form import (
    Check,
    Column,
    Field,
    Form,
    makes_sense,
    moved,
    read,
    still_asked,
    stored,
    with_field,
    without_field,
)
from eduportal.collecting.rules.similar import matching

FORM = Form(
    (
        Field("f1", "number", "Tổng", counts_persons=True),
        Field("f2", "number", "Nữ", counts_persons=True),
        Field("f3", "choice", "Mạng", choices=("Có", "Không")),
        Field("f4", "text", "Vì sao", is_required=False),
        Field("f5", "table", "Bảng", columns=(Column("Số"), Column("Chữ", is_number=False)),
              rows=("A", "B"), least="0", most="9"),
        Field("f6", "table", "Tự do", columns=(Column("Số"),), free_rows=3, is_required=False),
    ),
    (Check("most", "f1", ("f2",)), Check("required", "f4", ("f3",), "Không")),
    6,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "places", "read_as"),
    [
        ("", 0, ""), (" 12 ", 0, "12"), ("1.234", 0, "1234"), ("1,234,567", 0, "1234567"),
        ("1.5", 1, "1.5"), ("1,5", 2, "1.50"), ("-3", 0, "-3"), ("-0", 0, "0"), ("007", 0, "7"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, places: int, read_as: str) -> None:
    assert read_number(text, places) == read_as


@pytest.mark.parametrize(
    ("text", "places", "code"),
    [
        ("chín", 0, "not_number"), ("1e5", 0, "not_number"), ("1,5", 0, "not_whole"),
        ("1,234", 2, "too_many_decimals"), ("9" * 13, 0, "too_big"), ("1.23.4", 0, "not_number"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_its_reason(text: str, places: int, code: str) -> None:
    with pytest.raises(NotRead) as refused:
        read_number(text, places)
    assert refused.value.code == code


def test_answers_are_read_within_their_range_and_choices() -> None:
    bounded = Field("f", "number", "%", least="0", most="100")
    assert read_answer(bounded, "101")[1][0].code == "too_large"
    assert read_answer(bounded, "-1")[1][0].code == "too_small"
    chosen = FORM.by_key["f3"]
    assert read_answer(chosen, "có") == ("Có", [])
    assert read_answer(chosen, "đôi khi")[1][0].code == "not_choice"
    assert read_answer(FORM.by_key["f4"], "x" * 2001)[1][0].code == "too_long"
    lines, problems = read_table(FORM.by_key["f5"], [["3", "bàn"], ["10", "y" * 301]])
    assert lines == [["3", "bàn"], ["", ""]]
    assert [(each.code, each.row, each.column) for each in problems] == [
        ("too_large", 1, 0), ("too_long", 1, 1),
    ]  # fmt: skip
    assert read_table(FORM.by_key["f6"], [["1"], [""], [""]]) == ([["1"]], [])
    assert read_table(FORM.by_key["f6"], []) == (None, [])


def test_everything_that_is_missing_or_does_not_fit_is_said_at_once() -> None:
    answers: dict[str, Any] = {"f1": "3", "f2": "4", "f3": "Không", "f5": [["1", "a"], ["", "b"]]}
    assert [(each.key, each.code) for each in missing(FORM, answers)] == [("f5", "row_missing")]
    assert [(each.key, each.code) for each in broken(FORM, answers)] == [
        ("f2", "more_than"), ("f4", "required_if"),
    ]  # fmt: skip
    assert [each.key for each in missing(FORM, {})] == ["f1", "f2", "f3", "f5"]
    assert broken(FORM, {"f1": "3"}) == []
    added = Form(FORM.fields, (Check("sum", "f1", ("f2",)),), 6)
    assert broken(added, {"f1": "3", "f2": "3"}) == []
    assert broken(added, {"f1": "3", "f2": "2"})[0].params["sum"] == "2"
    any_answer = Form(FORM.fields, (Check("required", "f4", ("f1",)),), 6)
    assert broken(any_answer, {"f1": "0"}) == [] and broken(any_answer, {"f1": "1"})


def test_a_form_is_stored_changed_and_keeps_no_senseless_check() -> None:
    assert read(stored(FORM)) == FORM
    form = with_field(FORM, Field("", "number", "Mới"))
    assert (form.last, form.fields[-1].key) == (7, "f7")
    assert without_field(form, "f7").last == 7
    assert [f.key for f in moved(form, "f1", 1).fields][:2] == ["f2", "f1"]
    assert moved(form, "f1", -1) == form and moved(form, "none", 1) == form
    assert without_field(FORM, "f2").checks == FORM.checks[1:]
    assert with_field(FORM, Field("f3", "text", "Mạng")).checks == FORM.checks[:1]
    for senseless in (
        Check("most", "f1", ("f2", "f1")),
        Check("most", "f1", ()),
        Check("sum", "f1", ("f9",)),
        Check("sum", "f3", ("f1",)),
        Check("required", "f4", ("f3",), "Có thể"),
    ):
        assert not makes_sense(FORM, senseless), senseless


def test_answers_add_up_by_number_choice_and_cell() -> None:
    assert [(a.key, a.part) for a in amounts_of(FORM)] == [
        ("f1", ""), ("f2", ""), ("f3:0", "Có"), ("f3:1", "Không"), ("f5:0:0", "A, Số"),
        ("f5:1:0", "B, Số"), ("f6:*:0", "Số"),
    ]  # fmt: skip
    one = sums_of(
        FORM, {"f1": "3", "f3": "Có", "f5": [["1", "a"], ["2", ""]], "f6": [["4"], ["5"]]}
    )
    assert dict(together([one, one])) == {
        "f1": 6, "f3:0": 2, "f5:0:0": 2, "f5:1:0": 4, "f6:*:0": Decimal(18),
    }  # fmt: skip


def test_no_subtraction_gives_back_a_small_number_of_persons() -> None:
    """Girls of a place and the boys who are the rest of it; one place alone; a small whole."""
    rows = {
        "a": {"f1": Decimal(100), "f2": Decimal(98)},
        "b": {"f1": Decimal(90), "f2": Decimal(40)},
        "c": {"f1": Decimal(80), "f2": Decimal(41)},
    }
    whole, parts = hidden_in(FORM, rows, 5)
    assert whole == frozenset()
    # 2 boys in a: girls are hidden there, and in one other place, so that no sum tells.
    assert parts["a"] == {"f2"} and sorted(map(sorted, parts.values()))[:1] == [[]]
    assert sum("f2" in hidden for hidden in parts.values()) == 2
    whole, parts = hidden_in(FORM, {"a": {"f1": Decimal(3), "f2": Decimal(1)}}, 5)
    assert whole == {"f1", "f2"} == parts["a"]


def test_a_question_that_repeats_a_figure_is_recognised() -> None:
    figures = [("TK-02", "Học sinh"), ("TK-04", "Phòng học"), ("TK-H06", "Học sinh khối 6")]
    assert matching("Số học sinh của trường", figures)[0][0] == "TK-02"
    assert matching("Tổng số học sinh khối 6", figures)[0][0] == "TK-H06"
    assert matching("Số phòng học", figures)[0][0] == "TK-04"
    assert matching("Máy tính dùng được cho dạy môn Tin", figures) == []
    assert matching("", figures) == []


def test_a_draft_keeps_of_a_table_only_what_fits_its_lines_and_columns() -> None:
    def form(*columns: str, rows: tuple[str, ...]) -> Form:
        table = Field("f1", "table", "Rooms", columns=tuple(map(Column, columns)), rows=rows)
        return Form((table, Field("f2", "number", "Seats")))

    before = form("Good", "Bad", rows=("Class", "Library"))
    assert still_asked(before, before) == {"f1", "f2"}
    assert still_asked(before, form("Good", "Bad", "New", rows=("Class", "Library"))) == {"f2"}
    assert still_asked(before, form("Good", "Bad", rows=("Library", "Class"))) == {"f2"}
    assert still_asked(before, Form((Field("f3", "text", "Words"),))) == frozenset()
