"""Files of test vectors: the same questions put to the portal's rules and to others.

A file is `{"vectors": [{"id", "function", "clause", "input", "expected", "setting"?}]}`. Which
regulation a vector is about is said by the beginning of its id ("tt22_yearend-g001"), else of the
file's name, else it is 22/2021. `setting` names the readings that a vector assumes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
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


class _Facts(Mapping[str, Any]):
    """The input of a vector, which remembers what it was asked for: a key that no function asks
    for is a mistyped one, and its vector would otherwise be judged as if it were not there."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given, self._asked = given, set[str]()

    def __getitem__(self, key: str) -> Any:
        self._asked.add(key)
        if key not in self._given:
            raise _NoAnswer(f"the input lacks {key}")
        return self._given[key]

    def __contains__(self, key: object) -> bool:
        return key in self._given

    def get(self, key: str, default: Any = None) -> Any:
        self._asked.add(key)
        return self._given.get(key, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    @property
    def unknown(self) -> str:
        """The keys that nothing asked for."""
        return ", ".join(sorted(self._given.keys() - self._asked))


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
        # 1 == True and 1 == 1.0 in Python; in a file of results they are different answers.
        if _written(got) != _written(vector["expected"]):
            found.append(Difference(vector["id"], vector["function"], vector["expected"], got))
    return found


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _answer(vector: Mapping[str, Any], file_name: str) -> Any:
    try:
        return _evaluated(vector, _regulation(str(vector["id"]), file_name))
    except _NoAnswer as reason:
        return str(reason)


def _regulation(*names: str) -> str:
    found = (code for name in names for code in REGULATIONS if name.startswith(code))
    return next(found, "tt22")


def _evaluated(vector: Mapping[str, Any], regulation: str) -> Any:
    functions, readings = REGULATIONS[regulation]
    name = str(vector["function"])
    if name not in functions:
        known = ", ".join(sorted(functions))
        raise _NoAnswer(f"there is no function “{name}” for {regulation}, only {known}")
    try:
        chosen = readings(_named(vector.get("setting") or {}, "setting"))
    except UNUSABLE as problem:
        raise _NoAnswer(f"the settings cannot be used: {problem}") from problem
    facts = _Facts(_named(vector["input"], "input"))
    answer = _computed(functions[name], facts, chosen)
    if facts.unknown:
        raise _NoAnswer(f"{name} knows no input {facts.unknown}")
    return answer


def _named(given: Any, what: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise _NoAnswer(f"{what} is no object with named values")
    return given


def _computed(function: Callable[..., Any], facts: _Facts, readings: Any) -> Any:
    try:
        return function(facts, readings)
    except UNUSABLE as problem:
        raise _NoAnswer(f"the input cannot be used: {_said(problem)}") from problem


def _said(problem: Exception) -> str:
    """What is wrong with an input, of which Python itself says too little."""
    if isinstance(problem, KeyError):
        return f"{problem} is not known"
    if isinstance(problem, ZeroDivisionError):
        return "a division by zero"
    if isinstance(problem, ValueError):
        return str(problem)
    return f"a value of the wrong kind ({problem})"
