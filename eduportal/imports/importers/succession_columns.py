"""How comparisons of old and new communes call their columns, and the words in them."""

from django.utils.translation import gettext_noop

from eduportal.imports.importers.unit_words import commune_code
from eduportal.imports.record_columns import Column, Words
from eduportal.workbooks.cells import text_value
from eduportal.workbooks.plain_cells import day_text, text_upto
from schools.choices import Succession

TABLE = (
    Column(
        "old_code",
        gettext_noop("Old code"),
        ("Mã cũ", "Mã ĐVHC cũ", "Mã xã cũ", "Mã xã, phường cũ", "Mã đơn vị cũ", "Mã trước sắp xếp",
         "Old code"),
        commune_code,
        required=True,
        is_compared=False,
    ),
    Column(
        "old_name",
        gettext_noop("Old unit"),
        ("Tên cũ", "Đơn vị cũ", "ĐVHC cũ", "Xã, phường cũ", "Tên xã cũ", "Tên trước sắp xếp",
         "Old unit"),
        text_value,
        is_compared=False,
    ),
    Column(
        "new_code",
        gettext_noop("New code"),
        ("Mã mới", "Mã ĐVHC mới", "Mã xã mới", "Mã xã, phường mới", "Mã đơn vị mới",
         "Mã sau sắp xếp", "New code"),
        commune_code,
        required=True,
        is_compared=False,
    ),
    Column(
        "new_name",
        gettext_noop("New unit"),
        ("Tên mới", "Đơn vị mới", "ĐVHC mới", "Xã, phường mới", "Tên xã mới", "Tên sau sắp xếp",
         "New unit"),
        text_value,
        is_compared=False,
    ),
    Column(
        "relation",
        gettext_noop("Whole or part"),
        ("Hình thức", "Phạm vi", "Toàn bộ/một phần", "Toàn bộ hay một phần", "Sắp xếp",
         "Whole or part"),
        Words(
            Succession,
            {
                "Nhập toàn bộ": Succession.WHOLE,
                "Nguyên trạng": Succession.WHOLE,
                "Giữ nguyên": Succession.WHOLE,
                "Đổi tên": Succession.WHOLE,
                "Nhập một phần": Succession.PART,
            },
        ),
    ),
    Column(
        "from_day",
        gettext_noop("In force from"),
        ("Hiệu lực từ", "Ngày hiệu lực", "Có hiệu lực từ", "Từ ngày", "Áp dụng từ",
         "In force from"),
        day_text,
        is_day=True,
        is_compared=False,
    ),
    Column(
        "legal_doc",
        gettext_noop("Legal document"),
        ("Văn bản", "Nghị quyết", "Căn cứ pháp lý", "Số nghị quyết", "Văn bản quy định",
         "Legal document"),
        text_upto(200),
        is_compared=False,
    ),
)  # fmt: skip
MESSAGES = {
    "day_not_said": gettext_noop(
        "The file does not say from which day the new unit is in force: fill it in when uploading "
        "the file, or give a column “Hiệu lực từ”."
    ),
    "old_unknown": gettext_noop(
        "No commune or ward of the code “%(value)s” was in force the day before %(day)s."
    ),
    "name_differs": gettext_noop("The code %(value)s is that of %(name)s, not of “%(other)s”."),
    "new_unknown": gettext_noop(
        "No commune or ward of the code “%(value)s” is in force on %(day)s. If it is a new one, "
        "write its name with “Xã” or “Phường” before it; the list then adds it."
    ),
    "unit_comes": gettext_noop("“%(name)s” is new and will be added, in force from %(day)s."),
    "name_taken": gettext_noop(
        "“%(name)s” is in force with the code %(known)s, not %(value)s. Correct the code."
    ),
    "part_alone": gettext_noop(
        "Only a part of “%(name)s” goes somewhere: give a row for each unit that gets another part."
    ),
    "whole_and_more": gettext_noop(
        "“%(name)s” goes as a whole into one unit and stands in more than one row. Write “một "
        "phần” in each, or leave the others out."
    ),
    "other_part_wrong": gettext_noop(
        "Another row about “%(name)s” is wrong; the unit ends with all its parts or not at all."
    ),
}
