"""The functions of a file of test vectors, answered by the rules of 27/2020/TT-BGDĐT.

Levels of subjects are written T, H, C, of qualities and competences T, D, C, of the year HTXS, HTT,
HT, CHT; tests in whole points; a cell is null, V or M beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from grades.rules.cells import CellCode
from grades.rules.levels import Award, TraitLevel, YearLevel
from grades.rules.tt27.periodic import Time, mark_problem, point_problem, subjects_with_test
from grades.rules.tt27.readings import Readings
from grades.rules.tt27.year import TENTHS, award, completion, overall

Input = Mapping[str, Any]
_CELLS = {None: None, "V": CellCode.ABSENT, "M": CellCode.EXEMPT}
_SUBJECTS = _CELLS | {
    "T": CellCode.COMPLETED_WELL,
    "H": CellCode.COMPLETED,
    "C": CellCode.NOT_COMPLETED,
}
_TRAITS = {
    None: None,
    "T": TraitLevel.GOOD,
    "D": TraitLevel.PASSED,
    "C": TraitLevel.NEEDS_EFFORT,
}
_YEAR = {
    "HTXS": YearLevel.EXCELLENT,
    "HTT": YearLevel.WELL,
    "HT": YearLevel.COMPLETED,
    "CHT": YearLevel.NOT_COMPLETED,
}
_LETTERS = {level: letters for letters, level in _YEAR.items()}
_AWARDS = {
    Award.EXCELLENT_STUDENT: "hoc_sinh_xuat_sac",
    Award.EXEMPLARY_STUDENT: "hoc_sinh_tieu_bieu",
}


def _tested(facts: Input, readings: Readings) -> Any:
    return sorted(subjects_with_test(facts["grade"], Time(facts["time"]), readings))


def _mark_problem(facts: Input, readings: Readings) -> Any:
    time, subject = Time(facts["time"]), facts["subject"]
    mark = None if facts["mark"] is None else Fraction(facts["mark"])
    return mark_problem(mark, facts["grade"], time, subject, readings) or None


def _overall(facts: Input, readings: Readings) -> Any:
    found = overall(
        [_SUBJECTS[letter] for letter in facts["subjects"]],
        [_TRAITS[letter] for letter in facts["traits"]],
        [_test(mark, readings) for mark in facts["year_tests"]],
        readings,
    )
    return None if found is None else _LETTERS[found]


def _test(mark: Any, readings: Readings) -> int | None:
    if mark is None or isinstance(mark, str):
        return _CELLS[mark]
    if problem := point_problem(mark, readings):
        raise ValueError(f"{mark} is no mark of a test: {problem}")
    return int(mark) * TENTHS


def _year(letters: str | None) -> YearLevel | None:
    return None if letters is None else _YEAR[letters]


def _completion(facts: Input, _readings: Readings) -> Any:
    again = _year(facts.get("reassessed_level"))
    found = completion(_year(facts["level"]), again, facts.get("principal"))
    return None if found is None else str(found)


def _award(facts: Input, _readings: Readings) -> Any:
    title = award(
        _year(facts["level"]),
        outstanding_subject=facts["outstanding_subject"],
        clear_progress=facts["clear_progress"],
        class_recognises=facts["class_recognises"],
    )
    return None if title is None else _AWARDS[title]


FUNCTIONS: dict[str, Callable[[Input, Readings], Any]] = {
    "tested_subjects": _tested,
    "mark_problem": _mark_problem,
    "overall": _overall,
    "completion": _completion,
    "award": _award,
}
