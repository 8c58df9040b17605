"""The vectors of the independent reference, answered by the rules themselves."""

import json
from pathlib import Path

import pytest

from grades.rules.vectors import BadVectors, Difference, differences, vectors_of

VECTORS = Path(__file__).parent.parent / "data" / "vectors"


@pytest.mark.parametrize(("name", "count"), [("tt22_yearend", 82), ("tt27_primary", 65)])
def test_rules_answer_every_vector_of_the_reference(name, count):
    vectors = vectors_of(json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8")))
    assert len(vectors) == count
    assert differences(vectors) == []


def vector(function="absences", expected=1, **changes):
    given = {"sessions_a_day": [1]}
    whole = {"id": "tt22_x-1", "function": function, "input": given, "expected": expected}
    return whole | changes


def got(*vectors):
    return [each.got for each in differences(vectors)]


def test_a_vector_answered_otherwise_is_named_with_both_answers():
    right, wrong = vector(), vector(expected=2, id="tt22_x-2")
    assert differences([right, wrong, right]) == [Difference("tt22_x-2", "absences", 2, 1)]


def test_a_number_is_no_truth():
    assert got(vector(expected=True)) == [1]
    assert got(vector(expected=1.0)) == [1]


def test_a_setting_is_known_by_the_names_of_the_files():
    days = {"sessions_a_day": [2, 2]}
    assert got(vector(input=days, expected=2)) == []
    for name in ("most_a_day", "max_absences_a_day"):
        assert got(vector(input=days, setting={name: None}, expected=4)) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"function": "rank"}, "function rank is not built yet"),
        ({"id": "tt27_x-1"}, "function absences is not built yet"),
        ({"setting": {"speed": 1}}, "the settings cannot be used: There is no setting “speed”."),
        ({"input": {}}, "the input cannot be used: KeyError: 'sessions_a_day'"),
        ({"input": []}, "the input cannot be used: TypeError"),
        ({"input": {"sessions_a_day": [None]}}, "the input cannot be used: TypeError"),
        ({"function": "regular_count", "input": {"annual_periods": 0}}, "ValueError"),
        ({"function": "award", "input": "x"}, "TypeError"),
        ({"function": "level", "input": 1}, "AttributeError"),
    ],
)
def test_a_vector_that_cannot_be_answered_differs_and_says_why(changes, why):
    [reason] = got(vector() | changes)
    assert why in reason


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "no list named"),
        ({}, "no list named"),
        ({"vectors": {}}, "no list named"),
        ({"vectors": [{}]}, "Vector 1 lacks id, function, input, expected."),
        ({"vectors": [vector(), "x"]}, "Vector 2 lacks id, function, input, expected."),
        ({"vectors": [vector(), {"id": "a", "input": 1}]}, "Vector 2 lacks function, expected."),
    ],
)
def test_a_file_that_holds_no_vectors_says_what_is_missing(content, said):
    with pytest.raises(BadVectors, match=said):
        vectors_of(content)


def test_a_summer_and_a_term_are_open_unless_the_vector_says_otherwise():
    year = {"learning": "C", "conduct": "T", "absences": 0}
    waits, over = "reassessment", "retained"
    assert got(vector("promotion", waits, input=year)) == []
    assert got(vector("promotion", over, input=year | {"summer_over": True})) == []
    term = {"regular": [80, 80], "midterm": 80, "final": "V"}
    assert got(vector("term_average", None, input=term)) == []
    assert got(vector("term_average", 46, input=term | {"term_over": True})) == []
