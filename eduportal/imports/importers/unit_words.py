"""Names and codes of administrative units, as lists write them."""

import re

from eduportal.workbooks.cells import code_value, fold
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.values import Value
from schools.choices import UnitLevel, UnitType
from schools.models.unit import UNIT_TYPE_NAMES

# Digits of a code by level (QĐ 19/2025/QĐ-TTg; districts until 30 June 2025).
WIDTHS = {UnitLevel.PROVINCE: 2, UnitLevel.DISTRICT: 3, UnitLevel.COMMUNE: 5}
LEVELS = {
    UnitType.PROVINCE: UnitLevel.PROVINCE,
    UnitType.DISTRICT: UnitLevel.DISTRICT,
    UnitType.TOWN: UnitLevel.DISTRICT,
    UnitType.TOWNSHIP: UnitLevel.COMMUNE,
    UnitType.WARD: UnitLevel.COMMUNE,
    UnitType.COMMUNE: UnitLevel.COMMUNE,
}
SHORT = {"p.": UnitType.WARD, "x.": UnitType.COMMUNE, "tp.": UnitType.CITY, "tp": UnitType.CITY}
_TYPES = {fold(name): code for code, name in UNIT_TYPE_NAMES.items()} | SHORT
_BEGINS = re.compile(
    f"(?:{'|'.join(sorted(map(re.escape, _TYPES), key=len, reverse=True))})(?:\\s+|(?<=\\.))"
)


def split_name(text: str) -> tuple[UnitType | None, str]:
    """Type and name of "Phường Long An"; without a type before it, None and the whole text."""
    found = _BEGINS.match(fold(text))
    if found is None:
        return None, text
    return _TYPES[found[0].strip()], text[found.end() :].strip()


def level_of_code(code: str) -> UnitLevel | None:
    """The level that codes of so many digits belong to."""
    return next((level for level, width in WIDTHS.items() if width == len(code)), None)


def commune_code(value: Value) -> str:
    """The code of a commune or ward: five digits, of which a program may have cut zeros."""
    return _padded(code_value(value), WIDTHS[UnitLevel.COMMUNE])


def unit_code(value: Value) -> str:
    """The code of a unit of any level, digits alone."""
    return _padded(code_value(value), 0)


def _padded(code: str, width: int) -> str:
    if code and not (code.isascii() and code.isdigit() and len(code) <= 5):
        raise CellProblem("code_unreadable", value=code[:100])
    return code.rjust(width, "0") if code else ""
