"""The words of lists of staff for the portal's own codes, read and written.

They are those of the Ministry's database and of what schools write beside it. The first word of a
code is the one that the portal writes; what it writes it reads as the same code.
"""

import re
from collections.abc import Mapping, Sequence

from eduportal.workbooks.cells import fold

Words = Mapping[str, Sequence[str]]

STATUSES: Words = {
    "working": (
        *("Đang làm việc", "Đang công tác", "Đang giảng dạy", "Đang dạy", "Chuyển đến"),
        *("Mới tuyển dụng", "Tuyển mới", "Tuyển dụng mới"),
    ),
    "on_leave": (
        *("Đang nghỉ phép", "Nghỉ thai sản", "Nghỉ hộ sản", "Nghỉ ốm", "Nghỉ không lương"),
        *("Nghỉ dài hạn", "Tạm nghỉ", "Đi học", "Đang đi học", "Nghỉ chữa bệnh"),
    ),
    "seconded": ("Biệt phái", "Đi biệt phái", "Tăng cường"),
    "left": (
        *("Đã chuyển đi", "Chuyển đi", "Chuyển công tác", "Chuyển trường", "Thuyên chuyển"),
        *("Nghỉ hưu", "Đã nghỉ hưu", "Về hưu", "Thôi việc", "Nghỉ việc", "Đã nghỉ việc"),
        *("Đã nghỉ", "Đã thôi việc", "Chấm dứt hợp đồng", "Đã chấm dứt hợp đồng", "Từ trần"),
    ),
}
POSTS: Words = {
    "head": ("Hiệu trưởng", "Giám đốc"),
    "vice_head": ("Phó hiệu trưởng", "Phó giám đốc"),
    "youth_leader": ("Tổng phụ trách Đội",),
    "teacher": ("Giáo viên",),
    "clerk": ("Văn thư",),
    "support": ("Nhân viên",),
}
CONTRACTS: Words = {
    "payroll": ("Viên chức",),
    "labour": ("Hợp đồng lao động",),
    "visiting": ("Thỉnh giảng",),
}
DEGREES: Words = {
    "intermediate": ("Trung cấp",),
    "college": ("Cao đẳng",),
    "bachelor": ("Đại học",),
    "master": ("Thạc sĩ",),
    "doctor": ("Tiến sĩ",),
    "certificate": ("Chứng chỉ nghiệp vụ sư phạm",),
}
TITLES: Words = {
    "preschool": ("Giáo viên mầm non",),
    "primary": ("Giáo viên tiểu học",),
    "lower": ("Giáo viên trung học cơ sở",),
    "upper": ("Giáo viên trung học phổ thông",),
    "preparatory": ("Giáo viên dự bị đại học",),
    "continuing": ("Giáo viên giáo dục thường xuyên",),
    "elementary": ("Giáo viên sơ cấp",),
    "voc_upper": ("Giáo viên trung học nghề",),
    "vocational": ("Giáo viên trung cấp",),
}
DUTIES: Words = {
    "group_head": ("Tổ trưởng chuyên môn", "Tổ trưởng", "TTCM"),
    "group_deputy": ("Tổ phó chuyên môn", "Tổ phó", "TPCM"),
    "subject_room": ("Phụ trách phòng học bộ môn", "Phòng học bộ môn"),
    "equipment": ("Phụ trách thiết bị giáo dục", "Phụ trách thiết bị", "Thiết bị"),
    "it_rooms": ("Phụ trách công nghệ thông tin", "Công nghệ thông tin", "CNTT", "Phòng máy"),
    "library": ("Phụ trách thư viện", "Thư viện"),
    "clerk_work": ("Kiêm văn thư", "Văn thư"),
    "inclusion": ("Hỗ trợ giáo dục người khuyết tật",),
    "school_office": ("Giáo vụ", "Kiêm giáo vụ"),
    "counselling": ("Tư vấn học sinh", "Tư vấn tâm lý", "Tư vấn tâm lí"),
    "inspection": ("Trưởng ban thanh tra nhân dân",),
    "party": ("Bí thư chi bộ", "Bí thư Đảng bộ"),
    "council": ("Chủ tịch hội đồng trường", "Thư ký hội đồng trường"),
    "trade_union": ("Công tác công đoàn", "Chủ tịch công đoàn", "Công đoàn"),
    "youth_union": ("Công tác Đoàn", "Bí thư Đoàn", "Bí thư Đoàn trường", "Đoàn thanh niên"),
    "probation": ("Tập sự",),
    "nursing": ("Nuôi con nhỏ dưới 12 tháng",),
}
# In the order in which they are looked for: “phó hiệu trưởng” holds “hiệu trưởng”.
_POSTS = (
    ("vice_head", "pho hieu truong|pho giam doc|pht"),
    ("head", "hieu truong|giam doc|ht"),
    ("youth_leader", "tong phu trach|tpt"),
    ("teacher", "giao vien|gv|to truong chuyen mon|to pho chuyen mon"),
    ("clerk", "van thu|ke toan|thu quy|giao vu"),
    (
        "support",
        "nhan vien|thu vien|thiet bi|thi nghiem|y te|bao ve|phuc vu|tap vu|nuoi duong|cap duong"
        "|tu van|ho tro|cong nghe thong tin|cntt",
    ),
)
_CONTRACTS = (
    ("visiting", "thinh giang"),
    ("labour", "lao dong|hdld|111|68|ngan han|vu viec"),
    ("payroll", "vien chuc|bien che|cong chuc|lam viec|hdlv"),
)
_DEGREES = (
    ("certificate", "chung chi"),
    ("doctor", "tien s[iy]"),
    ("master", "thac s[iy]"),
    ("bachelor", "dai hoc|cu nhan|ky su"),
    ("college", "cao dang"),
    ("intermediate", "trung cap|trung hoc su pham"),
)
_TITLES = (
    ("preschool", "mam non"),
    ("primary", "tieu hoc"),
    ("lower", "trung hoc co so|thcs"),
    ("upper", "trung hoc pho thong|thpt"),
    ("preparatory", "du bi dai hoc"),
    ("continuing", "giao duc thuong xuyen|gdtx"),
    ("elementary", "so cap"),
    ("voc_upper", "trung hoc nghe"),
    ("vocational", "trung cap"),
)
_RANK = re.compile(r"\bhang (iii|ii|i|3|2|1)\b")
_RANKS = {"1": "I", "2": "II", "3": "III"}
_TRAINING = "su pham"
_LISTED = re.compile(r"[,;+\n]| và ")
_STATUS_OF = {fold(word): code for code, words in STATUSES.items() for word in words}
_DUTY_OF = {fold(word): code for code, words in DUTIES.items() for word in words}


