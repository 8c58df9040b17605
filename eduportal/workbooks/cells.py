"""One cell's value, read as what its column means.

Each reader takes the raw value and returns the meaning, None or "" for an empty cell, and raises
CellProblem. A problem that is only a warning or a question carries the value as understood. Marks
are not read here: grades.rules does that from the cell's text.
"""

import datetime
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from eduportal.core.text import LOST, visible
from eduportal.workbooks.problems import CellProblem

Value = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta

_EMPTY = frozenset(("", "-", "–", "—", "_", "...", "…"))
_ERRORS = re.compile(r"^#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|ERROR)$")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# An apostrophe that keeps a text from being taken for a formula; `neutralise` writes it.
_GUARD = re.compile(r"^'(?=[=+\-@\t\r\n])")
_DAY_FIRST = re.compile(
    r"^(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{2}|\d{4})(?: 0?0:00(?::00)?)?$",
    re.ASCII,
)
_YEAR_FIRST = re.compile(r"^(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T ][\d:.]+Z?)?$", re.ASCII)
_SERIAL = re.compile(r"^\d{4,5}(?:\.\d+)?$", re.ASCII)
# Day 0 of Excel's calendar, which counts a 29 February 1900 that never was.
_SERIAL_ORIGIN = datetime.date(1899, 12, 30)
# 1 January 1910. A smaller number is a bare year or something else.
_FIRST_SERIAL = 3654
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?E\+?\d+$", re.IGNORECASE | re.ASCII)
_TRAILING_ZERO = re.compile(r"^(\d+)\.0+$", re.ASCII)
# Digits that are written otherwise; those of full width an East Asian keyboard types.
_OTHER_DIGIT = re.compile("[^\\D0-9\uff10-\uff19]|[\u00b2\u00b3\u00b9\u2070-\u2089\u2460-\u249b]")
# Excel keeps 15 digits of a number.
_EXACT_BELOW = 10**15
_MALE = frozenset(("nam", "trai", "male", "m", "1"))
_FEMALE = frozenset(("nu", "gai", "female", "f", "2"))
_PERSONAL_DIGITS = 12


class FormulaText(str):
    """What a cell holds whose formula gave an error ("#N/A") or was never computed ("=A1")."""


def display_text(value: Value) -> str:
    """What the cell shows: numbers with at most 15 digits and no ".0", dates day first.

    A mark computed by a formula is 6.800000000000001 in the file and 6.8 on the screen. A
    character that no text may hold is shown as LOST.
    """
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime.datetime):
        time = "" if value.time() == datetime.time() else f" {value:%H:%M:%S}"
        return f"{value:%d/%m/%Y}{time}"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def _number_text(number: float) -> str:
    if number.is_integer() and abs(number) < _EXACT_BELOW:
        return str(int(number))
    text = f"{number:.15g}"
    return f"{Decimal(text):f}" if "e" in text and abs(number) < 1e30 else text


_ACCENTS = re.compile("[\u0300-\u036f]")
_LIKE_D = str.maketrans("đðɖĐÐƉ", "dddDDD")


def fold(text: str) -> str:
    """The text without accents, in lower case, trimmed, each run of spaces made one.

    Letter for letter: a composed text keeps its length but for spaces.
    """
    if not text.isascii():
        letters = unicodedata.normalize("NFD", _INVISIBLE.sub("", text))
        text = _ACCENTS.sub("", letters).translate(_LIKE_D)
    return " ".join(text.lower().split())


def text_value(value: Value) -> str:
    """The text of a cell: composed, spaces made single, "" for an empty cell, a dash or dots.

    Raises CellProblem for a text that holds what no text may.
    """
    text = display_text(value)
    if LOST in text:
        raise CellProblem("unreadable_character", value=text[:100])
    if text[:1] == "'":
        text = _GUARD.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = " ".join(text.split())
    if text in _EMPTY:
        return ""
    if isinstance(value, FormulaText) and text[0] == "=":
        raise CellProblem("formula_not_computed")
    if text[0] == "#" and _ERRORS.match(text):
        raise CellProblem("formula_error", value=text)
    return text


