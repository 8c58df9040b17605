"""How lists of merged and split schools call their columns, and the words in them."""

import re

from django.utils.translation import gettext_noop

from eduportal.imports import known_schools
from eduportal.imports.record_columns import Column, Words
from eduportal.workbooks.cells import code_value, text_value
from eduportal.workbooks.plain_cells import day_text, text_upto
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.values import Value
from schools.choices import SchoolRelation

_GRADES = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?")
LAST_GRADE = 12


def grades_value(value: Value) -> str:
    """Grades as people list them, "6, 7" or "6-9", in one form; "" for an empty cell."""
    text = text_value(value)
    parts = [each.strip() for each in re.split(r"[,;]", text) if each.strip()]
    found: set[int] = set()
    for part in parts:
        said = _GRADES.fullmatch(part)
        first, last = (int(said[1]), int(said[2] or said[1])) if said else (0, 0)
        if not 1 <= first <= last <= LAST_GRADE:
            raise CellProblem("grades_unknown", value=text[:50])
        found |= set(range(first, last + 1))
    return ", ".join(map(str, sorted(found)))


TABLE = (
    Column(
        "old_code",
        gettext_noop("Code of the old school"),
        ("Mã trường cũ", "Mã cũ", "Mã trường trước sáp nhập", "Code of the old school"),
        code_value,
        required=True,
        is_compared=False,
    ),
    Column(
        "old_name",
        gettext_noop("Old school"),
        ("Trường cũ", "Tên trường cũ", "Trường trước sáp nhập", "Old school"),
        text_value,
        is_compared=False,
    ),
    Column(
        "new_code",
        gettext_noop("Code of the new school"),
        ("Mã trường mới", "Mã mới", "Mã trường sau sáp nhập", "Code of the new school"),
        code_value,
        required=True,
        is_compared=False,
    ),
    Column(
        "new_name",
        gettext_noop("New school"),
        ("Trường mới", "Tên trường mới", "Trường sau sáp nhập", "New school"),
        text_value,
        is_compared=False,
    ),
    Column(
        "relation",
        gettext_noop("What went"),
        ("Hình thức", "Phạm vi", "Toàn bộ/một phần", "Phần chuyển", "What went"),
        Words(
            SchoolRelation,
            {
                "Toàn bộ": SchoolRelation.WHOLE,
                "Sáp nhập": SchoolRelation.WHOLE,
                "Nhập toàn bộ": SchoolRelation.WHOLE,
                "Một phần": SchoolRelation.PART,
                "Tách": SchoolRelation.PART,
                "Chia tách": SchoolRelation.PART,
                "Điểm trường": SchoolRelation.SITE,
            },
        ),
        required=True,
    ),
    Column(
        "grades",
        gettext_noop("Grades"),
        ("Khối lớp", "Các khối", "Khối", "Khối chuyển", "Grades"),
        grades_value,
    ),
    Column(
        "on",
        gettext_noop("From the day"),
        ("Từ ngày", "Hiệu lực từ", "Ngày hiệu lực", "Áp dụng từ", "From the day"),
        day_text,
        is_day=True,
        is_compared=False,
    ),
    Column(
        "legal_doc",
        gettext_noop("Legal document"),
        ("Văn bản", "Văn bản quy định", "Quyết định", "Số quyết định", "Căn cứ pháp lý",
         "Legal document"),
        text_upto(200),
    ),
)  # fmt: skip
MESSAGES = {
    **known_schools.MESSAGES,
    "day_not_said": gettext_noop(
        "The file does not say from which day: fill it in when uploading the file, or give a "
        "column “Từ ngày”."
    ),
    "document_not_said": gettext_noop(
        "The file does not say by which decision: fill it in when uploading the file, or give a "
        "column “Văn bản”."
    ),
}
