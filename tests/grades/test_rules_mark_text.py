"""Cells as typed: the table shared with the browser, and what holds for every text."""

import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grades.rules.cells import LEVELS_OF_COMPLETION, AssessmentForm, CellCode, CellForm
from grades.rules.mark_text import (
    MESSAGES,
    MarkTextError,
    format_cell,
    parse_cell,
    parse_mark,
)

CASES = json.loads(
    resources.files("grades.rules").joinpath("mark_text_cases.json").read_text(encoding="utf-8")
)


def outcome(parse, *arguments, **options):
    """What reading a text gives, in the shape the table states it."""
    try:
        return {"value": parse(*arguments, **options)}
    except MarkTextError as error:
        return {"error": error.code}


def stated(case):
    """What the table says of a case."""
    return {key: case[key] for key in ("value", "error") if key in case}


def test_every_cell_reads_as_the_shared_table_says():
    for case in CASES:
        may = {key: case.get(key, True) for key in ("exempt_cells", "zero_allowed")}
        read = outcome(parse_cell, case["text"], case["form"], **may)
        assert read == stated(case), case


def test_every_error_code_is_in_the_shared_table():
    assert {case["error"] for case in CASES if "error" in case} == set(MESSAGES)


def test_no_case_of_the_shared_table_is_written_twice():
    keys = ("form", "text", "exempt_cells", "zero_allowed")
    cells = [tuple(map(case.get, keys)) for case in CASES]
    assert len(cells) == len(set(cells))


def test_a_mark_without_words_reads_like_a_scored_cell():
    for case in CASES:
        if case["form"] == "scored":
            is_word = case.get("value") in (CellCode.ABSENT, CellCode.EXEMPT)
            is_word |= case.get("error") in ("result_in_scored_subject", "exempt_cell")
            expected = {"error": "not_a_number"} if is_word else stated(case)
            assert outcome(parse_mark, case["text"]) == expected, case


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (0, "0,0"),
        (5, "0,5"),
        (80, "8,0"),
        (85, "8,5"),
        (100, "10,0"),
        (CellCode.PASSED, "Đ"),
        (CellCode.FAILED, "CĐ"),
        (CellCode.ABSENT, "V"),
        (CellCode.EXEMPT, "M"),
        (210, "V"),
        (CellCode.COMPLETED_WELL, "T"),
        (CellCode.COMPLETED, "H"),
        (CellCode.NOT_COMPLETED, "C"),
    ],
)
def test_cell_prints_with_one_decimal_or_its_symbol(cell, text):
    assert format_cell(cell) == text


@pytest.mark.parametrize("cell", [-1, 101, 199, 202, 255])
def test_value_no_cell_can_hold_is_not_printed(cell):
    with pytest.raises(ValueError, match=str(cell)):
        format_cell(cell)


def test_every_printed_cell_reads_back():
    for cell in (None, *range(101), CellCode.ABSENT, CellCode.EXEMPT):
        assert parse_cell(format_cell(cell), AssessmentForm.SCORED) == cell
    for cell in (None, *CellCode):
        form = CellForm.LEVELS if cell in LEVELS_OF_COMPLETION else CellForm.COMMENTED
        assert parse_cell(format_cell(cell), form) == cell
    for cell in range(0, 101, 10):
        assert parse_cell(format_cell(cell, CellForm.POINTS), CellForm.POINTS) == cell


def test_nothing_at_all_is_a_blank_cell():
    assert parse_mark(None) is None
    assert parse_cell(None, "commented") is None


def test_refusal_quotes_what_was_typed():
    with pytest.raises(MarkTextError) as refused:
        parse_mark(" 8,25 ")
    assert refused.value.text == "8,25"
    assert "“8,25”" in str(refused.value)


def test_percent_sign_in_a_cell_is_quoted_as_typed():
    with pytest.raises(MarkTextError, match="“8%s”"):
        parse_mark("8%s")


def test_very_long_number_is_refused_like_any_other():
    with pytest.raises(MarkTextError) as refused:
        parse_mark("9" * 100_000)
    assert refused.value.code == "out_of_range"


def test_unknown_form_of_assessment_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="spoken"):
        parse_cell("8", "spoken")


@given(
    st.text(alphabet="0123456789,.- ８đĐCVMgạth\u00a0\u200b", max_size=8),
    st.sampled_from(CellForm),
)
def test_any_text_is_kept_exactly_or_refused_with_a_known_code(text, form):
    try:
        cell = parse_cell(text, form)
    except MarkTextError as error:
        assert error.code in MESSAGES
    else:
        assert parse_cell(format_cell(cell), form) == cell


@given(st.integers(0, 200), st.integers(0, 999), st.integers(1, 3), st.sampled_from(",."))
def test_number_is_never_rounded(whole, fraction, places, separator):
    decimals = f"{fraction:03}"[:places]
    try:
        cell = parse_mark(f"{whole}{separator}{decimals}")
    except MarkTextError:
        return
    assert cell * 10 ** (places - 1) == whole * 10**places + int(decimals)
