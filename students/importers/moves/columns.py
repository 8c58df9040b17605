"""How lists of moves call their columns: from which class to which, who came and left, and when."""

from django.utils.translation import gettext_noop

from eduportal.imports import people
from eduportal.imports.record_columns import Column, Words
from eduportal.workbooks.cells import class_value, code_value, name_value, personal_number_value
from eduportal.workbooks.plain_cells import day_text
from students.choices import StudentStatus
from students.importers.roster.columns import STATUSES

PARTS = people.COLUMN_PARTS
PART_TITLES = {
    part: people.COLUMNS[part] for parts in people.COLUMN_PARTS.values() for part in parts
}
# Reasons as the lists give them, beside the statuses of the Ministry's list.
REASONS = {
    "Lên lớp": StudentStatus.STUDYING,
    "Được lên lớp": StudentStatus.STUDYING,
    "Lưu ban": StudentStatus.STUDYING,
    "Ở lại lớp": StudentStatus.STUDYING,
    "Chuyển lớp": StudentStatus.STUDYING,
    "Trở lại học": StudentStatus.STUDYING,
    "Học lại": StudentStatus.STUDYING,
    "Chuyển trường đi": StudentStatus.TRANSFERRED_OUT,
    "Xin chuyển trường": StudentStatus.TRANSFERRED_OUT,
    "Nghỉ hẳn": StudentStatus.LEFT,
    "Xin thôi học": StudentStatus.LEFT,
    "Nghỉ học có thời hạn": StudentStatus.SUSPENDED,
}


def _person(key: str, title: str, titles: tuple[str, ...], **more: object) -> Column:
    readers = {
        "ministry_code": code_value,
        "personal_number": personal_number_value,
        "full_name": name_value,
        "birth_date": day_text,
    }
    return Column(key, title, titles, readers[key], is_compared=False, **more)  # type: ignore[arg-type]


TABLE = (
    _person(
        "full_name",
        gettext_noop("Full name"),
        (*people.COLUMNS["full_name"], "Full name"),
        required=True,
    ),
    _person(
        "ministry_code",
        gettext_noop("Ministry code"),
        (*people.COLUMNS["ministry_code"], *people.COLUMNS["student_code"], "Ministry code"),
    ),
    _person(
        "personal_number",
        gettext_noop("Personal number"),
        (*people.COLUMNS["personal_number"],),
    ),
    _person(
        "birth_date",
        gettext_noop("Date of birth"),
        (*people.COLUMNS["birth_date"], "Date of birth"),
        is_day=True,
    ),
    Column(
        "class_from",
        gettext_noop("From class"),
        (
            "Lớp cũ",
            "Từ lớp",
            "Lớp trước",
            "Lớp năm trước",
            "Lớp năm học trước",
            "Lớp hiện tại",
            *people.COLUMNS["class_name"],
            "From class",
        ),
        class_value,
        is_compared=False,
    ),
    Column(
        "class_to",
        gettext_noop("To class"),
        (
            "Lớp mới",
            "Đến lớp",
            "Sang lớp",
            "Chuyển đến lớp",
            "Lớp chuyển đến",
            "Lớp năm nay",
            "Lớp năm học mới",
            "Xếp lớp",
            "To class",
        ),
        class_value,
    ),
    Column(
        "status",
        gettext_noop("Status"),
        (
            "Trạng thái",
            "Trạng thái HS",
            "Trạng thái học sinh",
            "Biến động",
            "Loại biến động",
            "Hình thức",
            "Lý do",
            "Lí do",
            "Lý do nghỉ học",
            "Lý do thôi học",
            "Status",
        ),
        Words(StudentStatus, STATUSES | REASONS),
    ),
    Column(
        "day",
        gettext_noop("Day of the change"),
        (
            "Ngày chuyển",
            "Ngày chuyển lớp",
            "Ngày chuyển đi",
            "Ngày chuyển trường",
            "Ngày biến động",
            "Ngày thôi học",
            "Ngày nghỉ học",
            "Ngày nhập trạng thái",
            "Ngày trạng thái",
            "Từ ngày",
            "Day of the change",
        ),
        day_text,
        is_compared=False,
        is_day=True,
    ),
)
MESSAGES = people.MESSAGES | {
    "nobody_here": gettext_noop(
        "No student of this school has this code, or this name with the date of birth or the "
        "class. A list of moves enters nobody: use “List of students”, or the page “Transfers”."
    ),
    "several_here": gettext_noop(
        "Several students of this school are called so. Give the Ministry code or the date of "
        "birth."
    ),
    "from_differs": gettext_noop(
        "The portal has the student in class “%(known)s”, the file in “%(value)s”: the file may be "
        "older. Correct it, or leave the row out."
    ),
    "to_unknown": gettext_noop(
        "There is no class “%(value)s” in %(year)s. Create it first, or correct the name. Classes "
        "there: %(classes)s"
    ),
    "nothing_said": gettext_noop(
        "The row says neither a new class nor that the student left: fill in “Lớp mới” or “Trạng "
        "thái”."
    ),
    "leaves_and_comes": gettext_noop(
        "The row gives a new class and says that the student is not studying. Leave one of the two "
        "empty."
    ),
    "in_no_class": gettext_noop(
        "The student is in no class of %(year)s and cannot leave one. Give the class in “Lớp mới”."
    ),
    "day_outside": gettext_noop("The day must be from %(first)s to %(last)s."),
    "day_not_kept": gettext_noop(
        "Who comes to the classes of a new year is there from its first day, %(first)s; the day of "
        "the file is not kept."
    ),
    "grade_jump": gettext_noop(
        "From grade %(old)s to class “%(name)s” of grade %(new)s: a student goes to the same grade "
        "or, in a new school year, to the next."
    ),
}
