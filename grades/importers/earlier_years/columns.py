"""How summaries of years and terms call their columns, and the words in them."""

import re

from django.utils.translation import gettext_noop

from eduportal.imports.record_columns import Column, Words
from eduportal.workbooks.cells import fold, text_value
from eduportal.workbooks.number_cells import number_value
from eduportal.workbooks.plain_cells import small_value, text_upto, year_value
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.values import Value
from grades.choices.examinations import YearPart
from grades.importers.known_people import MESSAGES as OF_PEOPLE
from grades.importers.known_people import person_columns
from schools.rules.subject_names import ALIASES

_NUMBER = re.compile(r"\d{1,3}([.,]\d+)?", re.ASCII)
_MOST_RESULT = 20
# Levels as they are abbreviated; words of older circulars stay as they are.
LEVELS = {
    **dict.fromkeys(("t", "tot", "good"), "Tốt"),
    **dict.fromkeys(("k", "kha", "fair"), "Khá"),
    **dict.fromkeys(("d", "dat", "passed"), "Đạt"),
    **dict.fromkeys(("cd", "chua dat", "not passed"), "Chưa đạt"),
    **dict.fromkeys(("g", "gioi"), "Giỏi"),
    **dict.fromkeys(("tb", "trung binh"), "Trung bình"),
    **dict.fromkeys(("y", "yeu"), "Yếu"),
}
PARTS_OF_YEAR = {
    **dict.fromkeys(("1", "I", "HK1", "HKI", "HK I", "Học kỳ 1", "Học kỳ I"), YearPart.FIRST),
    **dict.fromkeys(("2", "II", "HK2", "HKII", "HK II", "Học kỳ 2", "Học kỳ II"), YearPart.SECOND),
    **dict.fromkeys(("CN", "Cả năm", "Cuối năm", "Cả năm học"), YearPart.YEAR),
}
PART_OF_ROW = Words(YearPart, PARTS_OF_YEAR)
# The subjects of the programme, and other names in lists.
SUBJECTS = {
    "tieng-viet": ("Tiếng Việt",),
    "ngu-van": ("Ngữ văn",),
    "toan": ("Toán",),
    "ngoai-ngu-1": ("Ngoại ngữ 1", "NN1"),
    "dao-duc": ("Đạo đức",),
    "tnxh": ("Tự nhiên và Xã hội", "TN&XH", "TNXH"),
    "gdcd": ("Giáo dục công dân", "GDCD"),
    "lich-su-dia-li": ("Lịch sử và Địa lí", "LS&ĐL", "Lịch sử - Địa lí"),
    "khoa-hoc": ("Khoa học",),
    "khtn": ("Khoa học tự nhiên", "KHTN"),
    "lich-su": ("Lịch sử",),
    "dia-li": ("Địa lí",),
    "gdktpl": ("Giáo dục kinh tế và pháp luật", "GDKT&PL", "GDKTPL"),
    "vat-li": ("Vật lí",),
    "hoa-hoc": ("Hóa học",),
    "sinh-hoc": ("Sinh học",),
    "tin-hoc-cong-nghe": ("Tin học và Công nghệ", "Tin&CN"),
    "cong-nghe": ("Công nghệ", "CNghệ"),
    "tin-hoc": ("Tin học",),
    "gdtc": ("Giáo dục thể chất", "GDTC", "TD"),
    "gdqpan": ("Giáo dục quốc phòng và an ninh", "GDQP&AN"),
    "nghe-thuat": ("Nghệ thuật",),
    "am-nhac": ("Âm nhạc",),
    "mi-thuat": ("Mĩ thuật",),
    "hdtn-th": ("Hoạt động trải nghiệm (tiểu học)",),
    "hdtn": ("Hoạt động trải nghiệm, hướng nghiệp", "HĐTN-HN", "HĐTN, HN"),
    "gddp": ("Nội dung giáo dục của địa phương", "GDĐP"),
    "tieng-dtts": ("Tiếng dân tộc thiểu số", "Tiếng DTTS"),
    "ngoai-ngu-2": ("Ngoại ngữ 2", "NN2"),
}


def result_text(value: Value) -> str:
    """A result as it was written, a decimal comma as a point: "8.4", "Đ"."""
    text = number_value(value)
    if _NUMBER.fullmatch(text):
        text = text.replace(",", ".")
    if len(text) > _MOST_RESULT:
        raise CellProblem("text_too_long", most=_MOST_RESULT, length=len(text))
    return text


def level_text(value: Value) -> str:
    """A level by its whole name: "Tốt" of "T"."""
    text = text_upto(50)(value)
    return LEVELS.get(fold(text), text)


