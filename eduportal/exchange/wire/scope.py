"""What a package replaces as a whole: one unit of one school in one period of a year.

Four parts, compared part by part and never joined to one text: "S1" with "6/1" and "S1/6" with
"1" would otherwise be the same. An agreed alphabet leaves no two codes that only look alike.
"""

import re
from typing import Any, NamedTuple

# A part that the feed does not need: the list of a school's staff has no period and no unit.
NONE = "-"
PERIODS = ("gk1", "hk1", "gk2", "hk2", "year", "again")
SCHOOL = re.compile("[A-Za-z0-9]{1,20}")
YEAR = re.compile("20([0-9]{2})-20([0-9]{2})")
UNIT = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,19}")


class ScopeKey(NamedTuple):
    """School code, school year, period and unit: ("79012345", "2026-2027", "hk1", "6A1").

    The unit is the code of a class, which a new name does not change.
    """

    school: str
    year: str
    period: str
    unit: str

    def __str__(self) -> str:
        return " ".join(part for part in self if part != NONE)


def scope_problem(value: Any) -> str:
    """Why the value is no scope, in English; empty when it is one."""
    if not isinstance(value, list) or len(value) != len(ScopeKey._fields):
        return "The scope is not a list of school, year, period and unit."
    if not all(isinstance(part, str) for part in value):
        return "A part of the scope is not a text."
    school, year, period, unit = value
    if not SCHOOL.fullmatch(school):
        return "A school's code has 1 to 20 letters A to Z and digits."
    if year != NONE and not _is_year(year):
        return "The school year is not of the form 2026-2027."
    if period not in (NONE, *PERIODS):
        return "The period is not known."
    if unit != NONE and not UNIT.fullmatch(unit):
        return "A unit's code has 1 to 20 letters A to Z, digits, dots, dashes and underscores."
    return ""


def _is_year(text: str) -> bool:
    found = YEAR.fullmatch(text)
    return found is not None and int(found[2]) == int(found[1]) + 1
