"""What a school declares of its staff beside what the portal counted, and the way of that.

The order is that of NĐ 93/2026 Art. 11(4)b seen from the portal: schools propose, the competent
body checks, persons and schools object, a decision ends it. Days are settings of each review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from staffing.rules.balance import SHARED
from staffing.rules.counted import Counted

# Codes no subject has.
PAYROLL, CONTRACT, CLASSES = "#payroll", "#contract", "#classes:"
CENT = Decimal("0.01")

# (state, step) to the state after it; "" is a school that has declared nothing yet.
STEPS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("", "declare"): "declared",
        ("declared", "declare"): "declared",
        ("returned", "declare"): "declared",
        ("declared", "check"): "checked",
        ("declared", "return"): "returned",
        ("checked", "object"): "objected",
        ("checked", "decide"): "decided",
        ("objected", "decide"): "decided",
        ("objected", "return"): "returned",
        ("decided", "reopen"): "returned",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One number: as counted, as declared, why they differ, and what the body that checks says.

    `code` is a subject's, or one of the above with the number of a grade. `is_accepted` is None
    until somebody has checked; a line without a difference needs no answer.
    """

    code: str
    counted: Decimal
    declared: Decimal
    reason: str = ""
    is_accepted: bool | None = None
    answer: str = ""

    @property
    def differs(self) -> bool:
        return self.counted != self.declared


def counted_lines(figures: Counted, classes: Mapping[int, int]) -> list[Line]:
    """What the portal counts, to two decimals, as a school that agrees would declare it.

    `classes` by grade. Needs are not declared: they follow from the classes.
    """
    numbers: dict[str, Fraction | int] = {
        PAYROLL: figures.on_payroll,
        CONTRACT: figures.on_contract,
        **{f"{CLASSES}{grade}": count for grade, count in sorted(classes.items())},
        **{code: each.there for code, each in figures.subjects.items() if code != SHARED},
    }
    return [Line(code, cents(number), cents(number)) for code, number in numbers.items()]


def cents(number: Fraction | int) -> Decimal:
    """Rounded half up to two decimals."""
    exact = Fraction(number)
    return (Decimal(exact.numerator) / exact.denominator).quantize(CENT, ROUND_HALF_UP)


def with_declared(
    lines: Iterable[Line], declared: Mapping[str, Decimal], reasons: Mapping[str, str]
) -> list[Line]:
    """The lines as the school declares them; what it says nothing of it agrees with."""
    return [
        replace(
            line,
            declared=declared.get(line.code, line.counted).quantize(CENT, ROUND_HALF_UP),
            reason=reasons.get(line.code, "").strip(),
        )
        for line in lines
    ]


def with_answers(
    lines: Iterable[Line], accepted: Mapping[str, bool], answers: Mapping[str, str]
) -> list[Line]:
    """The lines as the body that checks has answered them; lines without a difference stay."""
    return [
        replace(
            line,
            is_accepted=accepted.get(line.code),
            answer=answers.get(line.code, "").strip(),
        )
        if line.differs
        else line
        for line in lines
    ]


def kept(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The lines as JSON."""
    return [
        {
            "code": line.code,
            "counted": str(line.counted),
            "declared": str(line.declared),
            "reason": line.reason,
            "is_accepted": line.is_accepted,
            "answer": line.answer,
        }
        for line in lines
    ]


def read_lines(rows: Iterable[Mapping[str, Any]]) -> list[Line]:
    """The lines that `kept` has written."""
    return [
        Line(
            row["code"],
            Decimal(row["counted"]),
            Decimal(row["declared"]),
            row["reason"],
            row["is_accepted"],
            row["answer"],
        )
        for row in rows
    ]
