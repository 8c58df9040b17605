"""Reference rows as files: what the portal knows before the first entry.

`rows("subjects")` yields the lines of `subjects.csv` as dictionaries of text. Sources and the
meaning of every column are in docs/reference-rows.md.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of one file, in its order."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
