"""The functions of a file of test vectors, answered by the rules of 22/2021/TT-BGDĐT, which are
those of 43/2021 under its own readings.

Levels are written T, K, D, C; marks in tenths; a cell is null, V or M beside a mark or a boolean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.levels import Award, Level, Promotion
from grades.rules.tt22.averages import (
    commented_term_result,
    commented_year_result,
    regular_count,
    settled_periodic,
    term_average,
    year_average,
)
from grades.rules.tt22.learning import (
    LearningOutcome,
    Results,
    SubjectRef,
    learning_outcome,
    year_conduct,
)
from grades.rules.tt22.promotion import (
    award,
    countable_absences,
    promotion,
    reassessable_subjects,
    reassessed_outcome,
)
from grades.rules.tt22.readings import Readings, readings_from

Input = Mapping[str, Any]
_LEVELS = {"T": Level.GOOD, "K": Level.FAIR, "D": Level.PASSED, "C": Level.FAILED}
_LETTERS = {level: letter for letter, level in _LEVELS.items()}
_CELLS = {"V": CellCode.ABSENT, "M": CellCode.EXEMPT}
_AWARDS = {Award.EXCELLENT_STUDENT: "excellent", Award.GOOD_STUDENT: "good"}

# Names of settings in the files where they differ from those of Readings.
SETTING_NAMES = {
    "all_needed": "reassess_all",
    "most_a_day": "max_absences_a_day",
    "commented_may": "one_subject_may_be_commented",
}


def readings(setting: Mapping[str, object], kind: type[Readings] = Readings) -> Readings:
    """The readings a vector assumes, by the names of the files; raises BadSettings."""
    return readings_from(kind, {SETTING_NAMES.get(key, key): setting[key] for key in setting})


def _level(letter: str | None) -> Level | None:
    return None if letter is None else _LEVELS[letter]


def _cell(value: Any) -> Any:
    return _CELLS.get(value, value) if isinstance(value, str) else value


def _cells(values: Sequence[Any]) -> list[Any]:
    return [_cell(value) for value in values]


def _outcome(outcome: LearningOutcome | None) -> dict[str, str] | None:
    if outcome is None:
        return None
    return {"before": _LETTERS[outcome.before], "final": _LETTERS[outcome.final]}


def _learning(facts: Input, readings: Readings) -> Any:
    scored, commented = _cells(facts["scored"]), _cells(facts.get("commented", ()))
    # `optional` holds positions of scored subjects.
    results: Results = {("commented", place): each for place, each in enumerate(commented)}
    optional = facts.get("optional", ())
    return _outcome(learning_outcome(scored, results, readings, optional=optional))


def _reassessed(facts: Input, readings: Readings) -> Any:
    sat = {
        SubjectRef(AssessmentForm(each["form"]), each["index"]): _cell(each["result"])
        for each in facts["sat"]
    }
    scored, commented = _cells(facts["scored"]), _cells(facts.get("commented", ()))
    return _outcome(reassessed_outcome(scored, commented, sat, readings))


def _reassessable(facts: Input, readings: Readings) -> Any:
    scored, commented = _cells(facts["scored"]), _cells(facts.get("commented", ()))
    return [
        {"form": str(subject.form), "index": subject.key}
        for subject in reassessable_subjects(scored, commented, readings)
    ]


def _promotion(facts: Input, readings: Readings) -> Any:
    found = promotion(
        _level(facts["learning"]),
        _level(facts["conduct"]),
        facts["absences"],
        readings,
        reassessed_learning=_level(facts.get("reassessed")),
        retrained_conduct=_level(facts.get("retrained")),
        summer_over=facts.get("summer_over", False),
    )
    return None if found is None else str(Promotion(found))


def _award(facts: Input, readings: Readings) -> Any:
    title = award(
        _level(facts["learning"]),
        _level(facts["conduct"]),
        _cells(facts["scored"]),
        readings,
        optional=facts.get("optional", ()),
    )
    return None if title is None else _AWARDS[title]


def _term_average(facts: Input, readings: Readings) -> Any:
    make_up_over = facts.get("term_over", False)
    midterm, final = (
        settled_periodic(
            _cell(facts[name]), AssessmentForm.SCORED, readings, make_up_over=make_up_over
        )
        for name in ("midterm", "final")
    )
    topics = _cells(facts.get("topics", ()))
    return term_average(_cells(facts["regular"]), midterm, final, readings, topics=topics)


def _commented_term(facts: Input, readings: Readings) -> Any:
    return commented_term_result(
        _cells(facts["regular"]),
        _cell(facts["midterm"]),
        _cell(facts["final"]),
        readings,
        term_over=facts.get("term_over", False),
    )


def _year_conduct(facts: Input, _readings: Readings) -> Any:
    term1, term2 = _level(facts["term1"]), _level(facts["term2"])
    return None if term1 is None or term2 is None else _LETTERS[year_conduct(term1, term2)]


def _commented_year(facts: Input, _readings: Readings) -> Any:
    facts.get("term1")  # May stand there; the second term alone counts.
    return commented_year_result(_cell(facts["term2"]))


def _regular_count(facts: Input, readings: Readings) -> Any:
    form = AssessmentForm(facts.get("form", AssessmentForm.SCORED))
    return regular_count(facts["annual_periods"], form, readings)


FUNCTIONS: dict[str, Callable[[Input, Readings], Any]] = {
    "level": _learning,
    "reassessed_level": _reassessed,
    "reassessable": _reassessable,
    "promotion": _promotion,
    "award": _award,
    "absences": lambda facts, readings: countable_absences(facts["sessions_a_day"], readings),
    "year_conduct": _year_conduct,
    "term_average": _term_average,
    "year_average": lambda facts, readings: year_average(
        _cell(facts["term1"]), _cell(facts["term2"]), readings
    ),
    "commented_term": _commented_term,
    "commented_year": _commented_year,
    "regular_count": _regular_count,
}
