"""One typed or pasted cell of a mark sheet, read and printed.

The browser reads cells by the same rules in JavaScript; `mark_text_cases.json` is the table both
are tested with. Nothing is clamped, blanked or rounded: what cannot be kept exactly is refused.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from grades.rules.cells import HIGHEST_MARK, CellCode, CellForm
from grades.rules.settings import gettext_noop

# Codes are stable: the browser, the importer and the exchange tell problems apart by them.
MESSAGES = {
    "not_a_number": gettext_noop("“%(text)s” is not a mark. Type a number such as 8 or 8,5."),
    "two_separators": gettext_noop("“%(text)s” has more than one comma or dot."),
    "out_of_range": gettext_noop("“%(text)s” is outside the scale. A mark is from 0 to 10."),
    "too_precise": gettext_noop(
        "“%(text)s” is too precise. A mark has one decimal; decide how to round it."
    ),
    "not_a_result": gettext_noop("“%(text)s” is not a result of this subject. Type Đ or CĐ."),
    "result_in_scored_subject": gettext_noop(
        "“%(text)s” is for subjects without marks. This subject takes a mark from 0 to 10."
    ),
    "not_a_level": gettext_noop("“%(text)s” is not a level. Type T, H or C."),
    "not_points": gettext_noop(
        "“%(text)s” is not a mark of a test. Type a whole number from 0 to 10."
    ),
    "zero": gettext_noop("A test is not marked 0 under this regulation set. Type 1 to 10."),
    "exempt_cell": gettext_noop(
        "A single mark cannot be “%(text)s”. Exempt the student from the whole subject, or leave "
        "the cell empty."
    ),
}

# Compared in lower case. D is what is typed without a Vietnamese keyboard, ð (eth) what some fonts
# and converters leave in place of đ, KĐ (không đạt) the word of earlier circulars.
_WORDS = {
    **dict.fromkeys(["đ", "d", "đạt", "dat"], CellCode.PASSED),
    **dict.fromkeys(["cđ", "cd", "chưa đạt", "chua dat"], CellCode.FAILED),
    **dict.fromkeys(["kđ", "kd", "không đạt", "khong dat"], CellCode.FAILED),
    **dict.fromkeys(["v", "vắng", "vang"], CellCode.ABSENT),
    **dict.fromkeys(["m", "mg", "miễn", "mien"], CellCode.EXEMPT),
}
# A level of completion in primary school; there C is no CĐ.
_LEVELS = {
    **dict.fromkeys(["t", "hoàn thành tốt", "hoan thanh tot"], CellCode.COMPLETED_WELL),
    **dict.fromkeys(["h", "hoàn thành", "hoan thanh"], CellCode.COMPLETED),
    **dict.fromkeys(["c", "chưa hoàn thành", "chua hoan thanh"], CellCode.NOT_COMPLETED),
}
_SYMBOLS = {
    CellCode.COMPLETED_WELL: "T",
    CellCode.COMPLETED: "H",
    CellCode.NOT_COMPLETED: "C",
    CellCode.PASSED: "Đ",
    CellCode.FAILED: "CĐ",
    CellCode.ABSENT: "V",
    CellCode.EXEMPT: "M",
}
_RESULTS = (CellCode.PASSED, CellCode.FAILED)

# Full-width forms are what an East Asian keyboard types; invisible marks come along with a paste.
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
_PLAIN = str.maketrans("０１２３４５６７８９，．－−", "0123456789,.--", _INVISIBLE)
_MARK = re.compile(r"(-?)0*([0-9]+)(?:[.,]([0-9]+))?")
_SEPARATED = re.compile(r"-?[0-9.,]*[0-9][0-9.,]*")


class MarkTextError(ValueError):
    """A cell that cannot be kept as typed. `code` is a key of MESSAGES, `text` what was typed."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(MESSAGES[code] % {"text": text})
        self.code = code
        self.text = text


