"""Settings of a regulation: typed, explained in words, and safe to store as JSON.

A regulation's readings are one frozen dataclass whose fields are made with `setting`. Every value
is an integer, a boolean, a word of a closed list, or None where `optional` says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, make_dataclass
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

Value = bool | int | str | None
R = TypeVar("R")


def gettext_noop(message: str) -> str:
    """Mark a sentence for the translation catalogue without importing Django."""
    return message


class Tag(StrEnum):
    """How well a value is known, in the letters of docs/regulations.md."""

    READ = "C"
    """The article was read."""
    SECONDARY = "C2"
    """Seen in secondary material only."""
    DERIVED = "D"
    """Follows from confirmed rules."""
    UNCONFIRMED = "U"
    """The circular is silent or its text was not found: the Department decides."""


class State(StrEnum):
    """What a person needs to know of a setting."""

    CONFIRMED = "confirmed"
    DERIVED = "derived"
    UNCONFIRMED = "unconfirmed"


_STATES = {
    Tag.READ: State.CONFIRMED,
    Tag.SECONDARY: State.CONFIRMED,
    Tag.DERIVED: State.DERIVED,
    Tag.UNCONFIRMED: State.UNCONFIRMED,
}


@dataclass(frozen=True)
class Setting:
    """One setting: what it asks, which values it takes, and where it comes from.

    `question` and the values of `words` are English msgids. `unit` is tenths, periods, sessions or
    empty. `point` is the open question of docs/regulations.md (A1 to A19) that it answers, if any.
    """

    key: str
    kind: str
    default: Value
    clause: str
    question: str
    tag: Tag
    source: str
    point: str
    unit: str
    lowest: int
    highest: int
    optional: bool
    words: Mapping[str, str]

    @property
    def state(self) -> State:
        return _STATES[self.tag]

    @property
    def allowed(self) -> tuple[Value, ...]:
        """Every value of a boolean or a choice; empty for a number."""
        return {"boolean": (True, False), "choice": tuple(self.words)}.get(self.kind, ())

    def problem(self, value: object) -> str:
        """Code of what is wrong with a value (a key of MESSAGES); empty if it is allowed."""
        if value is None and self.optional:
            return ""
        if self.kind == "boolean":
            return "" if isinstance(value, bool) else "not_a_boolean"
        if self.kind == "choice":
            return "" if isinstance(value, str) and value in self.words else "not_a_choice"
        if isinstance(value, bool) or not isinstance(value, int):
            return "not_a_number"
        return "" if self.lowest <= value <= self.highest else "out_of_range"


MESSAGES = {
    "unknown": gettext_noop("There is no setting “%(key)s”."),
    "not_a_boolean": gettext_noop("%(key)s: “%(value)s” is neither true nor false."),
    "not_a_choice": gettext_noop("%(key)s: “%(value)s” is not one of %(allowed)s."),
    "not_a_number": gettext_noop("%(key)s: “%(value)s” is not a whole number."),
    "out_of_range": gettext_noop("%(key)s: %(value)s is not from %(lowest)s to %(highest)s."),
    "not_ascending": gettext_noop("%(key)s must be more than %(other)s."),
    "below_next_level": gettext_noop("%(key)s must not be less than %(other)s."),
}


class SettingProblem(NamedTuple):
    """One thing wrong with a set of values. The sentence is MESSAGES[code] % params."""

    code: str
    params: Mapping[str, object]

    def __str__(self) -> str:
        return MESSAGES[self.code] % self.params


class BadSettings(ValueError):
    """Values that are no set of settings; `problems` holds everything wrong with them."""

    def __init__(self, problems: Iterable[SettingProblem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(str(problem) for problem in self.problems))


def setting(
    default: Any,
    clause: str,
    question: str,
    tag: Tag,
    *,
    source: str = "",
    point: str = "",
    unit: str = "",
    between: tuple[int, int] = (0, 100),
    optional: bool = False,
    words: Mapping[str, str] | None = None,
) -> Any:
    """A dataclass field that is a setting; its kind follows from the default and `words`."""
    kind = "choice" if words else "boolean" if isinstance(default, bool) else "number"
    facts = {
        "kind": kind,
        "default": str(default) if kind == "choice" else default,
        "clause": clause,
        "question": question,
        "tag": tag,
        "source": source,
        "point": point,
        "unit": unit,
        "lowest": between[0],
        "highest": between[1],
        "optional": optional,
        "words": words or {},
    }
    return field(default=default, metadata=facts)


class Restated(NamedTuple):
    """What another circular says of a setting it shares: its clause, how well the value is known,
    and the value and the question where they are others."""

    clause: str
    tag: Tag
    source: str = ""
    default: Any = ...
    question: str = ""
    point: str = ""


def restated(base: type[R], by_key: Mapping[str, Restated], module: str) -> type[R]:
    """Readings with the settings of `base`, each as another circular states it.

    `by_key` holds every setting of `base`: none may keep the clause of the first circular. Raises
    KeyError where one is missing or unknown.
    """
    known = {each.name: each for each in fields(base)}  # type: ignore[arg-type]
    if by_key.keys() != known.keys():
        raise KeyError(*sorted(by_key.keys() ^ known.keys()))
    made = []
    for name, each in known.items():
        new = by_key[name]
        default = each.default if new.default is ... else new.default
        facts = {
            "clause": new.clause,
            "tag": new.tag,
            "source": new.source,
            "point": new.point,
            "question": new.question or each.metadata["question"],
            "default": str(default) if each.metadata["kind"] == "choice" else default,
        }
        both = field(default=default, metadata={**each.metadata, **facts})
        made.append((name, each.type, both))
    return make_dataclass(
        "Readings", made, bases=(base,), frozen=True, namespace={"__module__": module}
    )


def settings_of(readings: Any) -> tuple[Setting, ...]:
    """The settings of a dataclass of readings, in the order in which it states them."""
    return tuple(Setting(key=each.name, **each.metadata) for each in fields(readings))


def problems_of(readings: Any, values: Mapping[str, object]) -> list[SettingProblem]:
    """Unknown keys and values that are not allowed."""
    known = {each.key: each for each in settings_of(readings)}
    problems = [SettingProblem("unknown", {"key": key}) for key in values if key not in known]
    for key, value in values.items():
        if key in known and (code := known[key].problem(value)):
            problems.append(SettingProblem(code, _params(known[key], value)))
    return problems


def _params(each: Setting, value: object) -> dict[str, object]:
    return {
        "key": each.key,
        "value": value,
        "allowed": ", ".join(map(str, each.allowed)),
        "lowest": each.lowest,
        "highest": each.highest,
    }


def to_settings(readings: Any) -> dict[str, Value]:
    """Every setting with its value, ready for JSON."""
    values = {each.key: getattr(readings, each.key) for each in settings_of(readings)}
    return {
        key: str(value) if isinstance(value, StrEnum) else value for key, value in values.items()
    }


def digest_of(code: str, values: Mapping[str, object]) -> str:
    """Twelve hexadecimal digits that are equal where a circular is applied in the same way."""
    text = json.dumps([code, values], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
