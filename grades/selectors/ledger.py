"""Mark records as they travel: the same line from the mark book and from the ledger.

Below the feeds, because sealing writes these lines.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from eduportal.exchange.wire.numbers import decimal_text
from grades.choices import SheetState
from grades.models import LedgerLine, MarkRecord
from grades.rules.cells import CellCode
from grades.rules.schemes import TT22, wire_columns
from schools.models import ClassGroup, Term
from students.selectors import reported_for

KIND = "subject-result"
# Who and what a line is about, then what the circular says travels.
COLUMNS = ("record_uid", "student_uid", "student_code", "subject", *wire_columns(TT22.code))
# Codes of the wire: stable words, the same for every receiver.
WORDS = {
    CellCode.PASSED: "passed",
    CellCode.FAILED: "failed",
    CellCode.ABSENT: "absent",
    CellCode.EXEMPT: "exempt",
}
CODES = {word: code for code, word in WORDS.items()}
MARK = re.compile(r"[0-9]\.[0-9]|10\.0")
RECORD_FIELDS = (
    "uid",
    "enrolment__student__person_uid",
    "enrolment__student__ministry_code",
    "sheet__subject__code",
    "sheet__form",
    "sheet__regular_count",
    "regular",
    "midterm",
    "final",
    "average",
    "exempt",
)
LEDGER_FIELDS = (
    "record_uid",
    "student_uid",
    "student_code",
    "subject_code",
    "form",
    "regular",
    "topic",
    "midterm",
    "final",
    "average",
    "exempt",
)


def cell_to_wire(value: int | None) -> str | None:
    """85 as "8.5", a code as its word, an empty cell as null."""
    if value is None:
        return None
    if value in WORDS:
        return WORDS[CellCode(value)]
    return decimal_text(value)


def cell_from_wire(text: Any) -> int | None:
    """The stored value behind a wire text; raises ValueError for anything the wire lacks."""
    if text is None:
        return None
    if not isinstance(text, str):
        raise ValueError(text)
    if text in CODES:
        return CODES[text]
    if not MARK.fullmatch(text):
        raise ValueError(text)
    return int(text.replace(".", ""))


def _line(values: Sequence[Any]) -> list[Any]:
    """The wire's line of a row of LEDGER_FIELDS."""
    uid, student_uid, student_code, subject, form, regular, *cells, exempt = values
    return [
        str(uid),
        str(student_uid),
        student_code or "",
        subject,
        form,
        [cell_to_wire(cell) for cell in regular],
        *(cell_to_wire(cell) for cell in cells),
        exempt,
    ]


def _without_topic(values: Sequence[Any]) -> list[Any]:
    """A row of RECORD_FIELDS as one of LEDGER_FIELDS: the topics' mark has its own column."""
    *named, regular_count, regular, midterm, final, average, exempt = values
    topic = regular[regular_count] if len(regular) > regular_count else None
    return [*named, regular[:regular_count], topic, midterm, final, average, exempt]


def _lines_of(records: "QuerySet[MarkRecord]") -> Iterator[list[Any]]:
    rows = records.order_by("uid").values_list(*RECORD_FIELDS)
    return (_line(_without_topic(values)) for values in rows.iterator(chunk_size=2000))


def class_lines(class_group: ClassGroup, term: Term) -> list[list[Any]]:
    """Every record the class reports for the term, as lines of a package."""
    records = MarkRecord.objects.filter(
        reported_for(term, "enrolment__"), sheet__class_group=class_group, sheet__term=term
    )
    return list(_lines_of(records))


def sealed_lines() -> Iterator[list[Any]]:
    """Every record reported by a sealed sheet in the scope, straight from the mark book, by uid."""
    records = MarkRecord.objects.filter(
        reported_for("sheet__term", "enrolment__"), sheet__state=SheetState.SEALED
    )
    return _lines_of(records)


def ledger_lines(origin: str = "") -> Iterator[list[Any]]:
    """Every record this node has accepted in the scope, by uid; of one sealing node if named."""
    lines = LedgerLine.objects.filter(package__origin=origin) if origin else LedgerLine.objects
    rows = lines.order_by("record_uid").values_list(*LEDGER_FIELDS)
    return (_line(values) for values in rows.iterator(chunk_size=2000))


def digest_of(lines: Iterable[list[Any]]) -> tuple[int, str]:
    """How many records, and one digest over all of them: equal where nothing was lost."""
    digest, count = hashlib.sha256(), 0
    for line in lines:
        digest.update(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode())
        digest.update(b"\n")
        count += 1
    return count, digest.hexdigest()