def parse_mark(text: str | None) -> int | None:
    """A typed mark in tenths; None for an empty cell.

    Comma or dot separates the decimal. "7,50" is kept as 7.5, since a spreadsheet showing two
    decimals prints it so and nothing is lost; "8,25" is refused, and so is "1.000", which is as
    likely a thousand as a one. Raises MarkTextError.
    """
    plain = _plain(text)
    if not plain:
        return None
    match = _MARK.fullmatch(plain)
    if match is None:
        separators = plain.count(".") + plain.count(",")
        is_separated = separators > 1 and _SEPARATED.fullmatch(plain)
        raise MarkTextError("two_separators" if is_separated else "not_a_number", plain)
    minus, whole, decimals = match[1], match[2], match[3] or "0"
    # By length first: converting a pasted run of thousands of digits is refused by Python.
    tenths = int(whole + decimals[0]) if len(whole) <= 2 else HIGHEST_MARK + 1
    beyond = tenths == HIGHEST_MARK and decimals.strip("0")
    if minus or tenths > HIGHEST_MARK or beyond:
        raise MarkTextError("out_of_range", plain)
    if decimals[1:] not in ("", "0"):
        raise MarkTextError("too_precise", plain)
    return tenths


# A list repeats a hundred marks some hundred thousand times.
@lru_cache(maxsize=4096)
def parse_cell(
    text: str | None, form: str, *, exempt_cells: bool = True, zero_allowed: bool = True
) -> int | None:
    """A typed cell as it is stored: a mark in tenths or a CellCode; None for an empty cell.

    `form` is a CellForm. V is absent, but no level of completion; M is exempt, only where
    `exempt_cells` lets it stand in a single cell; 0 is no mark of a test unless `zero_allowed`.
    Raises MarkTextError.
    """
    plain = _plain(text)
    written = CellForm(form)
    if written is CellForm.LEVELS:
        return _parse_level(plain)
    code = _WORDS.get(plain.lower().replace("ð", "đ"))
    if code == CellCode.EXEMPT and not exempt_cells:
        raise MarkTextError("exempt_cell", plain)
    if code in (CellCode.ABSENT, CellCode.EXEMPT) or not plain:
        return code
    if written is CellForm.POINTS:
        return _parse_points(plain, zero_allowed=zero_allowed)
    if written is CellForm.COMMENTED:
        if code is None:
            raise MarkTextError("not_a_result", plain)
        return code
    if code in _RESULTS:
        raise MarkTextError("result_in_scored_subject", plain)
    return parse_mark(plain)


def _parse_level(plain: str) -> int | None:
    if not plain:
        return None
    code = _LEVELS.get(plain.lower())
    if code is None:
        raise MarkTextError("not_a_level", plain)
    return code


def _parse_points(plain: str, *, zero_allowed: bool) -> int | None:
    try:
        tenths = parse_mark(plain)
    except MarkTextError as problem:
        code = problem.code if problem.code == "out_of_range" else "not_points"
        raise MarkTextError(code, plain) from problem
    if tenths is not None and tenths % 10:
        raise MarkTextError("not_points", plain)
    if tenths == 0 and not zero_allowed:
        raise MarkTextError("zero", plain)
    return tenths


@lru_cache(maxsize=4096)
def format_cell(value: int | None, form: str = CellForm.SCORED) -> str:
    """A stored cell as it is shown and printed: "8,5", "10,0", "CĐ"; empty for None.

    A mark has one decimal, but a test in whole points none; the text is one that `parse_cell` reads
    back. Raises ValueError for a value no cell can hold.
    """
    if value is None:
        return ""
    if 0 <= value <= HIGHEST_MARK:
        if form == CellForm.POINTS and value % 10 == 0:
            return str(value // 10)
        return f"{value // 10},{value % 10}"
    return _SYMBOLS[CellCode(value)]


def _plain(text: str | None) -> str:
    """The text composed, with ordinary digits and single spaces, stripped."""
    return " ".join(unicodedata.normalize("NFC", text or "").translate(_PLAIN).split())
