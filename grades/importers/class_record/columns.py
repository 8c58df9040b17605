"""How lists of a class call what its homeroom teacher says of each student."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from eduportal.imports import people
from grades.choices import RecordMoment
from schools.models import Term

TRAIT = "trait-"
_SPECIFIC = ("Năng lực đặc thù", "Năng lực", "NL")
_TRAITS = {
    "yeu-nuoc": ["Yêu nước"],
    "nhan-ai": ["Nhân ái"],
    "cham-chi": ["Chăm chỉ"],
    "trung-thuc": ["Trung thực"],
    "trach-nhiem": ["Trách nhiệm"],
    "tu-chu": ["Tự chủ và tự học", "Tự chủ, tự học", "TC-TH", "Tự chủ - tự học"],
    "giao-tiep": ["Giao tiếp và hợp tác", "Giao tiếp, hợp tác", "GT-HT"],
    "giai-quyet": [
        "Giải quyết vấn đề và sáng tạo",
        "Giải quyết vấn đề, sáng tạo",
        "GQVĐ và sáng tạo",
        "GQVĐ-ST",
    ],
    "ngon-ngu": ["Ngôn ngữ"],
    "tinh-toan": ["Tính toán"],
    # These three are subjects as well: only the group above tells them apart.
    "khoa-hoc": [f"{group} khoa học" for group in _SPECIFIC],
    "cong-nghe": [f"{group} công nghệ" for group in _SPECIFIC],
    "tin-hoc": [f"{group} tin học" for group in _SPECIFIC],
    "tham-mi": ["Thẩm mĩ", "Thẩm mỹ"],
    "the-chat": ["Thể chất"],
}
HOMEROOM = {
    "conduct": [
        "Kết quả rèn luyện",
        "KQ rèn luyện",
        "Đánh giá KQ rèn luyện",
        "Đánh giá kết quả rèn luyện",
        "Xếp loại rèn luyện",
        "Rèn luyện",
        "KQRL",
        "Hạnh kiểm",
        "HK",
    ],
    "grounds": ["Căn cứ", "Căn cứ đánh giá", "Căn cứ xếp loại rèn luyện"],
    "comment": [
        "Nhận xét của giáo viên chủ nhiệm",
        "Nhận xét của GVCN",
        "Nhận xét GVCN",
        "Nhận xét chung",
        "Lời nhận xét của GVCN",
    ],
    **{f"{TRAIT}{code}": titles for code, titles in _TRAITS.items()},
}
# Counted by the portal from the roll; a list may state them.
ABSENCES = {
    "excused": [
        "Số buổi nghỉ có phép",
        "Số ngày nghỉ có phép",
        "Nghỉ có phép",
        "Nghỉ học có phép",
        "Vắng có phép",
        "Số buổi vắng có phép",
        "Có phép",
        "P",
        "CP",
    ],
    "unexcused": [
        "Số buổi nghỉ không phép",
        "Số ngày nghỉ không phép",
        "Nghỉ không phép",
        "Nghỉ học không phép",
        "Vắng không phép",
        "Số buổi vắng không phép",
        "Không phép",
        "K",
        "KP",
    ],
    "absences": [
        "Tổng số buổi nghỉ",
        "Tổng số ngày nghỉ",
        "Số ngày nghỉ học",
        "Số buổi nghỉ học",
        "Số ngày nghỉ",
        "Số buổi nghỉ",
        "Tổng số buổi vắng",
        "Số buổi vắng",
        "Số ngày vắng",
    ],
}
COLUMNS = {**people.COLUMNS, **HOMEROOM, **ABSENCES}
MESSAGES = {
    "no_class_columns": gettext_noop(
        "No column of conduct, of a quality or competence, of comments or absences was found. "
        "Known titles: Kết quả rèn luyện, Nhận xét của GVCN, Yêu nước, Tự chủ và tự học, …"
    ),
    "not_homeroom": gettext_noop(
        "You are not the homeroom teacher of class %(name)s, whose conduct, qualities and comments "
        "are left as they are."
    ),
    "class_sealed": gettext_noop(
        "Class %(name)s is sealed. A correction needs an amendment with a reason."
    ),
    "class_without_sheets": gettext_noop(
        "Class %(name)s has no mark sheets in this term, so the portal does not know what its "
        "homeroom teacher assesses. The school's head opens the sheets."
    ),
    "no_such_field": gettext_noop(
        "Class %(name)s has no “%(column)s” at this time of the year; the cell must be empty."
    ),
    "not_a_conduct": gettext_noop("“%(text)s” is no level of conduct. Write T, K, Đ or C."),
    "not_a_trait": gettext_noop(
        "“%(text)s” is no level of a quality or competence. Write T, Đ or C."
    ),
    "comment_too_long": gettext_noop(
        "A comment has at most %(most)d characters; this one has %(length)d."
    ),
    "absences_differ": gettext_noop(
        "The file says %(stated)s; the roll of the portal has %(counted)s half-days in this term. "
        "The portal counts absences itself."
    ),
}


@dataclass(frozen=True)
class Target:
    """What one sheet of a file is read into; the class is said row by row."""

    term: Term
    moment: RecordMoment
