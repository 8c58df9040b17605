"""What a node asks of the schools below it, as it stands in its answer to a comparison."""

import re
from typing import Any

from eduportal.exchange.wire.digests import is_text

MOST = 20
"""Requests that are read; a school year has two."""
WIDTH = 3
"""School year, period and reason."""
_REASON = re.compile("[^\0\ud800-\udfff]{1,300}")


def parse(rows: Any) -> list[list[str]] | None:
    """The rows; None where there are none to read, which changes nothing."""
    if not isinstance(rows, list) or len(rows) > MOST:
        return None
    return rows if all(map(_is_row, rows)) else None


def _is_row(row: Any) -> bool:
    if not isinstance(row, list) or len(row) != WIDTH:
        return False
    year, period, reason = row
    return (
        is_text(year)
        and is_text(period)
        and isinstance(reason, str)
        and _REASON.fullmatch(reason) is not None
    )
