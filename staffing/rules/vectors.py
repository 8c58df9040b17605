"""The functions of a file of test vectors, answered by the norms and loads of this package.

Levels are TH, THCS, THPT; fractions are written "a/b". What a vector leaves out takes the default
of the norm set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from staffing.rules import need, norms, weekly
from staffing.rules.norms import NormSet

Input = Mapping[str, Any]
_STAGES = {"TH": "02", "THCS": "03", "THPT": "04", "": ""}
_KINDS = {
    "GV": weekly.TEACHER,
    "HT": "head",
    "PHT": "vice_head",
    "PTDTBT": "semi_boarding",
    "PTDTNT": "boarding",
    "DBDH": weekly.PREPARATORY,
}
_DUTIES = {
    "head_of_group": "group_head",
    "deputy_head_of_group": "group_deputy",
    "it": "it_rooms",
    "clerk": "clerk_work",
    "party_secretary": "party",
}
_ROLES = {"GD": "director", "PGD": "deputy", "GV": "", "": ""}
_CENTRE_DUTIES = {"head_of_unit": "unit_head", "deputy_head_of_unit": "unit_deputy"}
# Names of settings in the files where they differ from those of NormSet.
SETTING_NAMES = {"method": "class_count", "tpt": "youth_leader"}
_WORDS: dict[str, type[StrEnum]] = {
    "class_count": norms.ClassCount,
    "youth_leader": norms.YouthLeader,
    "remainder": norms.Remainder,
}


def norm_set(setting: Mapping[str, object]) -> NormSet:
    """The norm set a vector assumes; raises ValueError for what is no setting or no value of it."""
    return _changed(NormSet(), setting)


def _changed(chosen: NormSet, setting: Mapping[str, object]) -> NormSet:
    """The set with these settings instead."""
    values: dict[str, Any] = {}
    for key, value in setting.items():
        name = SETTING_NAMES.get(key, key)
        if name == "primary_special":
            values[name] = Fraction(str(value))
        elif name not in _WORDS:
            raise ValueError(f"There is no setting “{key}”.")
        elif value not in list(_WORDS[name]):
            allowed = ", ".join(_WORDS[name])
            raise ValueError(f"{key}: “{value}” is not one of {allowed}.")
        else:
            values[name] = _WORDS[name](str(value))
    return replace(chosen, **values)


def _written(value: Fraction | Decimal) -> int | str:
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else str(exact)


def _norm(facts: Input, chosen: NormSet) -> Any:
    size = norms.SchoolSize(
        facts["level"],
        facts["zone"],
        facts["students"],
        facts.get("classes"),
        facts.get("kind") or "",
        facts.get("two_session_classes"),
        facts.get("class_size"),
    )
    given = {key: facts[key] for key in ("method", "tpt", "remainder") if key in facts}
    return _written(norms.teacher_norm(size, _changed(chosen, given)))


def _preschool(facts: Input, _chosen: NormSet) -> Any:
    return _written(norms.preschool_norm((age, *counts) for age, *counts in facts["groups"]))


def _load(facts: Input, _chosen: NormSet) -> Any:
    def duties(name: str) -> tuple[str, ...]:
        return tuple(_DUTIES.get(each, each) for each in facts.get(name, ()))

    kind, level = str(facts["kind"]), str(facts.get("level", ""))
    person = weekly.Person(
        _KINDS.get(kind, kind),
        _STAGES.get(level, level),
        duties("duties"),
        frozenset(duties("paid")),
        frozenset(facts.get("states", ())),
        facts.get("subject_rooms", 0),
    )
    found = weekly.weekly_norm(
        person,
        classes=facts.get("classes", 0),
        zone=facts.get("zone"),
        has_lab_staff=facts.get("has_lab_staff", False),
    )
    return _weekly(found)


def _load_gdtx(facts: Input, _chosen: NormSet) -> Any:
    def known(duty: str) -> str:
        return _CENTRE_DUTIES.get(duty, duty)

    role = facts.get("role") or ""
    return _weekly(
        weekly.centre_norm(
            _ROLES.get(role, role),
            [known(each) for each in facts.get("duties", ())],
            facts.get("states", ()),
            {known(each): value for each, value in facts.get("figures", {}).items()},
        )
    )


def _weekly(found: weekly.WeeklyNorm) -> dict[str, Any]:
    return {
        "weekly": _written(found.weekly),
        "yearly": _written(found.yearly),
        "problems": list(found.problems),
    }


def _overtime(facts: Input, _chosen: NormSet) -> Any:
    assigned, left = (Decimal(str(facts[name])) for name in ("assigned", "norm_left"))
    beyond, is_allowed = weekly.overtime(assigned, left)
    return {"beyond": _written(beyond), "allowed": is_allowed}


def _demand(facts: Input, _chosen: NormSet) -> Any:
    demand = need.weekly_demand(facts["periods_a_year"], facts["classes"])
    needed = need.teachers_needed(demand, facts["weekly_norm"], facts.get("reductions", 0))
    return {"weekly": _written(demand), "fte": _written(needed)}


def _gaps(facts: Input, _chosen: NormSet) -> Any:
    def exact(value: Any) -> Fraction:
        return Fraction(str(value))

    found = need.gaps(
        exact(facts["norm_max"]),
        exact(facts["quota"]),
        exact(facts["on_payroll"]),
        {key: (exact(there), exact(wanted)) for key, (there, wanted) in facts["subject"].items()},
    )
    return {name: _written(value) for name, value in asdict(found).items()}


FUNCTIONS: dict[str, Callable[[Input, NormSet], Any]] = {
    "norm": _norm,
    "preschool": _preschool,
    "group_size": lambda facts, _chosen: norms.group_size(facts["age"], facts["disabled"]),
    "load": _load,
    "load_gdtx": _load_gdtx,
    "duty_fund": lambda facts, _chosen: weekly.duty_fund(facts["classes"], facts.get("zone")),
    "tpt_primary": lambda facts, _chosen: weekly.youth_leader_primary(
        facts["classes"], facts.get("zone")
    ),
    "overtime": _overtime,
    "demand_and_need": _demand,
    "gaps": _gaps,
}
