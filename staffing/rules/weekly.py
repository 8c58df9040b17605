"""The periods a week one person has to give: the norm of the post less what lowers it.

General schools by TT 05/2025/TT-BGDĐT, centres of continuing education by TT 04/2026/TT-BGDĐT
(known from secondary sources). A reduction that brings the norm below nothing, more than two
duties, or a room that has staff of its own is a problem to show, not a reason to compute less.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from staffing.rules.load import (
    HOMEROOM,
    MANAGER_NORM,
    MOST_EXTRA,
    TEACHER_NORM,
    TEACHING_WEEKS,
    fixed_reduction,
    has_too_many_duties,
    is_large_school,
)

TEACHER = "teacher"
PREPARATORY = "preparatory"
# TT 05/2025 Điều 7: schools that are not ordinary ones, by kind and level of education.
SPECIAL_NORM = {
    ("semi_boarding", "02"): 21,
    ("semi_boarding", "03"): 17,
    ("boarding", "03"): 17,
    ("boarding", "04"): 15,
    ("special", "02"): 21,
    ("special", "03"): 17,
    ("special", "04"): 15,
}
PREPARATORY_NORM, PREPARATORY_WEEKS, PREPARATORY_HOMEROOM = 12, 28, 3
# Điều 12: a duty that is paid lowers nothing, but for these.
LOWERS_THOUGH_PAID = frozenset(
    {"group_head", "group_deputy", "party", "trade_union", "youth_union"}
)
# Điều 9 khoản 6: only where the school has no laboratory staff.
OF_LAB_STAFF = frozenset({"subject_room", "equipment"})

# TT 04/2026 Điều 4: the yearly norm of director and deputy is a share of a teacher's.
CENTRE_NORM = 17
CENTRE_SHARE = {"director": Fraction(8, 100), "deputy": Fraction(10, 100)}
# Điều 7 to 10. Ceilings, of which the director sets the figure; homeroom is fixed.
CENTRE_DUTIES = {"homeroom": 4, "unit_head": 6, "unit_deputy": 4, "counselling": 8, "other": 4}
CENTRE_STATES = {"probation": 2, "nursing": 3}
CENTRE_MOST = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class WeeklyNorm:
    """Periods a week and a year that are left to give, and codes of what is wrong."""

    weekly: Fraction
    yearly: Fraction
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """What lowers the norm of one person. Kinds of duties are those of staffing.choices.DutyKind
    and `homeroom`; `states` are `probation` and `nursing`; `level` is the Ministry's code.

    `subject_rooms` is the number of subjects whose rooms the person keeps.
    """

    kind: str
    level: str = ""
    duties: tuple[str, ...] = ()
    paid: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    subject_rooms: int = 0


def weekly_norm(
    person: Person, *, classes: int = 0, zone: int | None = None, has_lab_staff: bool = False
) -> WeeklyNorm:
    """What a person of a general school has to give (TT 05/2025 Điều 3, 7 to 12).

    Heads and their deputies may not set reductions against their periods (Điều 8 khoản 3). Raises
    ValueError where no norm or no figure is known.
    """
    norm = _norm_of(person)
    weeks = PREPARATORY_WEEKS if person.kind == PREPARATORY else TEACHING_WEEKS
    if person.kind in MANAGER_NORM:
        return WeeklyNorm(norm, norm * weeks, ())
    is_large = is_large_school(classes, zone)
    duties = [*person.duties, *["subject_room"] * person.subject_rooms]
    lowering = [each for each in duties if each not in person.paid or each in LOWERS_THOUGH_PAID]
    if has_lab_staff:
        lowering = [each for each in lowering if each not in OF_LAB_STAFF]
    lowered = sum((_reduction(each, person, is_large=is_large) for each in lowering), Fraction(0))
    lowered += sum(_reduction(each, person, is_large=is_large) for each in person.states)
    problems = {
        "lab_staff_present": has_lab_staff and bool(OF_LAB_STAFF & set(duties)),
        "more_than_two_duties": has_too_many_duties(set(duties), 0),
        "below_zero": lowered > norm,
    }
    left = max(Fraction(0), norm - lowered)
    return WeeklyNorm(left, left * weeks, tuple(code for code, is_so in problems.items() if is_so))


def _norm_of(person: Person) -> Fraction:
    if person.kind in MANAGER_NORM:
        return Fraction(MANAGER_NORM[person.kind])
    if person.kind == PREPARATORY:
        return Fraction(PREPARATORY_NORM)
    ordinary = TEACHER_NORM.get(person.level) if person.kind == TEACHER else None
    norm = ordinary or SPECIAL_NORM.get((person.kind, person.level))
    if norm is None:
        raise ValueError(f"no norm is known for {person.kind!r} at the level {person.level!r}")
    return Fraction(norm)


def _reduction(duty: str, person: Person, *, is_large: bool) -> Fraction:
    if duty == "homeroom":
        return Fraction(PREPARATORY_HOMEROOM if person.kind == PREPARATORY else HOMEROOM)
    found = fixed_reduction(duty, stage=person.level, is_large=is_large)
    if found is None:
        raise ValueError(f"no figure is known for the duty {duty!r}: the head sets it")
    return Fraction(found)


def centre_norm(
    role: str,
    duties: Collection[str],
    states: Collection[str],
    figures: Mapping[str, int],
) -> WeeklyNorm:
    """What a person of a centre of continuing education has to give (TT 04/2026 Điều 4, 7 to 10).

    `role` is director, deputy or empty for a teacher; `figures` are those the director set below
    the ceilings. Reductions for duties are at most half of the year's norm, Youth Union work
    apart; directors set none against their own periods. Raises ValueError for what is unknown.
    """
    if role:
        if role not in CENTRE_SHARE:
            raise ValueError(f"no norm is known for the role {role!r}; known: {[*CENTRE_SHARE]}")
        yearly = CENTRE_NORM * TEACHING_WEEKS * CENTRE_SHARE[role]
        return WeeklyNorm(yearly / TEACHING_WEEKS, yearly, ())
    by_duty = {each: _centre_figure(each, figures) for each in duties}
    halved = sum(value for each, value in by_duty.items() if each != "youth_union")
    lowered = sum(by_duty.values()) + sum(_centre_state(each) for each in states)
    problems = {
        "over_half_of_year": halved > CENTRE_NORM * CENTRE_MOST,
        "above_ceiling": any(
            each in CENTRE_DUTIES and value > CENTRE_DUTIES[each] for each, value in by_duty.items()
        ),
        "below_zero": lowered > CENTRE_NORM,
    }
    left = Fraction(max(0, CENTRE_NORM - lowered))
    found = tuple(code for code, is_so in problems.items() if is_so)
    return WeeklyNorm(left, left * TEACHING_WEEKS, found)


def _centre_figure(duty: str, figures: Mapping[str, int]) -> int:
    value = figures.get(duty, CENTRE_DUTIES.get(duty))
    if value is None:
        raise ValueError(f"no figure is known for the duty {duty!r}: the director sets it")
    return value


def _centre_state(state: str) -> int:
    if state not in CENTRE_STATES:
        raise ValueError(f"no reduction is known for {state!r}; known: {[*CENTRE_STATES]}")
    return CENTRE_STATES[state]


def duty_fund(classes: int, zone: int | None) -> int:
    """Periods a week the head shares out for academic affairs, and as many for counselling
    (TT 05/2025 Điều 11 khoản 1, 2)."""
    return 8 if is_large_school(classes, zone) else 4


def youth_leader_primary(classes: int, zone: int | None) -> int:
    """Periods a week of the Tổng phụ trách Đội of a primary school (Điều 7 khoản 3)."""
    return 2 if is_large_school(classes, zone) else 8


def overtime(assigned: Decimal, left: Decimal) -> tuple[Decimal, bool]:
    """Periods beyond what was left to give, and whether so many are allowed (Điều 3 khoản 2)."""
    beyond = max(Decimal(0), assigned - left)
    return beyond, beyond <= left * MOST_EXTRA
