"""Files of test vectors: the same questions put to the rules here and to others.

A file is `{"vectors": [{"id", "function", "clause", "input", "expected", "setting"?}]}`. The
circular of a vector is the one its id begins with ("tt22_yearend-g001"), else the one the file's
name begins with, else 22/2021. `setting` names the readings that a vector assumes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from grades.rules.settings import BadSettings
from grades.rules.tt22 import readings as tt22_readings
from grades.rules.tt22 import vectors as tt22
from grades.rules.tt27 import readings as tt27_readings
from grades.rules.tt27 import vectors as tt27


class Answers(NamedTuple):
    """How the rules of one circular answer: functions and names of settings as the files write
    them, and what reads the settings."""

    functions: Mapping[str, Callable[[Mapping[str, Any], Any], Any]]
    setting_names: Mapping[str, str]
    from_settings: Callable[[Mapping[str, object]], Any]


# By the beginnings of ids and file names.
BUILT = {
    "tt22": Answers(tt22.FUNCTIONS, tt22.SETTING_NAMES, tt22_readings.from_settings),
    "tt27": Answers(tt27.FUNCTIONS, tt27.SETTING_NAMES, tt27_readings.from_settings),
}
NOTHING = Answers({}, {}, tt22_readings.from_settings)
CIRCULARS = (*BUILT, "tt43", "staffing")


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
        return _evaluated(vector, _circular(str(vector["id"]), file_name))
    except _NoAnswer as reason:
        return str(reason)
    except BadSettings as problem:
        return f"the settings cannot be used: {problem}"
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        return f"the input cannot be used: {type(problem).__name__}: {problem}"


def _circular(*names: str) -> str:
    found = (code for name in names for code in CIRCULARS if name.startswith(code))
    return next(found, "tt22")


def _evaluated(vector: Mapping[str, Any], circular: str) -> Any:
    name = vector["function"]
    answers = BUILT.get(circular, NOTHING)
    function = answers.functions.get(name)
    if function is None:
        raise _NoAnswer(f"function {name} is not built yet")
    names = {answers.setting_names.get(key, key): key for key in vector.get("setting", {})}
    settings = {known: vector["setting"][key] for known, key in names.items()}
    return function(vector["input"], answers.from_settings(settings))
