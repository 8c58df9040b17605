"""One way of applying 22/2021/TT-BGDĐT: every number and every reading it leaves open."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, TypeVar

from grades.rules.settings import BadSettings, Setting, SettingProblem, problems_of, settings_of
from grades.rules.settings import to_settings as to_settings
from grades.rules.tt22.decision_readings import DecisionReadings
from grades.rules.tt22.decision_readings import Undecided as Undecided
from grades.rules.tt22.level_readings import LevelReadings
from grades.rules.tt22.mark_readings import MarkReadings


@dataclass(frozen=True)
class Readings(DecisionReadings, LevelReadings, MarkReadings):
    """All settings; the defaults are those of docs/regulations.md. Marks in tenths.

    Build one from stored values with `from_settings`, a variant with `dataclasses.replace`. What
    a setting means stands in its question.
    """


R = TypeVar("R", bound=Readings)
SETTINGS: tuple[Setting, ...] = settings_of(Readings)
_WORDS: dict[str, type[StrEnum]] = {
    each.name: type(each.default) for each in fields(Readings) if isinstance(each.default, StrEnum)
}


def from_settings(values: Mapping[str, object]) -> Readings:
    """The readings of 22/2021 behind stored values; see readings_from."""
    return readings_from(Readings, values)


def readings_from(kind: type[R], values: Mapping[str, object]) -> R:
    """The readings behind stored values; a key that is absent takes its default.

    Raises BadSettings with every unknown key, every value that is not allowed, and every pair of
    values that contradict each other.
    """
    problems = problems_of(kind, values)
    if not problems:
        typed: dict[str, Any] = {
            key: _WORDS[key](str(value)) if key in _WORDS else value
            for key, value in values.items()
        }
        readings = kind(**typed)
        problems = _contradictions(readings)
    if problems:
        raise BadSettings(problems)
    return readings


def _contradictions(readings: Readings) -> list[SettingProblem]:
    problems = []
    if readings.medium_periods <= readings.few_periods:
        params = {"key": "medium_periods", "other": "few_periods"}
        problems.append(SettingProblem("not_ascending", params))
    pairs = [
        (f"{higher}_{bar}", f"{lower}_{bar}")
        for higher, lower in (("good", "fair"), ("fair", "passed"))
        for bar in ("every", "enough")
    ]
    pairs += [(f"{name}_enough", f"{name}_every") for name in ("good", "fair", "passed")]
    problems += [
        SettingProblem("below_next_level", {"key": key, "other": other})
        for key, other in pairs
        if getattr(readings, key) < getattr(readings, other)
    ]
    return problems
