"""How lists of a class call what its homeroom teacher says of each student."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from eduportal.imports import people
from grades.choices import RecordMoment
from grades.choices.traits import TRAIT_TITLES
from schools.models import Term

TRAIT = "trait-"
# Beside the Ministry's own titles.
_ALSO = {
    "tu-chu": ["Tự chủ, tự học", "TC-TH"],
    "giao-tiep": ["Giao tiếp, hợp tác", "GT-HT"],
    "giai-quyet": ["Giải quyết vấn đề, sáng tạo", "GQVĐ và sáng tạo", "GQVĐ-ST"],
    # Subjects as well: only the group above tells them apart.
    "khoa-hoc": ["Năng lực đặc thù khoa học", "NL khoa học"],
    "cong-nghe": ["Năng lực đặc thù công nghệ", "NL công nghệ"],
    "tin-hoc": ["Năng lực đặc thù tin học", "NL tin học"],
    "tham-mi": ["Thẩm mỹ"],
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
    **{f"{TRAIT}{code}": [title, *_ALSO.get(code, ())] for code, title in TRAIT_TITLES.items()},
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
LEARNING = "learning"
STATED = {
    **ABSENCES,
    LEARNING: [
        "Kết quả học tập",
        "KQ học tập",
        "Đánh giá KQ học tập",
        "KQHT",
        "Xếp loại học lực",
        "Học lực",
        "HL",
    ],
}
COLUMNS = {**people.COLUMNS, **HOMEROOM, **STATED}
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
    "learning_differs": gettext_noop(
        "The file says the learning result %(stated)s; the portal computed %(computed)s when the "
        "class was sealed."
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
