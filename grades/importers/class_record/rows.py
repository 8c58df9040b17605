"""Stored rows of what homeroom teachers say, by the class they are written to."""

from collections import defaultdict
from collections.abc import Iterable

from eduportal.imports.models import ImportRow

# Class, term and moment.
ClassKey = tuple[int, int, str]


def by_class(rows: Iterable[ImportRow]) -> dict[ClassKey, list[ImportRow]]:
    """The rows of each class, in the order of the file."""
    found: defaultdict[ClassKey, list[ImportRow]] = defaultdict(list)
    for row in rows:
        values = row.values
        found[values["class"], values["term"], values["moment"]].append(row)
    return found
