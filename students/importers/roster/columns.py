"""How the lists of students that schools have call their columns and statuses."""

from django.utils.translation import gettext_noop

from eduportal.imports import people
from eduportal.workbooks.cells import fold
from students.choices import StudentStatus

COLUMNS = people.COLUMNS | {
    "sex": ["Giới tính", "Nam/Nữ", "Phái"],
    "ethnicity": ["Dân tộc"],
    "status": ["Trạng thái", "Trạng thái HS", "Trạng thái học sinh", "Tình trạng"],
    "status_date": ["Ngày nhập trạng thái", "Ngày trạng thái", "Ngày chuyển trạng thái"],
    "grade_level": ["Khối học", "Khối", "Khối lớp", "Khối học/Nhóm lớp", "Khối học/Nhóm tuổi"],
}
COLUMNS["is_female"] = ["Nữ", "Là nữ"]
REQUIRED = ("full_name", "birth_date")
# Somebody has to decide whether two are one child.
CLOSE = frozenset(
    {
        "child_here",
        "child_elsewhere",
        "matched_by_name",
        "maybe_elsewhere",
        "same_name",
        "same_names",
    }
)
MOVING = frozenset({"admitted", "away", "class_changes", "code_elsewhere", "comes_by_transfer"})
# A list with one of these is a list of staff.
STAFF = ("Vị trí việc làm", "Nhóm chức vụ", "Trạng thái CB", "Loại cán bộ", "Môn dạy")

STATUSES = {
    "Đang học": StudentStatus.STUDYING,
    "Chuyển đến": StudentStatus.TRANSFERRED_IN,
    "Chuyển đến kỳ 1": StudentStatus.TRANSFERRED_IN,
    "Chuyển đến kỳ 2": StudentStatus.TRANSFERRED_IN,
    "Chuyển đến trong hè": StudentStatus.TRANSFERRED_IN,
    "Chuyển đi": StudentStatus.TRANSFERRED_OUT,
    "Thôi học": StudentStatus.LEFT,
    "Bảo lưu": StudentStatus.SUSPENDED,
    "Hoàn thành chương trình": StudentStatus.COMPLETED,
    # Other spellings of the above.
    "Xin học lại": StudentStatus.STUDYING,
    "Nghỉ học (xin học lại)": StudentStatus.STUDYING,
    "Chuyển đến học kỳ 1": StudentStatus.TRANSFERRED_IN,
    "Chuyển đến học kỳ 2": StudentStatus.TRANSFERRED_IN,
    "Chuyển đến HK1": StudentStatus.TRANSFERRED_IN,
    "Chuyển đến HK2": StudentStatus.TRANSFERRED_IN,
    "Chuyển đi kỳ 1": StudentStatus.TRANSFERRED_OUT,
    "Chuyển đi kỳ 2": StudentStatus.TRANSFERRED_OUT,
    "Chuyển đi trong hè": StudentStatus.TRANSFERRED_OUT,
    "Chuyển trường": StudentStatus.TRANSFERRED_OUT,
    "Bỏ học": StudentStatus.LEFT,
    "Nghỉ học": StudentStatus.LEFT,
    "Tạm nghỉ": StudentStatus.SUSPENDED,
    "Tạm nghỉ học": StudentStatus.SUSPENDED,
    "Bảo lưu kết quả": StudentStatus.SUSPENDED,
    "Tốt nghiệp": StudentStatus.COMPLETED,
    "Đã tốt nghiệp": StudentStatus.COMPLETED,
    "Hoàn thành cấp học": StudentStatus.COMPLETED,
}
STATUS_OF = {fold(text): status for text, status in STATUSES.items()}
# The spellings shown to a user: the first of each.
STATUSES_LISTED = ", ".join(list(STATUSES)[:9])

