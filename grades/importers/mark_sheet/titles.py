"""What the lines above a table say: subject, term and school year.

"BẢNG ĐIỂM MÔN TOÁN - HỌC KỲ 1 - NĂM HỌC 2024-2025"
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from eduportal.imports.importer import Table
from eduportal.workbooks.cells import display_text, fold
from eduportal.workbooks.header_titles import title_key
from schools.models import Subject
from schools.rules.subject_names import ALIASES

_TERM = re.compile(r"\b(?:hoc k[yi]|hk|k[yi])\s*[:.]?\s*(ii|i|1|2)\b")
_YEAR = re.compile(r"\b(20\d\d)\s*[-–/]\s*(20\d\d)\b")
_WHOLE_YEAR = re.compile(r"\bca nam\b")
_END_OF_YEAR = re.compile(r"\bcuoi nam\b")
_MIDDLE = re.compile(r"\bgiua (?:hoc )?(?:k[yi]|hk)|\bgk ?(?:ii?|[12])\b")
_END = re.compile(r"\bcuoi (?:hoc )?(?:k[yi]|hk)|\bcuoi nam\b|\bck ?(?:ii?|[12])\b")
_SUBJECT = re.compile(
    r"\bmon(?: hoc)?(?:\s*[:.]\s*|\s+-?\s*)(.+?)\s*"
    r"(?:[-–(;|]|\bhoc k[yi]\b|\bhk\s*[12i]|\b(?:lop|khoi|nam hoc|ca nam|giao vien)\b|$)"
)


@dataclass(frozen=True)
class TitleFacts:
    """What a sheet's title says; None or "" where it does not.

    `term` is 1 or 2, `year` a school year's code ("2024-2025"), `subject_text` what follows "môn",
    `moment` gk or ck for the middle or the end of a term.
    """

    subject_text: str = ""
    term: int | None = None
    year: str = ""
    is_whole_year: bool = False
    moment: str = ""
    ends_year: bool = False


def title_facts(table: Table) -> TitleFacts:
    """Everything the lines above one sheet's table say, and its name where they say nothing."""
    sheet, header = table
    lines = [
        display_text(value)
        for number, values in sheet.head(header.first_row)
        if number < header.first_row
        for value in values
        if value != ""
    ]
    return read_title([*lines, sheet.name])


def read_title(lines: Iterable[str]) -> TitleFacts:
    """The facts of some lines; the first that says something wins."""
    texts = [fold(line) for line in lines]
    term = next((match[1] for text in texts if (match := _TERM.search(text))), "")
    year = next((match for text in texts if (match := _YEAR.search(text))), None)
    subject = next((match[1] for text in texts if (match := _SUBJECT.search(text))), "")
    return TitleFacts(
        subject_text=subject.strip(" :.,"),
        term={"1": 1, "i": 1, "2": 2, "ii": 2}.get(term),
        year=f"{year[1]}-{year[2]}" if year else "",
        is_whole_year=not term and any(_WHOLE_YEAR.search(text) for text in texts),
        moment=next(filter(None, map(_moment, texts)), ""),
        ends_year=any(_END_OF_YEAR.search(text) for text in texts),
    )


def _moment(text: str) -> str:
    if _MIDDLE.search(text):
        return "gk"
    return "ck" if _END.search(text) else ""


def subject_names(subjects: Iterable[Subject]) -> dict[str, str]:
    """What the subjects are called, as title_key has it -> the code; the first to claim a name has
    it, and an official name before one in use."""
    by_code = {subject.code: subject for subject in subjects}
    names: dict[str, str] = {}
    for code, subject in by_code.items():
        for name in (subject.name, subject.short_name):
            names.setdefault(title_key(name), code)
    for name, code in ALIASES.items():
        if code in by_code:
            names.setdefault(title_key(name), code)
    return names
