"""Signs worth a question before a sheet is approved."""

import random

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.schemes import scheme_of
from grades.rules.sheets import Marks, SheetLayout
from grades.rules.signals import Signal, signals_of

COLUMNS = scheme_of("TT22", {}).columns(SheetLayout(AssessmentForm.SCORED, 3))


def ordinary(seed: int, students: int = 40) -> list[Marks]:
    """A class as classes are: each student near an own level, every mark in tenths."""
    draw = random.Random(seed)

    def near(level: float) -> int:
        return max(5, min(100, round(draw.gauss(level, 9))))

    levels = [draw.gauss(68, 13) for _number in range(students)]
    return [Marks([near(level) for _n in range(3)], near(level), near(level)) for level in levels]


def kinds(lines: list[Marks]) -> list[str]:
    return [signal.kind for signal in signals_of(COLUMNS, lines)]


def test_ordinary_sheets_raise_no_question() -> None:
    asked = [seed for seed in range(400) if kinds(ordinary(seed))]
    assert len(asked) <= 4, asked


def test_a_column_of_equal_marks_is_named_with_the_mark() -> None:
    lines = [Marks([70, *line.regular[1:]], line.midterm, line.final) for line in ordinary(1)]
    assert signals_of(COLUMNS, lines) == [Signal("all_equal", "TX1", mark=70, count=40)]


def test_a_column_that_repeats_another_is_named_with_it() -> None:
    lines = [
        Marks([line.regular[0], line.regular[1], line.regular[0]], line.midterm, line.final)
        for line in ordinary(2)
    ]
    assert signals_of(COLUMNS, lines) == [Signal("copied", "TX3", other="TX1", count=40)]


def test_final_marks_far_from_the_others_are_counted() -> None:
    lower = [
        Marks(line.regular, line.midterm, 10 if number < 12 else line.final)
        for number, line in enumerate(ordinary(3))
    ]
    higher = [
        Marks([line.regular[0] // 2, line.regular[1] // 2, 30 + number % 7], 60, 90 + number % 9)
        for number, line in enumerate(ordinary(3))
    ]
    [signal] = signals_of(COLUMNS, lower)
    assert (signal.kind, signal.column) == ("lower", "CK") and signal.count >= 10
    assert "higher" in kinds(higher) and "lower" not in kinds(higher)


def test_several_zeros_are_a_question_whether_absences_were_meant() -> None:
    lines = ordinary(4)
    zeros = [
        Marks(line.regular, 0 if number < 3 else line.midterm, line.final)
        for number, line in enumerate(lines)
    ]
    assert signals_of(COLUMNS, zeros) == [Signal("zeros", "GK", count=3)]


def test_codes_empty_cells_exempt_students_and_small_classes_say_nothing() -> None:
    absent = [Marks([CellCode.ABSENT] * 3, None, None) for _number in range(40)]
    exempt = [Marks([70, 70, 70], 70, 70, exempt=True) for _number in range(40)]
    few = [Marks([70, 70, 70], 70, 70) for _number in range(9)]
    for lines in (absent, exempt, few, []):
        assert signals_of(COLUMNS, lines) == []
