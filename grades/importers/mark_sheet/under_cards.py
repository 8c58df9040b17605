"""The lines under a student's card: results, what the homeroom teacher says, sessions missed.

Đánh giá KQ học tập: Tốt
Số ngày nghỉ học: 3   k.p: 1
"""

import re
from collections.abc import Iterable, Iterator

from eduportal.workbooks.cells import fold
from eduportal.workbooks.values import Value
from grades.importers.class_record.columns import ABSENCES, HOMEROOM, LEARNING

# The part of a row that is such a line, and what its columns are called after.
UNDER = "under"
_ALSO = {
    LEARNING: ("Kết quả học tập", "KQ học tập", "Đánh giá KQ học tập", "Xếp loại học tập"),
    "unexcused": ("k.p", "Không phép"),
    "excused": ("c.p", "Có phép"),
}
_LABELS = {
    fold(title): key
    for known in (HOMEROOM, ABSENCES, _ALSO)
    for key, titles in known.items()
    for title in titles
}
_LABEL = re.compile(
    rf"(?<!\w)({'|'.join(sorted(map(re.escape, _LABELS), key=len, reverse=True))})\s*:"
)


def labels_under(cells: Iterable[tuple[int, Value]]) -> Iterator[tuple[int, str, str]]:
    """Place, meaning and text of each label of a line under a card."""
    for at, value in cells:
        if isinstance(value, str):
            written = " ".join(value.split())
            twin = fold(written)
            for found in _LABEL.finditer(twin):
                text = written if len(twin) == len(written) else twin
                yield at, _LABELS[found[1]], text[found.start() : found.end() - 1].strip()
