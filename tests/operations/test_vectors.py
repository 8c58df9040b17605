"""Vectors of an independent reference, and others written by hand from the clauses, answered by
the rules themselves."""

import json
from pathlib import Path

import pytest

from eduportal.operations.vectors import BadVectors, Difference, differences, vectors_of

FILES = Path(__file__).parent.parent / "data" / "vectors"


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("tt22_yearend", 82),
        ("tt22_by_hand", 176),
        ("tt27_primary", 65),
        ("tt27_by_hand", 60),
        ("tt43_gdtx", 56),
        ("tt43_by_hand", 86),
        ("staffing", 98),
        ("staffing_by_hand", 89),
    ],
)
def test_rules_answer_every_vector(name, count):
    vectors = vectors_of(json.loads((FILES / f"{name}.json").read_text(encoding="utf-8")))
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
    hours = {"assigned": 17, "norm_left": 17}
    answer = {"beyond": 0, "allowed": True}
    assert got(staffed("overtime", hours, answer)) == []
    assert got(staffed("overtime", hours, {"beyond": False, "allowed": 1})) == [answer]


def test_a_setting_is_known_by_the_names_of_the_files():
    days = {"sessions_a_day": [2, 2]}
    assert got(vector(input=days, expected=2)) == []
    for name in ("most_a_day", "max_absences_a_day"):
        assert got(vector(input=days, setting={name: None}, expected=4)) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"function": "rank"}, "there is no function “rank” for tt22, only absences, award"),
        ({"function": ["x"]}, "there is no function “['x']” for tt22"),
        ({"id": "staffing-1"}, "there is no function “absences” for staffing"),
        ({"setting": {"speed": 1}}, "the settings cannot be used: There is no setting “speed”."),
        ({"setting": ["most_a_day"]}, "setting is no object with named values"),
        ({"input": {}}, "the input lacks sessions_a_day"),
        ({"input": []}, "input is no object with named values"),
        ({"input": None}, "input is no object with named values"),
        ({"input": {"sessions_a_day": [1], "session": 1}}, "absences knows no input session"),
        ({"input": {"sessions_a_day": [None]}}, "a value of the wrong kind"),
        ({"input": {"sessions_a_day": 1}}, "a value of the wrong kind"),
        ({"function": "regular_count", "input": {"annual_periods": 0}}, "at least one period"),
        ({"function": "year_conduct", "input": {"term1": "X", "term2": "T"}}, "'X' is not known"),
        ({"function": "level", "input": {"scored": [101]}}, "not a mark in tenths: 101"),
        (
            {
                "function": "reassessed_level",
                "input": {
                    "scored": [40],
                    "sat": [{"form": "scored", "index": 9, "result": 50}],
                },
            },
            "not to be assessed again: scored 9",
        ),
        (
            {"id": "tt27-1", "function": "tested_subjects", "input": {"grade": 6, "time": "mid1"}},
            "6 is no grade of primary school",
        ),
        (
            {
                "id": "tt27-1",
                "function": "overall",
                "input": {"subjects": ["T"], "traits": ["T"], "year_tests": [8.5]},
            },
            "8.5 is no mark of a test: not_whole",
        ),
        (
            {
                "id": "staffing-1",
                "function": "demand_and_need",
                "input": {"periods_a_year": {"6": 35}, "classes": {"6": 1}, "weekly_norm": 0},
            },
            "a division by zero",
        ),
        (
            {"id": "staffing-1", "function": "overtime", "input": {"assigned": 1}},
            "the input lacks norm_left",
        ),
        (
            {
                "id": "staffing-1",
                "function": "overtime",
                "input": {"assigned": "x", "norm_left": 17},
            },
            "a value of the wrong kind",
        ),
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


def staffed(function, given, expected=None, **changes):
    return vector(function, expected, input=given, id="staffing-1", **changes)


def test_a_norm_set_is_chosen_by_a_setting_as_by_an_input():
    school = {"level": "THCS", "zone": 3, "students": 470, "classes": 10}
    answers = {"normative": 20, "actual": 20, "actual_excess": "230/11"}
    for count, expected in answers.items():
        assert got(staffed("norm", school | {"method": count}, expected)) == []
        assert got(staffed("norm", school, expected, setting={"class_count": count})) == []
    inside = school | {"method": "actual_excess", "tpt": "inside"}
    assert got(staffed("norm", inside, 19, setting={"remainder": "whole"})) == []


@pytest.mark.parametrize(
    ("function", "given", "why"),
    [
        ("norm", {"level": "MN", "zone": 3, "students": 1}, "no norm is known for the level 'MN'"),
        ("norm", {"level": "TH", "zone": 4, "students": 1}, "there is no zone 4"),
        ("norm", {"level": "TH", "zone": 1, "students": -1}, "fewer than none"),
        (
            "norm",
            {"level": "TH", "zone": 1, "students": 1, "method": "actual"},
            "the count 'actual' needs the number of classes",
        ),
        (
            "norm",
            {"level": "THPT", "zone": 1, "students": 1, "kind": "chuyen"},
            "classes of chuyen have a size of their own",
        ),
        ("norm", {"level": "TH", "zone": 1, "students": 1, "tpt": "x"}, "tpt: “x” is not one of"),
        ("preschool", {"groups": [["6-7y", 1, 0]]}, "no group is known for the age '6-7y'"),
        ("load", {"kind": "GV", "level": "MN"}, "no norm is known for 'teacher' at the level"),
        (
            "load",
            {"kind": "GV", "level": "TH", "duties": ["counselling"]},
            "no figure is known for the duty 'counselling': the head sets it",
        ),
        ("load_gdtx", {"role": "X"}, "no norm is known for the role 'X'"),
        ("load_gdtx", {"duties": ["x"]}, "the duty 'x': the director sets it"),
        ("load_gdtx", {"states": ["x"]}, "no reduction is known for 'x'"),
    ],
)
def test_what_the_norms_do_not_know_is_said(function, given, why):
    [reason] = got(staffed(function, given))
    assert why in reason


def test_a_setting_no_norm_set_has_is_said():
    [reason] = got(staffed("duty_fund", {"classes": 1}, setting={"speed": 1}))
    assert reason == "the settings cannot be used: There is no setting “speed”."


def test_a_figure_of_the_director_replaces_the_ceiling():
    lower = {"duties": ["homeroom", "head_of_unit"], "figures": {"head_of_unit": 4}}
    expected = {"weekly": 9, "yearly": 315, "problems": []}
    assert got(staffed("load_gdtx", lower, expected)) == []
    above = {"duties": ["head_of_unit"], "figures": {"head_of_unit": 8}}
    [answer] = got(staffed("load_gdtx", above))
    assert answer["problems"] == ["above_ceiling"]
