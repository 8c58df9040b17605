"""Files of test vectors: the same questions put to the portal's rules and to others.

A file is `{"vectors": [{"id", "function", "clause", "input", "expected", "setting"?}]}`. Which
regulation a vector is about is said by the beginning of its id ("tt22_yearend-g001"), else of the
file's name, else it is 22/2021. `setting` names the readings that a vector assumes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from grades.rules.tt22 import vectors as tt22
from grades.rules.tt27 import readings as tt27_readings
from grades.rules.tt27 import vectors as tt27
from grades.rules.tt43.readings import Readings as ReadingsOf43
from staffing.rules import vectors as staffing

# By regulation: functions of an input and readings, and the readings behind a vector's settings.
# Continuing education is computed by the functions of 22/2021.
REGULATIONS: dict[str, tuple[Mapping[str, Callable[..., Any]], Callable[..., Any]]] = {
    "tt22": (tt22.FUNCTIONS, tt22.readings),
    "tt27": (tt27.FUNCTIONS, tt27_readings.from_settings),
    "tt43": (tt22.FUNCTIONS, partial(tt22.readings, kind=ReadingsOf43)),
    "staffing": (staffing.FUNCTIONS, staffing.norm_set),
}

# What the rules raise where a value is no text, no number, or one that nobody could have meant.
UNUSABLE = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    MemoryError,
    RecursionError,
)


class BadVectors(ValueError):
    """The content is no file of vectors."""


@dataclass(frozen=True)
class Difference:
    """One vector that the rules answer otherwise; `got` is the answer or why there is none."""

    id: str
    function: str
    expected: Any
    got: Any


class _NoAnswer(Exception):
    """Why a vector has no answer."""


def vectors_of(content: Any) -> list[Mapping[str, Any]]:
    """The vectors of a file that was read as JSON; raises BadVectors with what is wrong."""
    vectors = content.get("vectors") if isinstance(content, Mapping) else None
    if not isinstance(vectors, list):
        raise BadVectors("The file has no list named “vectors”.")
    for number, vector in enumerate(vectors, start=1):
        needed = ("id", "function", "input", "expected")
        missing = [name for name in needed if not isinstance(vector, dict) or name not in vector]
        if missing:
            raise BadVectors(f"Vector {number} lacks {', '.join(missing)}.")
    return vectors


def differences(vectors: Iterable[Mapping[str, Any]], file_name: str = "") -> list[Difference]:
    """Every vector whose answer is not the expected one, in the file's order."""
    found = []
    for vector in vectors:
        got = _answer(vector, file_name)
        # 1 == True in Python; in a file of results they are two answers.
        if got != vector["expected"] or type(got) is not type(vector["expected"]):
            found.append(Difference(vector["id"], vector["function"], vector["expected"], got))
    return found


def _answer(vector: Mapping[str, Any], file_name: str) -> Any:
    try:
        return _evaluated(vector, _regulation(str(vector["id"]), file_name))
    except _NoAnswer as reason:
        return str(reason)
    except UNUSABLE as problem:
        return f"the input cannot be used: {type(problem).__name__}: {problem}"


def _regulation(*names: str) -> str:
    found = (code for name in names for code in REGULATIONS if name.startswith(code))
    return next(found, "tt22")


def _evaluated(vector: Mapping[str, Any], regulation: str) -> Any:
    functions, readings = REGULATIONS[regulation]
    name = vector["function"]
    if name not in functions:
        raise _NoAnswer(f"function {name} is not built yet for {regulation}")
    try:
        chosen = readings(vector.get("setting") or {})
    except UNUSABLE as problem:
        raise _NoAnswer(f"the settings cannot be used: {problem}") from problem
    return functions[name](vector["input"], chosen)
