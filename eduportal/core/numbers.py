"""Numbers as the reader's language writes them: 8,5 and 948.210 in Vietnamese."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language

# The cell codes of grades.rules.cells, as the paper mark book writes them. They stand here because
# every page shows cells and this package may not know `grades`; a test compares the two lists.
CELL_CODE_TEXTS = {200: "CĐ", 201: "Đ", 210: "V", 211: "M"}


def decimal_sign() -> str:
    """The sign before the decimals: a comma, or a point where the page is in English."""
    return "." if (get_language() or "").startswith("en") else ","


def mark_text(cell: int | None) -> str:
    """One cell of a mark sheet: 85 tenths is "8,5", 210 is "V", an empty cell is ""."""
    if cell is None:
        return ""
    if cell in CELL_CODE_TEXTS:
        return CELL_CODE_TEXTS[cell]
    units, tenths = divmod(cell, 10)
    return f"{units}{decimal_sign()}{tenths}"


def grouped_text(number: int | float | Decimal, places: int = 0) -> str:
    """A count or an amount with its thousands apart, rounded half up to `places` decimals."""
    step = Decimal(1).scaleb(-places)
    rounded = Decimal(str(number)).quantize(step, rounding=ROUND_HALF_UP)
    text = f"{rounded:,.{places}f}"
    if decimal_sign() == ".":
        return text
    return text.translate(str.maketrans(",.", ".,"))
