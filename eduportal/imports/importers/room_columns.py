"""How lists of rooms call their columns."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_noop

from eduportal.imports.known_schools import COLUMNS
from eduportal.imports.known_schools import MESSAGES as SCHOOL_MESSAGES
from eduportal.imports.record_columns import Column
from eduportal.workbooks.cells import fold, text_value
from eduportal.workbooks.plain_cells import day_text, decimal_text, small_value, text_upto
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.values import Value

YES = {fold(word) for word in ("có", "x", "1", "đúng", "yes", "true", "điểm chính", "chính")}
NO = {fold(word) for word in ("không", "0", "no", "false", "điểm lẻ", "lẻ")}


def yes_or_no(value: Value) -> str:
    """ "yes" or "no"; "" for an empty cell, which changes nothing."""
    text = fold(text_value(value))
    if text and text not in YES | NO:
        raise CellProblem("word_unknown", value=text[:100], known="có, không")
    return "" if not text else "yes" if text in YES else "no"


def shown_yes(value: object) -> str:
    return "có" if value == "yes" else "không"


def _count(
    key: str, title: str, *titles: str, read: Callable[[Value], Any] = small_value
) -> Column:
    return Column(key, title, titles, read)


TABLE = (
    *COLUMNS,
    Column(
        "name",
        gettext_noop("Site"),
        ("Điểm trường", "Tên điểm trường", "Tên điểm", "Site"),
        text_upto(100),
        is_compared=False,
    ),
    Column(
        "is_main",
        gettext_noop("Main site"),
        ("Điểm chính", "Là điểm chính", "Điểm trường chính", "Main site"),
        yes_or_no,
        show=shown_yes,
    ),
    Column(
        "hamlet", gettext_noop("Hamlet"), ("Ấp", "Khu phố", "Ấp, khu phố", "Hamlet"),
        text_upto(100),
    ),
    _count(
        "solid", gettext_noop("Permanent classrooms"),
        "Phòng học kiên cố", "Kiên cố", "Số phòng học kiên cố", "Permanent classrooms",
    ),
    _count(
        "semi_solid", gettext_noop("Semi-permanent classrooms"),
        "Phòng học bán kiên cố", "Bán kiên cố", "Số phòng học bán kiên cố",
        "Semi-permanent classrooms",
    ),
    _count(
        "temporary", gettext_noop("Temporary classrooms"),
        "Phòng học tạm", "Tạm", "Số phòng học tạm", "Temporary classrooms",
    ),
    _count(
        "borrowed", gettext_noop("Borrowed classrooms"),
        "Phòng học nhờ, mượn", "Phòng học mượn", "Nhờ, mượn", "Mượn", "Số phòng học nhờ, mượn",
        "Borrowed classrooms",
    ),
    _count(
        "subject_rooms", gettext_noop("Subject rooms"),
        "Phòng học bộ môn", "Phòng bộ môn", "Số phòng học bộ môn", "Subject rooms",
    ),
    _count(
        "boarding_rooms", gettext_noop("Boarding rooms"),
        "Phòng nội trú, bán trú", "Phòng bán trú", "Phòng nội trú", "Boarding rooms",
    ),
    _count(
        "seats", gettext_noop("Seats a classroom"),
        "Số chỗ một phòng học", "Số chỗ mỗi phòng", "Chỗ ngồi một phòng", "Seats a classroom",
    ),
    Column(
        "counted_on", gettext_noop("Rooms counted on"),
        ("Ngày kiểm đếm", "Thời điểm", "Tính đến ngày", "Rooms counted on"), day_text, is_day=True,
    ),
    _count("latitude", gettext_noop("Latitude"), "Vĩ độ", "Latitude", read=decimal_text),
    _count("longitude", gettext_noop("Longitude"), "Kinh độ", "Longitude", read=decimal_text),
)  # fmt: skip
MESSAGES = {
    **SCHOOL_MESSAGES,
    "site_not_said": gettext_noop(
        "The school has several sites: the row must say which one, in a column “Điểm trường”."
    ),
}