def outcome_text(value: Value) -> str:
    """What followed; a cross below “Lên lớp” in words."""
    text = text_upto(100)(value)
    return "Được lên lớp" if fold(text) == "x" else text


def mark_key(code: str) -> str:
    """The column of a subject."""
    return f"m_{code}"


def _subject(code: str, names: tuple[str, ...]) -> Column:
    others = [alias for alias, known in ALIASES.items() if known == code]
    titles = [*names, *others]
    averages = [f"ĐTB {title}" for title in titles]
    return Column(mark_key(code), names[0], (*titles, *averages), result_text)


MARKS = tuple(_subject(code, names) for code, names in SUBJECTS.items())
TABLE = (
    *person_columns(
        *("full_name", "birth_date", "ministry_code", "student_code", "personal_number"),
        required=("full_name",),
    ),
    Column(
        "year",
        gettext_noop("School year"),
        ("Năm học", "School year"),
        year_value,
        is_compared=False,
        show=lambda year: f"{year}-{year + 1}",
    ),
    Column(
        "part",
        gettext_noop("Part of the year"),
        ("Học kỳ", "Kỳ", "Học kì", "Part of the year"),
        PART_OF_ROW,
        is_compared=False,
    ),
    Column(
        "moment", gettext_noop("Moment"), ("Giai đoạn", "Moment"), text_value, is_compared=False
    ),
    Column(
        "school_name",
        gettext_noop("School"),
        ("Trường", "Tên trường", "Trường đã học", "School"),
        text_upto(200),
    ),
    Column(
        "class_name",
        gettext_noop("Class"),
        ("Lớp", "Lớp học", "Tên lớp", "Tên lớp học", "Class"),
        text_upto(30),
    ),
    Column(
        "average",
        gettext_noop("Average of all subjects"),
        (
            *("Điểm tổng kết", "ĐTB các môn", "ĐTBCM", "TBCM", "ĐTB", "TBM", "ĐTB cả năm"),
            *("ĐTBCN", "TBCN", "Trung bình các môn", "Average of all subjects"),
        ),
        result_text,
    ),
    Column(
        "learning",
        gettext_noop("Learning result"),
        (
            *("Kết quả học tập", "KQHT", "KQ học tập", "Đánh giá KQ học tập", "Xếp loại"),
            "Learning result",
        ),
        level_text,
    ),
    # The pair of the circular before: some products give both.
    Column("ability", "Học lực", ("Học lực", "HL", "XL học lực"), level_text, is_compared=False),
    Column(
        "conduct",
        gettext_noop("Conduct"),
        (*("Kết quả rèn luyện", "KQRL", "KQ rèn luyện", "Đánh giá KQ rèn luyện", "Conduct"),),
        level_text,
    ),
    Column(
        "behaviour",
        "Hạnh kiểm",
        ("Hạnh kiểm", "XL hạnh kiểm"),
        level_text,
        is_compared=False,
    ),
    Column(
        "absences",
        gettext_noop("Sessions missed"),
        (
            *("Số buổi nghỉ", "Số ngày nghỉ", "Số ngày nghỉ học", "Tổng số buổi nghỉ", "SNN"),
            *("Số buổi nghỉ học", "Sessions missed"),
        ),
        small_value,
    ),
    Column(
        "award", gettext_noop("Title"), ("Danh hiệu", "Khen thưởng", "DH", "Title"), text_upto(100)
    ),
    Column(
        "outcome",
        gettext_noop("What followed"),
        ("Lên lớp", "Kết quả cuối năm", "Được lên lớp", "What followed"),
        outcome_text,
    ),
    *MARKS,
)
MESSAGES = {
    **OF_PEOPLE,
    "year_not_said": gettext_noop(
        "The file does not say the school year: say it when giving the file, or give a column "
        "“Năm học”."
    ),
    "part_not_said": gettext_noop(
        "The file does not say whether it is about a term or the whole year: choose it when "
        "giving the file, or give a column “Học kỳ”."
    ),
    "middle_of_term": gettext_noop(
        "“%(value)s”: results of the middle of a term are not kept, only those of terms and years."
    ),
    "nothing_stated": gettext_noop("The row states no result."),
    "year_goes_on": gettext_noop(
        "%(year)s is not over: its results come from the portal's own mark sheets."
    ),
    "pair_differs": gettext_noop(
        "“%(title)s” says “%(value)s”, the column of the newer circular “%(other)s”. The newer one "
        "is kept."
    ),
    "computed_otherwise": gettext_noop(
        "The portal has sealed “%(computed)s”, the file states “%(value)s”. What the portal has "
        "computed is only compared, never replaced."
    ),
    "before_born": gettext_noop("The student was not born or too young in %(year)s."),
}
