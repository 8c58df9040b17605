"""How lists of classes call their columns, and the words in them."""

from django.utils.translation import gettext_noop

from eduportal.imports.people import COLUMNS as OF_PERSONS
from eduportal.imports.record_columns import Column, Words
from eduportal.workbooks.cells import class_value, text_value
from eduportal.workbooks.plain_cells import text_upto, whole_value
from schools.choices import Programme, Session

SESSIONS = {
    "Buổi sáng": Session.MORNING,
    "Ca sáng": Session.MORNING,
    "S": Session.MORNING,
    "Buổi chiều": Session.AFTERNOON,
    "Ca chiều": Session.AFTERNOON,
    "C": Session.AFTERNOON,
    "Sáng, chiều": Session.WHOLE_DAY,
    "Sáng - chiều": Session.WHOLE_DAY,
    "2 buổi": Session.WHOLE_DAY,
    "2 buổi/ngày": Session.WHOLE_DAY,
    "Hai buổi": Session.WHOLE_DAY,
    "2": Session.WHOLE_DAY,
}
PROGRAMMES = {
    "GDPT 2018": Programme.GENERAL_2018,
    "Chương trình GDPT 2018": Programme.GENERAL_2018,
    "CTGDPT 2018": Programme.GENERAL_2018,
    "2018": Programme.GENERAL_2018,
    "GDTX": Programme.CONTINUING,
    "Chương trình GDTX": Programme.CONTINUING,
    "GDMN": Programme.PRESCHOOL,
    "Chương trình GDMN": Programme.PRESCHOOL,
}
TABLE = (
    Column(
        "class_name",
        gettext_noop("Class"),
        (*OF_PERSONS["class_name"], *OF_PERSONS["class_code"], "Nhóm/lớp", "Tên nhóm/lớp", "Class"),
        class_value,
        required=True,
    ),
    Column(
        "grade_level",
        gettext_noop("Grade"),
        (
            "Khối",
            "Khối học",
            "Khối lớp",
            "Khối học/Nhóm lớp",
            "Khối học/Nhóm tuổi",
            "Nhóm tuổi",
            "Grade",
        ),
        text_value,
    ),
    Column(
        "homeroom",
        gettext_noop("Homeroom teacher"),
        (
            "Giáo viên chủ nhiệm",
            "GVCN",
            "GV chủ nhiệm",
            "Họ tên GVCN",
            "Họ và tên GVCN",
            "Tên GVCN",
            "Họ tên giáo viên chủ nhiệm",
            "Chủ nhiệm",
            "Homeroom teacher",
        ),
        text_value,
        minor=True,
    ),
    Column(
        "homeroom_code",
        gettext_noop("Code of the homeroom teacher"),
        ("Mã giáo viên chủ nhiệm", "Mã GVCN", "Mã giáo viên", "Mã GV"),
        text_value,
        minor=True,
    ),
    Column(
        "room",
        gettext_noop("Room"),
        ("Phòng học", "Phòng", "Tên phòng học", "Tên phòng", "Phòng số", "Room"),
        text_upto(20),
        minor=True,
    ),
    Column(
        "session",
        gettext_noop("Session"),
        ("Buổi học", "Buổi", "Ca học", "Ca", "Số buổi/ngày", "Số buổi học/ngày", "Session"),
        Words(Session, SESSIONS),
        minor=True,
    ),
    Column(
        "programme",
        gettext_noop("Programme"),
        ("Chương trình", "Chương trình học", "Chương trình giáo dục", "Programme"),
        Words(Programme, PROGRAMMES),
    ),
    Column(
        "students",
        gettext_noop("Students"),
        ("Sĩ số", "Số học sinh", "Số HS", "Tổng số học sinh", "Học sinh", "Students"),
        whole_value,
        minor=True,
    ),
)
# What only a list of students has.
OF_STUDENTS = (
    *OF_PERSONS["birth_date"],
    *OF_PERSONS["student_code"],
    *OF_PERSONS["ministry_code"],
    *OF_PERSONS["personal_number"],
)
MESSAGES = {
    "grade_unknown": gettext_noop(
        "“%(value)s” is no grade of this school. Grades of the school: %(known)s"
    ),
    "grade_not_said": gettext_noop(
        "The grade of class “%(name)s” is not known: its name does not begin with it and the file "
        "has no column for it."
    ),
    "homeroom_unknown": gettext_noop(
        "Nobody on the school's staff is called “%(value)s”. The class stays without this homeroom "
        "teacher; enter the person on the page “Staff”, or correct the name."
    ),
    "homeroom_several": gettext_noop(
        "Several of the staff are called “%(value)s”. Give the code of the homeroom teacher in a "
        "column “Mã GVCN”."
    ),
    "students_differ": gettext_noop(
        "The file counts %(said)s students in “%(name)s”, the portal %(count)s. The number is not "
        "imported: it follows from the list of students."
    ),
}
