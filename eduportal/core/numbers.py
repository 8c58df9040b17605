"""Numbers as the reader's language writes them: 8,5 and 948.210 in Vietnamese."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language


def decimal_sign() -> str:
    """The sign before the decimals: a comma, or a point where the page is in English."""
    return "." if (get_language() or "").startswith("en") else ","


def grouped_text(number: int | float | Decimal, places: int = 0) -> str:
    """A count or an amount with its thousands apart, rounded half up to `places` decimals."""
    step = Decimal(1).scaleb(-places)
    rounded = Decimal(str(number)).quantize(step, rounding=ROUND_HALF_UP)
    text = f"{rounded:,.{places}f}"
    if decimal_sign() == ".":
        return text
    return text.translate(str.maketrans(",.", ".,"))


def short_text(number: Decimal) -> str:
    """An amount with the decimals it needs and no more: 4, 1,5 or 1,49."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", decimal_sign())
