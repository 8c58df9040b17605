"""An explanation of a derived value (grades/rules/explaining.py) in words, as pages show it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grades.choices import ANY_LEVEL_NAMES, AWARD_NAMES, Level
from grades.choices.promotion import promotion_name
from grades.rules.cells import CellCode
from grades.rules.explaining import Derived, Explanation, Input, Part, Why, YearKey
from grades.rules.mark_text import format_cell
from grades.selectors.citations import clause_text
from grades.selectors.explained_conditions import (
    Naming,
    ShownAdjustment,
    ShownCondition,
    ShownStep,
    adjustment_in_words,
    condition_in_words,
    in_own_words,
    steps_in_words,
)

EXACT_PLACES = 4
NO_LINKS: Mapping[Hashable, str] = MappingProxyType({})
_RESULTS_IN_WORDS = {CellCode.PASSED: Level.PASSED, CellCode.FAILED: Level.FAILED}
_LEVELS = dict(ANY_LEVEL_NAMES)
_AWARDS = dict(AWARD_NAMES)
# The question with a value, and without one.
_TITLES = {
    Derived.TERM_AVERAGE: (
        gettext_lazy("Why is the average %(value)s?"),
        gettext_lazy("Why is there no average yet?"),
    ),
    Derived.TERM_RESULT: (
        gettext_lazy("Why is the result “%(value)s”?"),
        gettext_lazy("Why is there no result yet?"),
    ),
    Derived.YEAR_AVERAGE: (
        gettext_lazy("Why is the year's average %(value)s?"),
        gettext_lazy("Why is there no average of the year?"),
    ),
    Derived.YEAR_RESULT: (
        gettext_lazy("Why is the year's result “%(value)s”?"),
        gettext_lazy("Why is there no result of the year?"),
    ),
    Derived.LEVEL: (
        gettext_lazy("Why is the learning result “%(value)s”?"),
        gettext_lazy("Why is there no learning result?"),
    ),
    Derived.YEAR_CONDUCT: (
        gettext_lazy("Why is the year's conduct “%(value)s”?"),
        gettext_lazy("Why is there no conduct of the year?"),
    ),
    Derived.PROMOTION: (
        gettext_lazy("Why is the decision “%(value)s”?"),
        gettext_lazy("Why is there no decision yet?"),
    ),
    Derived.AWARD: (
        gettext_lazy("Why is the title “%(value)s”?"),
        gettext_lazy("Why is there no title?"),
    ),
}
_REASONS = {
    Why.EXEMPT: gettext_lazy("The student is exempt from the subject."),
    Why.WAITING: gettext_lazy("Missing: %(missing)s. What is missing is never taken as zero."),
    Why.NO_REGULAR: gettext_lazy("There is no regular mark."),
    Why.ALL_PASSED: gettext_lazy("Every assessment is there and passed."),
    Why.ONE_FAILED: gettext_lazy("One assessment that is not passed is enough."),
    Why.NOT_FULL: gettext_lazy("The term is over, and there is no result in %(missing)s."),
    Why.SECOND_TERM: gettext_lazy("The result of the second term is that of the year."),
    Why.NO_FIRST_TERM: gettext_lazy(
        "There is no first term: the average of the second is that of the year."
    ),
    Why.UNDECIDED: gettext_lazy("The head has to decide first."),
    Why.CHOICE_OPEN: gettext_lazy("It is not recorded which electives the student takes."),
    Why.TOO_FEW: gettext_lazy("Too few subjects are assessed for the table."),
}
_ROUNDINGS = {
    "half_up": gettext_lazy("once, to one decimal, a half upwards"),
    "half_even": gettext_lazy("once, to one decimal, a half to the even tenth"),
}
_TOPICS = {
    "formula": gettext_lazy("How it is computed"),
    "count": gettext_lazy("Number of regular assessments"),
    "topics": gettext_lazy("Mark of the study topics"),
    "settled": gettext_lazy("Absence without a make-up"),
    "exempt_cell": gettext_lazy("Exempt from one assessment"),
    "first_term": gettext_lazy("Year without a first term"),
    "table": gettext_lazy("Table"),
    "adjustment": gettext_lazy("Raised because of one subject"),
    "conditions": gettext_lazy("Conditions"),
    "training": gettext_lazy("Training in the summer"),
    "again": gettext_lazy("Re-assessment"),
}


@dataclass(frozen=True)
class ShownInput:
    """One line of the sum or the table; empty where a column does not apply. `note` says why the
    value does not count as it stands, `link` is the address of how it came about itself."""

    label: str
    link: str
    value: str
    weight: str
    product: str
    note: str
    is_missing: bool


@dataclass(frozen=True)
class ShownSum:
    """The weighted sum, the division, and the rounding in words."""

    total: str
    weights: str
    exact: str
    rounding: str


@dataclass(frozen=True)
class Shown:
    """One derived value with all that it was derived from, in words; `key` is its Derived."""

    key: str
    title: str
    value: str
    reason: str
    has_weights: bool
    inputs: list[ShownInput]
    sum: ShownSum | None
    conditions: list[ShownCondition]
    steps: list[ShownStep]
    adjustment: ShownAdjustment | None
    clauses: list[tuple[str, str]]


def in_words(
    found: Explanation,
    naming: Naming,
    circular: str,
    links: Mapping[Hashable, str] = NO_LINKS,
    grade: int = 0,
) -> Shown:
    """The explanation as a page shows it; `naming` gives the name of a cell, subject or term,
    `links` the addresses of inputs that are derived themselves, `grade` is the student's, where
    the value is what follows from the year."""
    value = value_in_words(found, grade)
    with_value, without = _TITLES[found.derived]
    return Shown(
        key=found.derived.value,
        title=with_value % {"value": value} if found.result is not None else str(without),
        value=value,
        reason=_reason(found, naming),
        has_weights=any(each.weight is not None for each in found.inputs),
        inputs=[
            _input(each, found.derived, naming, links.get(each.key, "")) for each in found.inputs
        ],
        sum=_sum(found),
        conditions=[condition_in_words(each, naming) for each in found.conditions],
        steps=steps_in_words(found.steps, naming, {**_LEVELS, **_AWARDS}),
        adjustment=adjustment_in_words(found.adjustment, naming),
        clauses=[
            (str(_TOPICS[topic]), clause_text(clause, circular))
            for topic, clause in found.clauses.items()
        ],
    )


def value_in_words(found: Explanation, grade: int = 0, learning: int | None = None) -> str:
    """The value itself: "7,9", "Đạt", "Khá", the name of a decision or title; `grade` and
    `learning` as in promotion_name."""
    result: Any = found.result
    if result is None:
        return ""
    if found.derived is Derived.PROMOTION:
        return promotion_name(result, grade, learning)
    names: Mapping[Any, Any] = _AWARDS if found.derived is Derived.AWARD else _LEVELS
    if found.derived in (Derived.TERM_RESULT, Derived.YEAR_RESULT):
        result = _RESULTS_IN_WORDS[CellCode(result)]
    elif found.derived in (Derived.TERM_AVERAGE, Derived.YEAR_AVERAGE):
        return format_cell(result)
    return str(names[result])


def _reason(found: Explanation, naming: Naming) -> str:
    if found.why is None:
        return ""
    if found.why is Why.WAITING and not found.missing:
        return _("What is missing may still come.")
    return str(_REASONS[found.why]) % {"missing": ", ".join(map(naming, found.missing))}


def _input(each: Input, derived: Derived, naming: Naming, link: str) -> ShownInput:
    is_level = derived in (Derived.YEAR_CONDUCT, Derived.PROMOTION)
    return ShownInput(
        label=naming(each.key),
        link=link,
        value=_value_of(each, is_level),
        weight="" if each.weight is None or each.counts_as is None else str(each.weight),
        product="" if each.product is None else tenths(each.product),
        note=_note(each, is_level),
        is_missing=each.part is Part.MISSING,
    )


def _value_of(each: Input, is_level: bool) -> str:
    if isinstance(each.key, YearKey):
        return in_own_words(each.key.asks, each.value)
    return _value(each.value, is_level)


def _value(value: int | None, is_level: bool) -> str:
    if value is None:
        return ""
    return str(_LEVELS[value]) if is_level else format_cell(value)


def _note(each: Input, is_level: bool) -> str:
    if each.part is Part.SETTLED:
        text = _("after the summer: %(value)s") if is_level else _("counts as %(value)s")
        return text % {"value": _value(each.counts_as, is_level)}
    notes = {
        Part.MISSING: _("missing"),
        Part.OPEN: _("empty, not waited for"),
        Part.LEFT_OUT: _("not counted"),
        Part.NOT_COUNTED: _("not counted"),
    }
    return notes.get(each.part, "")


def _sum(found: Explanation) -> ShownSum | None:
    division = found.division
    if division is None:
        return None
    return ShownSum(
        total=tenths(division.total),
        weights=str(division.weights),
        exact=exact_text(division.exact),
        rounding=str(_ROUNDINGS[division.rounding]),
    )


def tenths(value: int) -> str:
    """A sum of tenths as marks are written: 715 is "71,5"."""
    return f"{value // 10},{value % 10}"


def exact_text(exact: Fraction) -> str:
    """A quotient before rounding: "7,9444…", "8,05", "7,0"."""
    scaled = exact * 10**EXACT_PLACES
    digits = f"{scaled.numerator // scaled.denominator:0{EXACT_PLACES + 1}d}"
    whole, places = digits[:-EXACT_PLACES], digits[-EXACT_PLACES:]
    if scaled.denominator != 1:
        return f"{whole},{places}…"
    return f"{whole},{places.rstrip('0') or '0'}"
