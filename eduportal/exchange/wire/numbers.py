"""Marks and their sums as text: one way of writing each number."""

import re

DECIMAL = re.compile(r"(0|[1-9][0-9]{0,14})\.([0-9])")


def decimal_text(tenths: int) -> str:
    """85 as "8.5"."""
    return f"{tenths // 10}.{tenths % 10}"


def tenths_of(text: str) -> int:
    """ "8.5" as 85; raises ValueError for any other way of writing a number."""
    found = DECIMAL.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[1]) * 10 + int(found[2])
