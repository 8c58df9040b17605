"""Names of classes: compared, sorted, written in short, and the grade they begin with."""

import pytest

from schools.rules.class_names import class_key, grade_in, names_in, sort_key


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("6A1", ["6A1"]),
        ("6A1…6A3", ["6A1", "6A2", "6A3"]),
        ("6A1...3", ["6A1", "6A2", "6A3"]),
        ("6A9 đến 6A11", ["6A9", "6A10", "6A11"]),
        ("6A1-6A3; 7A1", ["6A1", "6A2", "6A3", "7A1"]),
        ("6A1–6A2\n 7A1 ,, 7A2", ["6A1", "6A2", "7A1", "7A2"]),
        ("6A1, 6 a1, 6A2", ["6A1", "6A2"]),
        # A hyphen may belong to the name.
        ("10-1", ["10-1"]),
        ("10-12", ["10-12"]),
        ("10A-1", ["10A-1"]),
        ("12.6", ["12.6"]),
        # No range: another beginning, downwards, or far too many.
        ("6A1-7A3", ["6A1-7A3"]),
        ("6A3…6A1", ["6A3…6A1"]),
        ("6A1…6A99", ["6A1…6A99"]),
        ("Lá  1…Lá 2", ["Lá 1", "Lá 2"]),
        (" , ;\n", []),
    ],
)
def test_names_are_read_from_a_text(text: str, names: list[str]) -> None:
    assert names_in(text) == names


def test_a_class_with_a_higher_number_comes_later() -> None:
    names = ["6A10", "6B1", "6A2", "10A1", "6A1", "Lá 1"]

    assert sorted(names, key=sort_key) == ["6A1", "6A2", "6A10", "6B1", "10A1", "Lá 1"]


def test_spaces_and_small_letters_make_no_other_class() -> None:
    assert class_key("6 a1") == class_key("6A1")


@pytest.mark.parametrize(
    ("name", "grade"), [("6A1", 6), ("12.6", 12), ("13A", None), ("Lá 1", None), ("", None)]
)
def test_the_grade_is_what_the_name_begins_with(name: str, grade: int | None) -> None:
    assert grade_in(name) == grade
