"""How lists of staff call their columns, and what is said of their rows."""

from django.utils.translation import gettext_noop

from eduportal.imports import people
from eduportal.workbooks.headers import ORDER_NUMBER

COLUMNS = {
    name: people.COLUMNS[name]
    for name in (
        *(ORDER_NUMBER, "birth_date", "surname", "given_name"),
        *("birth_day", "birth_month", "birth_year"),
    )
} | {
    "ministry_code": [
        *("Mã định danh Bộ GD&ĐT", "Mã định danh Bộ GDĐT", "Mã định danh của Bộ GD&ĐT"),
        *("Mã định danh Bộ", "Mã định danh", "Mã định danh cán bộ", "Mã cán bộ Bộ GD&ĐT"),
    ],
    "personal_number": [
        *people.COLUMNS["personal_number"],
        *("Mã số định danh cá nhân", "Số CMTND/TCC", "Số CMND/CCCD", "CMND/CCCD", "Số CMND"),
    ],
    "full_name": [
        *("Họ và tên", "Họ tên", "Họ và tên cán bộ", "Họ tên cán bộ", "Tên cán bộ"),
        *("Họ và tên giáo viên", "Họ tên giáo viên", "Tên giáo viên", "Họ và tên GV"),
    ],
    "sex": ["Giới tính", "Nam/Nữ", "Phái"],
    "school_name": ["Tên trường", "Trường học", "Trường", "Đơn vị", "Đơn vị công tác"],
    "school_code": ["Mã trường", "Mã trường học"],
    "status": ["Trạng thái", "Trạng thái CB", "Trạng thái cán bộ", "Tình trạng"],
    "status_date": [
        *("Ngày trạng thái", "Ngày nhập trạng thái", "Ngày chuyển trạng thái", "Ngày nghỉ việc"),
        *("Ngày chuyển đi", "Ngày nghỉ"),
    ],
    "position": ["Vị trí việc làm", "Vị trí"],
    "group": ["Nhóm chức vụ", "Chức vụ", "Nhóm chức vụ/Chức vụ"],
    "category": ["Loại cán bộ", "Loại CB", "Phân loại cán bộ"],
    "since": ["Ngày về trường", "Ngày về đơn vị", "Ngày vào trường", "Ngày về trường hiện nay"],
    "contract": ["Hình thức hợp đồng", "Loại hợp đồng", "Hợp đồng", "Hình thức làm việc"],
    "subject": ["Môn dạy", "Môn giảng dạy", "Môn dạy chính", "Môn"],
    "second_subject": [
        *("Môn kiêm nhiệm", "Môn dạy kiêm nhiệm", "Môn dạy thêm", "Môn dạy khác", "Môn thứ hai"),
    ],
    "degree": [
        *("T.Độ chuyên môn nghiệp vụ", "Trình độ chuyên môn nghiệp vụ", "Trình độ chuyên môn"),
        *("T.Độ chuyên môn", "Trình độ chuyên môn cao nhất"),
    ],
    "training": ["Trình độ đào tạo", "Trình độ chính", "Trình độ", "Trình độ đào tạo chính"],
    "major": ["Chuyên ngành", "Chuyên ngành đào tạo", "Ngành đào tạo", "Chuyên ngành chính"],
    "graduated": ["Năm tốt nghiệp", "Năm TN"],
    "title": [
        *("Chức danh nghề nghiệp", "Hạng chức danh nghề nghiệp", "Hạng chức danh", "Ngạch/Hạng"),
        *("Hạng CDNN", "Ngạch hạng", "Chức danh"),
    ],
    "duty": ["Nhiệm vụ kiêm nhiệm", "Kiêm nhiệm", "Công tác kiêm nhiệm", "Chức vụ kiêm nhiệm"],
}
REQUIRED = ("full_name", "birth_date")
# A list without any of these is not known to be one of staff.
OF_STAFF = ("position", "group", "category", "contract", "subject", "degree", "training", "title")

