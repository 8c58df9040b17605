"""How lists of ratings call their columns, and what is said of their rows."""

from django.utils.translation import gettext_noop

from eduportal.core.text import squash
from eduportal.imports.people import COLUMNS
from eduportal.imports.record_columns import Column, Words
from eduportal.workbooks.cells import code_value, name_value
from eduportal.workbooks.plain_cells import day_text, text_upto
from eduportal.workbooks.values import Value
from staffing.choices import Rating

# As the circular names the levels, and as lists write them short.
LEVELS = Words(
    Rating,
    {
        "T": Rating.GOOD,
        "K": Rating.FAIR,
        "Đ": Rating.REACHED,
        "CĐ": Rating.NOT_REACHED,
        "Mức tốt": Rating.GOOD,
        "Mức khá": Rating.FAIR,
        "Mức đạt": Rating.REACHED,
        "Không đạt": Rating.NOT_REACHED,
    },
)


def _name(value: Value) -> str:
    return squash(name_value(value))


TABLE = (
    Column(
        "full_name",
        gettext_noop("Full name"),
        ("Họ và tên", "Họ tên", "Họ và tên giáo viên", "Full name"),
        _name,
        required=True,
        is_compared=False,
    ),
    Column(
        "birth_date",
        gettext_noop("Date of birth"),
        ("Ngày sinh", "Ngày tháng năm sinh", "Date of birth"),
        day_text,
        is_day=True,
        is_compared=False,
    ),
    Column(
        "ministry_code",
        gettext_noop("Ministry code"),
        ("Mã định danh Bộ GD&ĐT", "Mã định danh Bộ GDĐT", "Mã định danh", "Ministry code"),
        code_value,
        is_compared=False,
    ),
    Column(
        "own",
        gettext_noop("By oneself"),
        ("Tự đánh giá", "Giáo viên tự đánh giá", "Kết quả tự đánh giá", "By oneself"),
        LEVELS,
    ),
    Column(
        "peers",
        gettext_noop("By colleagues"),
        ("Đồng nghiệp", "Đồng nghiệp đánh giá", "Tổ chuyên môn đánh giá", "By colleagues"),
        LEVELS,
    ),
    Column(
        "result",
        gettext_noop("By the head"),
        (
            *("Hiệu trưởng đánh giá", "Kết quả đánh giá", "Xếp loại", "Kết quả xếp loại"),
            *("Người đứng đầu đánh giá", "By the head"),
        ),
        LEVELS,
    ),
    Column(
        "assessed_on",
        gettext_noop("Day of the result"),
        ("Ngày có kết quả", "Ngày công bố", "Ngày đánh giá", "Day of the result"),
        day_text,
        is_day=True,
        is_compared=False,
    ),
    Column(
        "assessor",
        gettext_noop("Rated by"),
        ("Người đánh giá", "Người công bố", "Rated by"),
        text_upto(150),
        is_compared=False,
    ),
)
# Columns of the portal's own list that say nothing new.
TOLD_ELSEWHERE = {
    "main_subject": ("Môn dạy chính", "Môn dạy", "Main subject"),
    "before": ("Kết quả lần trước", "Last result before"),
}
MORE_TITLES = {
    **{
        name: COLUMNS[name]
        for name in ("surname", "given_name", "birth_day", "birth_month", "birth_year")
    },
    **TOLD_ELSEWHERE,
}
MESSAGES = {
    "no_ratings": gettext_noop(
        "The list has no column of ratings: “Tự đánh giá”, “Đồng nghiệp” or “Hiệu trưởng đánh giá”."
    ),
    "not_rated": gettext_noop(
        "No teacher of the school is called %(name)s. Heads and their deputies have a standard of "
        "their own."
    ),
    "which_to_rate": gettext_noop(
        "The school has several teachers called %(name)s. Add the Ministry code or the date of "
        "birth."
    ),
}