def word_for(words: Words, code: str) -> str:
    """What the portal writes for a code; "" for none."""
    return words[code][0] if code in words else ""


def status_named(text: str) -> str:
    """The status a text names; "" for one that names none."""
    return _STATUS_OF.get(fold(text), "")


def post_named(text: str) -> str:
    """The kind of post; "" for a text that names none, as “Cán bộ quản lý” does."""
    return _first(_POSTS, text)


def contract_named(text: str) -> str:
    return _first(_CONTRACTS, text)


def degree_named(text: str) -> tuple[str, bool] | None:
    """A degree and whether it is one of teacher training; None for a text that names none."""
    degree = _first(_DEGREES, text)
    return (degree, _TRAINING in fold(text)) if degree else None


def degree_word(degree: str, *, is_teacher_training: bool) -> str:
    """“Đại học sư phạm”; the certificate says it by its name."""
    word = word_for(DEGREES, degree)
    return f"{word} sư phạm" if is_teacher_training and degree != "certificate" else word


def title_named(text: str) -> tuple[str, str] | None:
    """A professional title and its old rank, which may be ""; None for a text that names none."""
    kind = _first(_TITLES, text)
    rank = _RANK.search(fold(text))
    written = rank[1].upper() if rank else ""
    return (kind, _RANKS.get(written, written)) if kind else None


def title_word(kind: str, rank: str) -> str:
    word = word_for(TITLES, kind)
    return f"{word} hạng {rank}" if rank else word


def duties_named(text: str) -> tuple[list[str], list[str]]:
    """The duties a text lists, and what of it names none."""
    parts = [part.strip() for part in _LISTED.split(text)]
    found = [(part, _DUTY_OF.get(fold(part), "")) for part in parts if part]
    codes = list(dict.fromkeys(code for _part, code in found if code))
    return codes, [part for part, code in found if not code]


def _first(patterns: Sequence[tuple[str, str]], text: str) -> str:
    folded = fold(text)
    found = (code for code, pattern in patterns if re.search(rf"\b(?:{pattern})\b", folded))
    return next(found, "")
