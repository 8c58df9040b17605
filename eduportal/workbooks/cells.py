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
from eduportal.workbooks.letters import is_broken
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.values import FormulaText, OpenDate, ShownDate, ShownNumber, Value

_EMPTY = frozenset(("", "-", "–", "—", "_", "...", "…"))
_ERRORS = re.compile(r"^#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|ERROR)$")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# An apostrophe that keeps a text from being taken for a formula; `neutralise` writes it.
_GUARD = re.compile(r"^'(?=[=+\-@\t\r\n])")
_DAY_FIRST = re.compile(
    r"^(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{2}|\d{4})(?: 0?0:00(?::00)?)?$",
    re.ASCII,
)
# Day, month and year in cells of their own.
_IN_PARTS = re.compile(r"^(\d{1,2}) (\d{1,2}) (\d{4})$", re.ASCII)
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
# Century and sex of whoever was born from 1900 to 2099: 0 to 3.
_TWO_ZEROS_CUT = re.compile("^[1-9][0-3][0-9]{8}$")
_THOUSANDS = re.compile(r"^\d{1,3}(?:,\d{3})+$|^\d{1,3}(?:\.\d{3}){2,}$", re.ASCII)
_LONG_CODE, _LOST_DIGITS = 9, "0000"
_CLASS_WORD = re.compile(r"^l[ớơ]p\b\s*:?\s*", re.IGNORECASE)


def display_text(value: Value) -> str:
    """What the cell shows: numbers with at most 15 digits and no ".0", dates day first.

    A mark computed by a formula is 6.800000000000001 in the file and 6.8 on the screen. A
    character that no text may hold is shown as LOST.
    """
    if isinstance(value, ShownNumber | ShownDate | OpenDate):
        return visible(value.shown)
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime.datetime):
        time = "" if value.time() == datetime.time() else f" {value:%H:%M:%S}"
        return f"{value:%d/%m/%Y}{time}"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def number_text(number: float) -> str:
    """A stored number, with at most 15 digits and no ".0"."""
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

    Raises CellProblem for a text that holds what no text may, and for a number that its cell does
    not show.
    """
    text = display_text(value)
    if LOST in text:
        raise CellProblem("unreadable_character", value=text[:100])
    if isinstance(value, str):
        if not text.isascii() and is_broken(value):
            raise CellProblem("letters_broken", value=text[:100])
    elif not text and isinstance(value, ShownNumber):
        raise CellProblem("shown_otherwise", value=text, stored=number_text(value))
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
    if isinstance(value, datetime.date):
        return _in_range(datetime.date(value.year, value.month, value.day), display_text(value))
    if isinstance(value, OpenDate):
        raise CellProblem("date_order_open", severity="question", value=str(value))
    text = text_value(value)
    return _written_day(text) if text else None


def name_value(value: Value) -> str:
    """A person's name. Raises CellProblem where letters were lost: "Tr?n Th? Th?"."""
    text = text_value(value)
    if "?" in text:
        raise CellProblem("letters_lost", value=text[:100])
    return text


def class_value(value: Value) -> str:
    """The name of a class: "6A1" of "Lớp 6A1", "12.10" of a number that is shown so.

    Raises CellProblem for a day: a program made it of 6/1.
    """
    if isinstance(value, datetime.date):
        raise CellProblem("class_became_day", value=display_text(value))
    return _CLASS_WORD.sub("", text_value(value))


# A province's students share some seven thousand birthdays.
@lru_cache(maxsize=20_000)
def _written_day(text: str) -> datetime.date:
    if _SERIAL.match(text) and float(text) >= _FIRST_SERIAL:
        return _in_range(_SERIAL_ORIGIN + datetime.timedelta(days=int(float(text))), text)
    if match := _DAY_FIRST.match(text) or _IN_PARTS.match(text):
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

    Digits that Excel has already dropped are never made up. Separators of thousands are taken out
    with a warning. A code that its cell shows with zeros in front is taken as shown.
    """
    if type(value) is str and value.isascii() and value.isdigit():
        return value
    if isinstance(value, ShownNumber) and value.shown.isascii() and value.shown.isalnum():
        if "E" not in value.shown.upper():
            return value.shown
    if isinstance(value, float | int) and not isinstance(value, bool):
        return _code_of_number(value)
    if not isinstance(value, str):
        raise CellProblem("code_unreadable", value=display_text(value))
    written = text_value(value)
    if _OTHER_DIGIT.search(written):
        raise CellProblem("code_unreadable", value=written[:100])
    text = unicodedata.normalize("NFKC", written).lstrip("'’‘`").replace(" ", "")
    if _SCIENTIFIC.match(text):
        raise CellProblem("code_scientific", value=text)
    if _THOUSANDS.match(text):
        raise _joined(text, re.sub("[.,]", "", text))
    whole = _TRAILING_ZERO.match(text)
    return whole[1] if whole else text


def _code_of_number(value: float) -> str:
    if abs(value) >= _EXACT_BELOW:
        raise CellProblem("code_digits_lost", value=display_text(value))
    if not value >= 0 or not float(value).is_integer():
        raise CellProblem("code_unreadable", value=display_text(value))
    code = str(int(value))
    if isinstance(value, ShownNumber) and _THOUSANDS.match(value.shown):
        raise _joined(value.shown, code)
    return code


def _joined(written: str, code: str) -> CellProblem:
    return CellProblem(
        "separators_removed", severity="warning", understood=code, value=written, repaired=code
    )


def lost_digits(code: str) -> bool:
    """Whether a code looks as if a program had kept only its first digits: 2590630000."""
    return code.endswith(_LOST_DIGITS) and len(code) >= _LONG_CODE and code.isdigit()


def personal_number_value(value: Value) -> str:
    """A personal identification number: 12 digits, "" for none.

    Vietnamese: số định danh cá nhân. Eleven digits are a number whose zero Excel cut off, ten one
    of Hà Nội or another province whose number begins with two zeros (Nghị định 137/2015 Điều 13:
    three digits of the province, one of century and sex); they are put back with a warning.
    """
    code = code_value(value)
    if not code:
        return ""
    if not (code.isascii() and code.isdigit()):
        raise CellProblem("personal_number_digits", value=code)
    if len(code) == _PERSONAL_DIGITS:
        return code
    is_cut = len(code) == _PERSONAL_DIGITS - 1 or _TWO_ZEROS_CUT.match(code)
    if is_cut and code[0] != "0":
        raise _zero_restored(code, code.rjust(_PERSONAL_DIGITS, "0"))
    raise CellProblem("personal_number_length", value=code, count=len(code))


def _zero_restored(code: str, repaired: str) -> CellProblem:
    return CellProblem(
        "leading_zero_restored",
        severity="warning",
        understood=repaired,
        value=code,
        repaired=repaired,
    )