def date_value(value: Value) -> datetime.date | None:
    """A day: a date cell, dd/mm/yyyy with / - or ., ISO, or Excel's serial number.

    Month first is never guessed: 12/31/2010 does not exist.
    """
    if isinstance(value, datetime.datetime):
        return _in_range(value.date(), display_text(value))
    if isinstance(value, datetime.date):
        return _in_range(value, display_text(value))
    text = text_value(value)
    return _written_day(text) if text else None


# A province's students share some seven thousand birthdays.
@lru_cache(maxsize=20_000)
def _written_day(text: str) -> datetime.date:
    if _SERIAL.match(text) and float(text) >= _FIRST_SERIAL:
        return _in_range(_SERIAL_ORIGIN + datetime.timedelta(days=int(float(text))), text)
    if match := _DAY_FIRST.match(text):
        day, month, year = match.groups()
        if len(year) == 2:
            raise CellProblem("date_short_year", value=text)
    elif match := _YEAR_FIRST.match(text):
        year, month, day = match.groups()
    else:
        raise CellProblem("date_unreadable", value=text)
    try:
        return _in_range(datetime.date(int(year), int(month), int(day)), text)
    except ValueError as error:
        raise CellProblem("date_impossible", value=text) from error


def _in_range(day: datetime.date, text: str) -> datetime.date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise CellProblem("date_out_of_range", value=text)
    return day


def sex_value(value: Value) -> Literal["male", "female"] | None:
    """Male or female from Nam/Nữ, with or without accents, or the exchange codes 1 and 2."""
    text = text_value(value)
    word = fold(text)
    if word in _MALE:
        return "male"
    if word in _FEMALE:
        return "female"
    if word:
        raise CellProblem("sex_unreadable", value=text)
    return None


def code_value(value: Value) -> str:
    """A code as text, "" for none: no ".0" of a number cell, no inner spaces, no apostrophe.

    Digits that Excel has already dropped are never made up.
    """
    if isinstance(value, float | int) and not isinstance(value, bool):
        if abs(value) >= _EXACT_BELOW:
            raise CellProblem("code_digits_lost", value=display_text(value))
        if not value >= 0 or not float(value).is_integer():
            raise CellProblem("code_unreadable", value=display_text(value))
        return str(int(value))
    if not isinstance(value, str):
        raise CellProblem("code_unreadable", value=display_text(value))
    written = text_value(value)
    if _OTHER_DIGIT.search(written):
        raise CellProblem("code_unreadable", value=written[:100])
    text = unicodedata.normalize("NFKC", written).lstrip("'’‘`").replace(" ", "")
    if _SCIENTIFIC.match(text):
        raise CellProblem("code_scientific", value=text)
    whole = _TRAILING_ZERO.match(text)
    return whole[1] if whole else text


def personal_number_value(value: Value) -> str:
    """A personal identification number: 12 digits, "" for none.

    Vietnamese: số định danh cá nhân. Eleven digits are a number whose zero Excel cut off; it is
    put back with a warning.
    """
    code = code_value(value)
    if not code:
        return ""
    if not (code.isascii() and code.isdigit()):
        raise CellProblem("personal_number_digits", value=code)
    if len(code) == _PERSONAL_DIGITS - 1:
        raise _zero_restored(code)
    if len(code) != _PERSONAL_DIGITS:
        raise CellProblem("personal_number_length", value=code, count=len(code))
    return code


def _zero_restored(code: str) -> CellProblem:
    return CellProblem(
        "leading_zero_restored",
        severity="warning",
        understood="0" + code,
        value=code,
        repaired="0" + code,
    )


def list_value(value: Value) -> list[str]:
    """The texts listed in one cell: "9 8 7 9", "10, 9.0, 10", "Đ Đ Đ".

    A single comma between digits is the decimal sign of one number ("7,5") or parts two ("9,8"):
    read as one number, with a question. Two commas or more part numbers.
    """
    text = text_value(value)
    if not re.search(r"[\s;]", text):
        parts = [part for part in text.split(",") if part]
        if len(parts) == 2 and all(part.isascii() and part.isdigit() for part in parts):
            raise CellProblem("list_ambiguous", severity="question", understood=[text], value=text)
        return parts
    return [part.strip(",") for part in re.split(r"[\s;]+", text) if part.strip(",")]