MESSAGES = people.MESSAGES | {
    "too_long": gettext_noop("At most %(most)d characters; this has %(length)d."),
    "missing": gettext_noop("%(name)s, born %(born)s, class %(class)s"),
    "missing_day": gettext_noop(
        "%(name)s is not in the file: the day of leaving or moving must be from %(first)s to "
        "%(last)s."
    ),
    "birth_in_future": gettext_noop("“%(value)s” lies in the future."),
    "staff_list": gettext_noop(
        "This is a list of staff: it has the column “%(column)s”. Nothing was read. Bring "
        "it in as “List of staff”."
    ),
    "sex_by_cross": gettext_noop(
        "The list says the sex by a cross in column “%(column)s”: a cross was read as Nữ, an empty "
        "cell as Nam."
    ),
    "age_unlikely": gettext_noop(
        "Row %(row)s, %(name)s, born %(born)s: %(age)s years old in grade %(grade)s. Are such rows "
        "students of this school?"
    ),
    "digits_lost": gettext_noop(
        "Row %(row)s, %(name)s: the code “%(value)s” ends in zeros, as if a program had kept only "
        "its first digits. Are such codes right?"
    ),
    "older_than_register": gettext_noop(
        "Row %(row)s, %(name)s: the file is as of %(as_of)s, and the portal was told something "
        "else of this student at %(changed)s. Do such rows count?"
    ),
    "class_number": gettext_noop(
        "A class is written as the number %(stored)s, shown as “%(value)s”: a program drops zeros "
        "at the end. Which class is meant?"
    ),
    "level_not_taught": gettext_noop(
        "Class “%(name)s” would be of grade %(grade)s, which this school does not have."
    ),
    "status_unknown": gettext_noop("“%(value)s” is not a status of a student. Known: %(known)s"),
    "class_unknown": gettext_noop(
        "There is no class “%(name)s” in %(year)s; rows left out: %(count)s. Correct the name, say "
        "among the answers that the class is to be created, or create it first. Classes there: "
        "%(classes)s"
    ),
    "class_new": gettext_noop("There is no class “%(name)s” in %(year)s. Is it to be created?"),
    "class_created": gettext_noop("The class “%(name)s” will be created."),
    "level_unknown": gettext_noop(
        "The grade level of class “%(name)s” is not known: its name does not begin with it and the "
        "file has no column for it."
    ),
    "code_elsewhere": gettext_noop(
        "“%(value)s” belongs to a student of another school. Ask for the student on the page "
        "“Transfers”; identity and marks then come along."
    ),
    "admitted": gettext_noop(
        "Comes from %(school)s, class %(class)s, completed there: the child is admitted, and that "
        "school reads of it on its page “Transfers”."
    ),
    "away": gettext_noop(
        "The student is at another school, or on the way there: see the page “Transfers”."
    ),
    "left_before_seal": gettext_noop(
        "A term is sealed with this student: the last day in the class is %(first)s or later."
    ),
    "maybe_elsewhere": gettext_noop(
        "A student of this name and date of birth is at another school. If it is the same child, "
        "ask for the student on the page “Transfers”; if not, add the Ministry code or the "
        "personal number."
    ),
    "child_here": gettext_noop(
        "Row %(row)s, %(name)s, born %(born)s: a student of this name and date of birth is in the "
        "school already, in class “%(class)s”, without this code. Is it the same child?"
    ),
    "child_elsewhere": gettext_noop(
        "Row %(row)s, %(name)s, born %(born)s: a student of this name and date of birth is at "
        "another school, without this code. Is it the same child?"
    ),
    "comes_by_transfer": gettext_noop(
        "Left out: the child is at another school. Have that school let the student go, and take "
        "the student in on the page “Transfers”; identity and marks then come along."
    ),
    "code_unusable": gettext_noop(
        "“%(value)s” cannot be entered for this name and date of birth. Compare all three with the "
        "student's papers; if they are right, ask the Department."
    ),
    "two_students": gettext_noop(
        "The Ministry code belongs to %(first)s, the personal number to %(second)s."
    ),
    "code_replaced": gettext_noop(
        "%(name)s has the Ministry code “%(old)s” so far; it will become “%(new)s”."
    ),
    "same_name": gettext_noop(
        "A student of this name and date of birth is in the school already, in class “%(name)s”. "
        "Add the Ministry code or the personal number, so that no student is entered twice."
    ),
    "same_names": gettext_noop(
        "Students of this name and date of birth are in the school already without this code, one "
        "of them in class “%(name)s”. Add the code on the student's page; another child is entered "
        "with “Add a student”."
    ),
    "changed_meanwhile": gettext_noop(
        "Another person has changed these students since the file was checked; nothing was "
        "written, and the file was checked again: %(names)s"
    ),
    "class_changes": gettext_noop(
        "Moves from class “%(old)s” to “%(new)s”; the marks go along, and the line in “%(old)s” "
        "stays struck through."
    ),
    "class_sealed": gettext_noop(
        "Term %(number)d of class “%(name)s” is sealed: nobody comes to it or leaves it for "
        "another class before %(first)s. Give a later day, or ask for an amendment of the sealed "
        "marks."
    ),
}
