"""How lists of examination councils call their columns, and how a score is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop, override

from eduportal.imports.importer import Change
from eduportal.imports.record_columns import Column
from eduportal.workbooks.cells import code_value, fold, text_value
from eduportal.workbooks.number_cells import number_value
from eduportal.workbooks.plain_cells import text_upto
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.values import Value
from grades.choices.examinations import ScoreState
from grades.importers.known_people import MESSAGES as OF_PEOPLE
from grades.importers.known_people import person_columns

# A score has at most three decimals, as the tables keep it.
PLACES = 3
LONGEST_NUMBER = 20
_SCORE = re.compile(r"\d{1,3}(\.\d{1,3})?", re.ASCII)
_PACKED = re.compile(r"\s*([^:;|]+?)\s*:\s*([^\s;|]+)\s*[;|]?")
STATES = {
    **dict.fromkeys(("v", "vang", "vang thi", "vt", "bo thi", "absent"), ScoreState.ABSENT),
    **dict.fromkeys(
        ("dc", "dinh chi", "huy", "huy kq", "huy ket qua", "annulled"), ScoreState.ANNULLED
    ),
    **dict.fromkeys(("m", "mt", "mien", "mien thi", "exempt"), ScoreState.EXEMPT),
}
# The subjects of the two examinations, by their codes in the portal, and other names in lists.
SUBJECTS: dict[str, tuple[str, ...]] = {
    "toan": ("Toán", "Toán học"),
    "ngu-van": ("Ngữ văn", "Văn"),
    "ngoai-ngu-1": ("Ngoại ngữ", "Ngoại ngữ 1", "Tiếng Anh", "Anh", "Anh văn", "NN"),
    "vat-li": ("Vật lí", "Vật lý", "Lí", "Lý"),
    "hoa-hoc": ("Hóa học", "Hoá học", "Hóa"),
    "sinh-hoc": ("Sinh học", "Sinh"),
    "khtn": ("Khoa học tự nhiên", "KHTN"),
    "lich-su": ("Lịch sử", "Sử"),
    "dia-li": ("Địa lí", "Địa lý", "Địa"),
    "lich-su-dia-li": ("Lịch sử và Địa lí", "Lịch sử và Địa lý", "LS&ĐL", "Sử Địa"),
    "gdcd": ("Giáo dục công dân", "GDCD", "Công dân"),
    "gdktpl": ("Giáo dục kinh tế và pháp luật", "GDKT&PL", "GDKTPL", "KTPL"),
    "tin-hoc": ("Tin học", "Tin"),
    "cong-nghe": ("Công nghệ", "CN"),
    "ngoai-ngu-2": ("Ngoại ngữ 2",),
}


def score_text(value: Value) -> str:
    """A score as an exact decimal ("8.25"), or why there is none ("absent"); "" where nothing
    stands."""
    try:
        text, warning = number_value(value, PLACES), None
    except CellProblem as wrong:
        if wrong.severity != "warning":
            raise
        text, warning = str(wrong.understood), wrong
    if not text:
        return ""
    if state := STATES.get(fold(text)):
        return state.value
    plain = text.replace(",", ".")
    if not _SCORE.fullmatch(plain):
        raise CellProblem("score_unreadable", value=text[:100])
    if warning is not None:
        raise warning
    return exact(Decimal(plain))


def exact(score: Decimal) -> str:
    """A score as values of rows hold it: without zeros at its end."""
    text = f"{score:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def packed_scores(text: str) -> list[tuple[str, str]] | None:
    """The pairs in a cell such as "Toán: 4.00   Ngữ văn: 5.00"; None if it is no such cell."""
    found, at = [], 0
    while at < len(text):
        match = _PACKED.match(text, at)
        if match is None:
            return None
        found.append((match[1], match[2].rstrip(",")))
        at = match.end()
    return found or None


@dataclass(frozen=True)
class ScoreColumn(Column):
    """A column of scores: why there is none is a word in the reader's language."""

    def change(self, title: str, old: Any, new: Any) -> Change:
        states = {state.value: state for state in ScoreState}
        with override(None):
            named = [str(states[each].label) if each in states else each for each in (old, new)]
        is_code = old in states or new in states
        return {**super().change(title, *named), "is_code": is_code}


def _subject(code: str, titles: Sequence[str]) -> ScoreColumn:
    known = (*titles, *(f"{word} {title}" for word in ("Điểm", "Môn") for title in titles))
    return ScoreColumn(score_key(code), titles[0], known, score_text)


def candidate_number(value: Value) -> str:
    """A candidate number as it was given out, zeros in front included."""
    number = code_value(value)
    if len(number) > LONGEST_NUMBER:
        raise CellProblem("text_too_long", most=LONGEST_NUMBER, length=len(number))
    return number


def score_key(code: str) -> str:
    """The column of a subject."""
    return f"s_{code}"


SCORES = tuple(_subject(code, titles) for code, titles in SUBJECTS.items())
TABLE = (
    Column(
        "number",
        gettext_noop("Candidate number"),
        ("SBD", "Số báo danh", "Số BD", "SOBAODANH", "Candidate number"),
        candidate_number,
        required=True,
    ),
    *person_columns(
        "full_name", "birth_date", "personal_number", "ministry_code", "student_code", "class_name"
    ),
    Column(
        "school_name",
        gettext_noop("School"),
        (
            *("Trường THCS", "Trường THPT", "Trường", "Tên trường", "Học sinh trường"),
            *("Trường lớp 9", "Trường lớp 12", "Đơn vị ĐKDT", "Nơi học", "School"),
        ),
        text_value,
        is_compared=False,
    ),
    Column(
        "council",
        gettext_noop("Council"),
        ("Hội đồng thi", "Hội đồng coi thi", "HĐ thi", "Tên hội đồng thi", "Cụm thi", "Council"),
        text_upto(150),
    ),
    Column(
        "subject",
        gettext_noop("Subject"),
        ("Môn thi", "Môn", "Môn học", "Tên môn", "Tên môn thi", "Bài thi", "Subject"),
        text_value,
        is_compared=False,
    ),
    Column(
        "scores",
        gettext_noop("Scores"),
        (
            *("Điểm thi", "Điểm", "Điểm bài thi", "Điểm số", "Điểm các môn", "Kết quả thi"),
            *("DIEM_THI", "Scores"),
        ),
        lambda value: value if isinstance(value, float) else text_value(value),
        is_compared=False,
    ),
    *SCORES,
    ScoreColumn(
        "total",
        gettext_noop("Total"),
        (
            *("Tổng điểm", "Tổng", "Tổng điểm thi", "Tổng điểm xét tuyển", "Điểm xét tuyển"),
            *("Tổng số điểm", "Total"),
        ),
        score_text,
    ),
)
MESSAGES = {
    **OF_PEOPLE,
    "score_too_high": gettext_noop(
        "%(value)s is more than the highest score of a subject, %(highest)s."
    ),
    "subject_unknown": gettext_noop("“%(value)s” is no subject of this examination."),
    "scores_unreadable": gettext_noop(
        "“%(value)s” is not understood. Expected: subject, colon, score, as in “Toán: 8.25 Ngữ "
        "văn: 7.5”, or a column “Môn thi” beside one score."
    ),
    "number_taken": gettext_noop(
        "The candidate number %(value)s is that of %(name)s in this examination."
    ),
}
