"""The conditions behind a level, a decision or a title, and an adjustment, in words."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grades.choices import ANY_LEVEL_NAMES, TRAIT_NAMES
from grades.rules.cells import CellForm
from grades.rules.explaining import Adjustment, Asks, Condition, Step
from grades.rules.mark_text import format_cell

Naming = Callable[[Hashable], str]
_LEVELS = dict(ANY_LEVEL_NAMES)
_CONDITIONS = {
    Asks.EVERY: gettext_lazy("every scored subject has at least %(bar)s"),
    Asks.ENOUGH: gettext_lazy(
        "at least %(needed)s scored subjects have %(bar)s or more: there are %(found)s"
    ),
    Asks.COMMENTED: gettext_lazy(
        "at most %(needed)s comment-only subjects are Not passed: there are %(found)s"
    ),
    Asks.ABSENCES: gettext_lazy("at most %(needed)s sessions missed: there are %(found)s"),
    Asks.CONDUCT: gettext_lazy("conduct of at least “%(bar)s”: it is “%(found)s”"),
    Asks.LEARNING: gettext_lazy("a learning result of at least “%(bar)s”: it is “%(found)s”"),
    Asks.SUBJECTS: gettext_lazy(
        "at least %(needed)s scored subjects are assessed: there are %(found)s"
    ),
    Asks.LEVELS: gettext_lazy("every subject and activity has at least “%(bar)s”"),
    Asks.TRAITS: gettext_lazy("every quality and competence has at least “%(bar)s”"),
    Asks.TESTS: gettext_lazy("every test at the end of the year has at least %(bar)s points"),
    Asks.RECOGNISED: gettext_lazy(
        "an excellent achievement or clear progress that the class recognises, by the head's word"
    ),
}
_NO_FAILED = gettext_lazy("every comment-only subject is Passed")
_NAMES: Mapping[Asks, Mapping[int, Any]] = {
    Asks.CONDUCT: dict(ANY_LEVEL_NAMES),
    Asks.LEARNING: dict(ANY_LEVEL_NAMES),
    Asks.TRAITS: dict(TRAIT_NAMES),
}
_COUNTS = (Asks.ENOUGH, Asks.COMMENTED, Asks.ABSENCES, Asks.SUBJECTS)
# The subjects that stand in the way; those that reach a bar are not listed one by one.
_NAMES_KEYS = (Asks.EVERY, Asks.COMMENTED, Asks.LEVELS, Asks.TRAITS, Asks.TESTS)


@dataclass(frozen=True)
class ShownCondition:
    """One condition in words, the subjects that stand in its way, and whether it is met."""

    text: str
    subjects: str
    is_met: bool


@dataclass(frozen=True)
class ShownStep:
    """One possible result with its conditions."""

    name: str
    is_reached: bool
    conditions: list[ShownCondition]


@dataclass(frozen=True)
class ShownAdjustment:
    """A level before and after; `reason` is empty where nothing was raised."""

    before: str
    after: str
    reason: str
    needs_decision: bool


def condition_in_words(each: Condition, naming: Naming) -> ShownCondition:
    """The condition with its numbers."""
    is_none = each.asks is Asks.COMMENTED and not each.needed
    text = str(_NO_FAILED if is_none else _CONDITIONS[each.asks]) % {
        "bar": _bar(each, each.bar),
        "needed": each.needed,
        "found": each.found if each.asks in _COUNTS else _bar(each, each.found),
    }
    keys = each.keys if each.asks in _NAMES_KEYS else ()
    return ShownCondition(text, ", ".join(map(naming, keys)), each.is_met)


def _bar(each: Condition, value: int | None) -> str:
    return in_own_words(each.asks, value) or "–"


def in_own_words(asks: Asks, value: int | None) -> str:
    """A value in the words of what it is: a level, points of a test, otherwise a cell of a sheet;
    empty where there is none."""
    if value is None:
        return ""
    names = _NAMES.get(asks)
    if names:
        return str(names[value])
    return format_cell(value, CellForm.POINTS if asks is Asks.TESTS else CellForm.SCORED)


def steps_in_words(
    steps: Iterable[Step], naming: Naming, names: Mapping[Any, Any]
) -> list[ShownStep]:
    """The possible results from the highest down, as far as the first that is reached."""
    shown = []
    for step in steps:
        conditions = [condition_in_words(each, naming) for each in step.conditions]
        shown.append(ShownStep(str(names[step.result]), step.is_reached, conditions))
        if step.is_reached:
            break
    return shown


def adjustment_in_words(found: Adjustment | None, naming: Naming) -> ShownAdjustment | None:
    """The adjustment, where a level was raised or its clause can be read in two ways."""
    if found is None or (found.because_of is None and not found.readings_differ):
        return None
    reason = ""
    if found.because_of is not None and found.without is not None:
        text = {
            "remove": _("Without %(subject)s the level would be “%(level)s”."),
            "replace": _("If %(subject)s met every bar, the level would be “%(level)s”."),
        }[found.reading]
        reason = text % {"subject": naming(found.because_of), "level": _LEVELS[found.without]}
    return ShownAdjustment(
        str(_LEVELS[found.before]), str(_LEVELS[found.after]), reason, found.readings_differ
    )
