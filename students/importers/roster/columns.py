"""How the lists of pupils that schools have call their columns and statuses.

Titles of the Ministry's exports, of the provinces' variants and of the common vendors; accents,
blanks, line breaks and stars do not matter.
"""

from django.utils.translation import gettext_noop

from eduportal.workbooks.cells import fold
from eduportal.workbooks.headers import ORDER_NUMBER
from students.choices import StudentStatus

COLUMNS = {
    ORDER_NUMBER: ["STT", "TT", "#", "Số thứ tự"],
    "ministry_code": [
        "Mã định danh Bộ GD&ĐT",
        "Mã định danh Bộ GDĐT",
        "Mã định danh của Bộ GD&ĐT",
        "Mã định danh Bộ",
        "Mã định danh học sinh",
        "Mã định danh",
        "Mã học sinh Bộ GD&ĐT",
    ],
    # The Ministry's code where the file has no column that says so, a vendor's own code elsewhere.
    "student_code": ["Mã học sinh", "Mã HS", "Mã số học sinh"],
    "full_name": ["Họ tên", "Họ và tên", "Họ và tên học sinh", "Họ tên học sinh", "Tên học sinh"],
    "birth_date": ["Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Sinh ngày"],
    "sex": ["Giới tính", "Nam/Nữ", "Phái"],
    "ethnicity": ["Dân tộc"],
    "status": ["Trạng thái", "Trạng thái HS", "Trạng thái học sinh", "Tình trạng"],
    "status_date": ["Ngày nhập trạng thái", "Ngày trạng thái", "Ngày chuyển trạng thái"],
    "class_name": ["Lớp học", "Lớp", "Tên lớp", "Tên lớp học", "Lớp đang học"],
    "class_code": ["Mã lớp", "Mã lớp học"],
    "grade_level": ["Khối học", "Khối", "Khối lớp", "Khối học/Nhóm lớp", "Khối học/Nhóm tuổi"],
    "personal_number": [
        "Số định danh cá nhân",
        "Mã định danh cá nhân",
        "Số ĐDCN",
        "Số CCCD",
        "CCCD",
        "Số căn cước",
        "Số căn cước công dân",
        "Số ĐDCN/CCCD",
        "Số định danh cá nhân/CCCD",
    ],
}
REQUIRED = ("full_name", "birth_date")

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
# What a user is told to write: the first spellings.
STATUSES_LISTED = ", ".join(list(STATUSES)[:9])

MESSAGES = {
    "too_long": gettext_noop("At most %(most)d characters; this has %(length)d."),
    "birth_in_future": gettext_noop("“%(value)s” lies in the future."),
    "status_unknown": gettext_noop("“%(value)s” is not a status of a student. Known: %(known)s"),
    "class_not_given": gettext_noop(
        "The file does not say the class. Choose it when uploading the file."
    ),
    "class_unknown": gettext_noop(
        "There is no class “%(name)s” in %(year)s; %(count)s rows are left out. Create it first, "
        "or upload the file again with “Create missing classes”. Classes there: %(classes)s"
    ),
    "class_created": gettext_noop("The class “%(name)s” will be created."),
    "level_unknown": gettext_noop(
        "The grade level of class “%(name)s” is not known: its name does not begin with it and the "
        "file has no column for it."
    ),
    "code_elsewhere": gettext_noop(
        "“%(value)s” belongs to a student of another school. That school has to record the "
        "transfer first."
    ),
    "two_students": gettext_noop(
        "The Ministry code belongs to %(first)s, the personal number to %(second)s."
    ),
    "somebody_else": gettext_noop(
        "“%(value)s” belongs to %(name)s, born %(birth_date)s. Name and date of birth here are "
        "different: this is probably another student's code."
    ),
    "code_replaced": gettext_noop(
        "%(name)s has the Ministry code “%(old)s” so far; it will become “%(new)s”."
    ),
    "matched_by_name": gettext_noop(
        "No code says who this is. Matched by name, date of birth and class with %(name)s, code "
        "%(code)s."
    ),
    "same_name": gettext_noop(
        "A student of this name and date of birth is in the school already, in class “%(name)s”. "
        "Add the Ministry code or the personal number, so that nobody is entered twice."
    ),
    "twice": gettext_noop("The same student stands in row %(first)s already."),
    "class_changes": gettext_noop(
        "Moves from class “%(old)s” to “%(new)s”; the marks entered in “%(old)s” stay there."
    ),
    "not_in_file": gettext_noop(
        "%(count)s students of class “%(name)s” are not in the file and stay as they are: %(names)s"
    ),
}
