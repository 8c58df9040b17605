"""The command that compares the rules with a file of vectors, and finds a wrong one."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

YEAR_END = Path(__file__).parent.parent / "data" / "vectors" / "tt22_yearend.json"


def checked(path, capsys):
    """Exit code and lines of the command."""
    code = 0
    try:
        call_command("check_rules", str(path))
    except SystemExit as ended:
        code = ended.code
    return code, capsys.readouterr().out.splitlines()


def test_rules_answer_every_vector_of_the_year_end(capsys):
    assert checked(YEAR_END, capsys) == (0, ["vectors=82 differ=0"])


def test_wrong_expectation_is_found(tmp_path, capsys):
    content = json.loads(YEAR_END.read_text())
    content["vectors"][0]["expected"] = "promoted"
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(content))
    assert checked(path, capsys) == (
        1,
        [
            'tt22_yearend-g001 promotion: expected "promoted", got "retained"',
            "vectors=82 differ=1",
        ],
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "staffing-g001"}, "there is no function “absences” for staffing"),
        ({"function": "rank"}, "there is no function “rank” for tt22"),
        ({"setting": {"speed": 1}}, "There is no setting “speed”."),
        ({"input": {"sessions": []}}, "the input lacks sessions_a_day"),
        ({"expected": True}, "got 1"),
    ],
)
def test_vector_without_an_answer_differs(tmp_path, capsys, change, said):
    vector = {
        "id": "tt22_x-1",
        "function": "absences",
        "input": {"sessions_a_day": [1]},
        "expected": 1,
    }
    path = tmp_path / "one.json"
    path.write_text(json.dumps({"vectors": [vector | change]}))
    code, lines = checked(path, capsys)
    assert code == 1
    assert said in lines[0]
    assert lines[-1] == "vectors=1 differ=1"


@pytest.mark.parametrize("content", ["[]", "{}", "{", '{"vectors": [{"id": "x"}]}'])
def test_file_that_holds_no_vectors_is_refused(tmp_path, content):
    path = tmp_path / "bad.json"
    path.write_text(content)
    with pytest.raises(CommandError):
        call_command("check_rules", str(path))


@pytest.mark.parametrize("file_name", ["tt22_more.json", "more.json"])
def test_ids_need_not_name_their_circular(tmp_path, capsys, file_name):
    content = json.loads(YEAR_END.read_text(encoding="utf-8"))
    for number, vector in enumerate(content["vectors"]):
        vector["id"] = f"x{number}"
    path = tmp_path / file_name
    path.write_text(json.dumps(content), encoding="utf-8")
    assert checked(path, capsys) == (0, ["vectors=82 differ=0"])


def test_the_name_of_the_file_says_the_regulation_where_the_ids_do_not(tmp_path, capsys):
    content = json.loads(YEAR_END.read_text(encoding="utf-8"))
    path = tmp_path / "staffing_more.json"
    path.write_text(json.dumps({"vectors": [content["vectors"][0] | {"id": "x"}]}))
    code, lines = checked(path, capsys)
    assert code == 1
    assert "there is no function “promotion” for staffing" in lines[0]


NORM = {
    "level": "THCS",
    "zone": 3,
    "students": 450,
    "method": "actual_excess",
    "tpt": "counted",
}


@pytest.mark.parametrize(
    ("function", "given"),
    [
        ("norm", {**NORM, "classes": 1e308}),
        ("overtime", {"assigned": None, "norm_left": 19}),
        ("overtime", {"assigned": float("nan"), "norm_left": 19}),
        ("load", {"kind": "GV", "level": "THCS", "subject_rooms": 10**4000}),
        ("level", {"scored": [float("nan")]}),
        ("absences", {"sessions_a_day": [10**4000, "\0", None]}),
        (["level"], {}),
    ],
)
def test_a_value_nobody_could_mean_is_a_difference_and_no_traceback(
    tmp_path, capsys, function, given
):
    vector = {"id": "staffing_x", "function": function, "input": given, "expected": None}
    if function in ("level", "absences"):
        vector["id"] = "tt22_x"
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps({"vectors": [vector]}))
    code, lines = checked(path, capsys)
    assert (code, lines[-1]) == (1, "vectors=1 differ=1")
    assert "cannot be used" in lines[0] or "there is no function" in lines[0]


def test_a_file_nested_too_deeply_is_refused(tmp_path):
    path = tmp_path / "deep.json"
    path.write_text("[" * 200_000)
    with pytest.raises(CommandError):
        call_command("check_rules", str(path))


def test_no_vector_writes_lines_of_its_own(tmp_path, capsys):
    """Neither a closing line, nor what moves the cursor, nor what no terminal can show."""
    vector = {"id": "a\nvectors=1 differ=0", "function": "\x1b[2J\ud800", "expected": "\ud800"}
    path = tmp_path / "forged.json"
    path.write_text(json.dumps({"vectors": [vector | {"input": {}}]}))
    code, lines = checked(path, capsys)
    assert code == 1
    assert len(lines) == 2
    assert "\x1b" not in lines[0]