MESSAGES = {
    "not_staff": gettext_noop(
        "No column says that this is a list of staff, as “Vị trí việc làm” or “Môn dạy” would; "
        "nothing was read. A list of students is brought in as “List of students”."
    ),
    "too_long": gettext_noop("At most %(most)d characters; this has %(length)d."),
    "birth_in_future": gettext_noop("“%(value)s” lies in the future."),
    "staff_age_unlikely": gettext_noop(
        "Row %(row)s, %(name)s, born %(born)s: somebody of about %(age)s years on the staff? Are "
        "such rows meant?"
    ),
    "other_school": gettext_noop(
        "Left out: the row is of “%(value)s”, and the file is brought in for “%(school)s”."
    ),
    "which_school": gettext_noop(
        "Every row of the file is of “%(value)s”. Is this the school “%(school)s”?"
    ),
    "status_unknown": gettext_noop("“%(value)s” is not a status of staff. Known: %(known)s"),
    "left_without_day": gettext_noop(
        "The list says that %(name)s has left, and not when. Add a column “Ngày trạng thái” with "
        "the last day, or enter it on the person's page."
    ),
    "left_unknown": gettext_noop(
        "The list says that this person has left; the school's staff has nobody of this name and "
        "date of birth. Nothing to record."
    ),
    "post_unknown": gettext_noop("Which post is “%(value)s”?"),
    "post_missing": gettext_noop(
        "The list does not say the post of every new person, as in row %(row)s. Which post do they "
        "hold?"
    ),
    "contract_unknown": gettext_noop("How is somebody bound to the school by “%(value)s”?"),
    "subject_unknown": gettext_noop("Which subject is “%(value)s”?"),
    "basis_unknown": gettext_noop(
        "The list names second subjects of teachers. What do they rest on, as far as the school "
        "knows?"
    ),
    "not_understood": gettext_noop(
        "“%(value)s” is not understood in this column and is left out; the rest of the row counts."
    ),
    "duty_without_figure": gettext_noop(
        "Circular 05/2025 sets no figure for “%(value)s”: enter the duty with its periods on the "
        "person's page. The rest of the row counts."
    ),
    "day_not_given": gettext_noop(
        "The list gives no day for degrees and titles: they are recorded from %(day)s on, and "
        "degrees with a year from its last day on."
    ),
    "held_otherwise": gettext_noop(
        "The register has “%(old)s”, the list “%(new)s”. It is left as it is: such a change has "
        "its day and its decision, and is entered on the person's page."
    ),
    "second_head": gettext_noop(
        "%(name)s is the head of the school. End that post on the person's page first."
    ),
    "code_elsewhere": gettext_noop(
        "“%(value)s” belongs to a person on the staff of another school."
    ),
    "somebody_else": gettext_noop(
        "“%(value)s” belongs to %(name)s, born %(birth_date)s. Name and date of birth here are "
        "different: this is probably another person's code."
    ),
    "two_people": gettext_noop(
        "The Ministry code belongs to %(first)s, the personal number to %(second)s."
    ),
    "code_replaced": gettext_noop(
        "%(name)s has the Ministry code “%(old)s” so far; it will become “%(new)s”."
    ),
    "other_code": gettext_noop(
        "The school's staff has %(name)s with this date of birth and the code “%(code)s”. Correct "
        "the code here or on the person's page."
    ),
    "matched_by_name": gettext_noop(
        "No code says who this is. Matched by name and date of birth with %(name)s, code %(code)s."
    ),
    "same_name": gettext_noop(
        "Row %(row)s, %(name)s, born %(born)s: the school's staff has one person of this name, "
        "without a date of birth. Is it the same person?"
    ),
    "twice": gettext_noop("The same person is already in row %(first)s."),
    "not_in_file": gettext_noop(
        "On the school's staff, not in the file and left as they are: %(count)s (%(names)s)"
    ),
    "refused_by_register": gettext_noop("Nothing was written. %(name)s: %(reason)s"),
}
