"""How lists, tables and timetables of assignments call their columns, and what is said of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import product

from django.utils.translation import gettext_noop

from eduportal.workbooks.header_titles import title_key
from eduportal.workbooks.headers import ORDER_NUMBER
from schools.models import ClassGroup, Subject
from schools.rules.subject_names import ALIASES

_WORDS = ("hai", "ba", "tư", "năm", "sáu", "bảy")
COLUMNS = {
    ORDER_NUMBER: ["STT", "TT", "#", "Số thứ tự"],
    "teacher": [
        *("Họ và tên", "Họ tên", "Giáo viên", "Họ và tên giáo viên", "Tên giáo viên", "GV"),
        *("Họ tên giáo viên", "Giáo viên dạy", "Teachers", "Teacher", "Giáo viên giảng dạy"),
    ],
    "lessons": [
        *("Phân công chuyên môn", "Phân công giảng dạy", "Phân công", "Lớp dạy", "Dạy lớp"),
        *("Các lớp dạy", "Lớp phân công", "Chuyên môn", "Dạy các lớp", "Lớp giảng dạy"),
    ],
    "class_name": [
        *("Lớp", "Tên lớp", "Lớp học", "Tên lớp học", "Students Sets", "Students", "Class"),
    ],
    "subject": ["Môn", "Môn dạy", "Môn học", "Tên môn", "Subject", "Môn giảng dạy"],
    "periods": ["Số tiết", "Số tiết/tuần", "Tiết/tuần", "Số tiết một tuần", "Periods", "Count"],
    "homeroom": ["Chủ nhiệm", "GVCN", "Giáo viên chủ nhiệm", "Chủ nhiệm lớp", "CN"],
    "day": ["Thứ", "Ngày", "Day"],
    "session": ["Buổi", "Buổi học", "Session"],
    "hour": ["Tiết", "Hour", "Tiết học"],
}
SUBJECT, CLASS, PERSON, SLOT = "subject-", "class-", "person-", "slot-"
# How titles of a timetable with a column for each period of the week call days and periods.
_DAYS = {
    **{
        f"{n}": [f"Thứ {n}", f"T{n}", f"Thứ {word}"]
        for n, word in zip("234567", _WORDS, strict=True)
    },
    "8": ["Chủ nhật", "CN"],
}
_HALVES = ["", "Sáng", "Chiều"]
_MOST_HOURS = 10
HOMEROOM_WORDS = ("cn", "chu nhiem", "gvcn", "chu nhiem lop")

MESSAGES = {
    "layout_unknown": gettext_noop(
        "No table of assignments is recognised. One has teachers with the classes of each in a "
        "cell, or classes with a column for each subject, or a row for each class, subject and "
        "teacher, or a timetable with a column for each class, each teacher or each period."
    ),
    "teacher_unknown": gettext_noop("Nobody on the school's staff is called “%(value)s”."),
    "which_teacher": gettext_noop("Which teacher is “%(value)s”?"),
    "which_subject": gettext_noop("Which subject is “%(value)s”?"),
    "class_unknown": gettext_noop(
        "The school has no class “%(value)s” in %(year)s. Classes there: %(classes)s"
    ),
    "no_class_named": gettext_noop(
        "“%(value)s” names no class and is left out; the rest of the cell counts."
    ),
    "no_subject": gettext_noop(
        "“%(value)s” names no subject, and neither does a column or the main subject of %(name)s."
    ),
    "subject_of_teacher": gettext_noop(
        "The cell names no subject: it is taken for the main subject of %(name)s, %(subject)s."
    ),
    "not_in_programme": gettext_noop("Class %(class)s does not have %(subject)s in its programme."),
    "no_teacher_named": gettext_noop("“%(value)s” names no teacher and is left out."),
    "too_many": gettext_noop(
        "Teachers of %(subject)s in class %(class)s: %(number)s. A cell takes at most %(most)s, a "
        "homeroom one: %(names)s"
    ),
    "said_otherwise": gettext_noop(
        "%(name)s has %(old)s periods of %(subject)s in class %(class)s at another place of the "
        "file, and %(new)s here."
    ),
    "lesson_twice": gettext_noop(
        "%(name)s has %(subject)s in class %(class)s at this time at another place of the file as "
        "well. Send the timetable of one week; write morning and afternoon as “Sáng” and “Chiều”."
    ),
    "periods_unlikely": gettext_noop("“%(value)s” are no periods a week from 0 to 40."),
    "older_than_register": gettext_noop(
        "Row %(row)s, %(name)s: the file is as of %(as_of)s, and who gives this was changed in the "
        "portal at %(changed)s. Does the file count in such cells?"
    ),
    "changed_meanwhile": gettext_noop(
        "Another person has changed these assignments since the file was checked; nothing was "
        "written, and the file was checked again: %(names)s"
    ),
}


def columns_with(
    subjects: Iterable[Subject], classes: Iterable[ClassGroup], people: Mapping[str, Iterable[str]]
) -> dict[str, list[str]]:
    """The columns of a table that has one for each subject, class, teacher or period of the week.

    `people` are the names of teachers by the key of their column. A title that one of COLUMNS is
    known by stays what it is.
    """
    aliases = defaultdict(list)
    for alias, code in ALIASES.items():
        aliases[code].append(alias)
    named = {
        f"{SUBJECT}{each.code}": [each.name, each.short_name, *aliases[each.code]]
        for each in subjects
    } | {f"{CLASS}{each.pk}": [each.name, f"Lớp {each.name}"] for each in classes}
    found = {key: list(titles) for key, titles in COLUMNS.items()}
    taken = {title_key(title) for titles in found.values() for title in titles}
    for known in (named, dict(_slots()), people):
        new = {key: _untaken(titles, taken) for key, titles in known.items()}
        taken |= {title_key(title) for titles in new.values() for title in titles}
        found |= {key: titles for key, titles in new.items() if titles}
    return found


def _untaken(titles: Iterable[str], taken: Collection[str]) -> list[str]:
    return [title for title in titles if title and title_key(title) not in taken]


def _slots() -> Iterator[tuple[str, list[str]]]:
    """The periods of a week, by key: day, half of the day and number."""
    for (day, names), half, hour in product(_DAYS.items(), _HALVES, range(1, _MOST_HOURS + 1)):
        titles = [f"{name} {half} {word}{hour}" for name in names for word in ("", "Tiết ")]
        yield f"{SLOT}{day}-{half}-{hour}", titles
