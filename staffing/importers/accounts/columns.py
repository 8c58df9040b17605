"""How lists of accounts call their columns, and what is said of their rows."""

import re

from django.utils.translation import gettext_noop

from eduportal.accounts.roles import Role
from eduportal.core.text import squash
from eduportal.imports.record_columns import Column, Words
from eduportal.workbooks.cells import code_value, date_value, name_value, text_value
from eduportal.workbooks.values import Value

ROLES = {
    "GV": Role.TEACHER,
    "Giáo viên bộ môn": Role.TEACHER,
    "GVBM": Role.TEACHER,
    "GVCN": Role.HOMEROOM,
    "Chủ nhiệm": Role.HOMEROOM,
    "PHT": Role.VICE_HEAD,
    "HT": Role.HEAD,
    "Nhân viên văn phòng": Role.CLERK,
}


ROLE = Words(Role, ROLES)


def roles_in(value: Value) -> list[str]:
    """One role or several, as the portal's own list of accounts has them."""
    parts = re.split(r"[,;+\n]", text_value(value))
    return sorted({ROLE(part.strip()) for part in parts if part.strip()})


def _day(value: Value) -> str:
    day = date_value(value)
    return day.isoformat() if day else ""


def _name(value: Value) -> str:
    return squash(name_value(value))


TABLE = (
    Column(
        "full_name",
        gettext_noop("Full name"),
        ("Họ và tên", "Họ tên", "Họ và tên cán bộ", "Họ và tên giáo viên", "Full name"),
        _name,
        required=True,
        is_compared=False,
    ),
    Column(
        "role",
        gettext_noop("Role"),
        ("Vai trò", "Vai trò tại trường", "Quyền", "Nhóm quyền", "Role", "Roles at the school"),
        roles_in,
        required=True,
    ),
    Column(
        "ministry_code",
        gettext_noop("Ministry code"),
        ("Mã định danh Bộ GD&ĐT", "Mã định danh Bộ GDĐT", "Mã định danh", "Ministry code"),
        code_value,
        is_compared=False,
    ),
    Column(
        "birth_date",
        gettext_noop("Date of birth"),
        ("Ngày sinh", "Ngày tháng năm sinh", "Date of birth"),
        _day,
        is_day=True,
        is_compared=False,
    ),
    Column(
        "username",
        gettext_noop("User name"),
        ("Tên đăng nhập", "Tài khoản", "Tên tài khoản", "User name", "Username"),
        text_value,
        is_compared=False,
    ),
    Column(
        "email",
        gettext_noop("E-mail"),
        ("Thư điện tử", "Email", "E-mail", "Địa chỉ thư điện tử"),
        text_value,
        is_compared=False,
    ),
)
MESSAGES = {
    "not_on_staff": gettext_noop(
        "The school's staff has nobody called %(name)s. Record the person first, or bring in the "
        "list of staff."
    ),
    "which_of_them": gettext_noop(
        "The school's staff has several people called %(name)s. Add the Ministry code or the date "
        "of birth."
    ),
    "role_not_yours": gettext_noop(
        "You may not give the role “%(value)s” at this school. Roles you may give: %(roles)s"
    ),
    "account_not_yours": gettext_noop(
        "The account “%(value)s” is not one you may change: ask whoever gives its roles."
    ),
    "mail_otherwise": gettext_noop(
        "The account of %(name)s has not the e-mail address “%(value)s”; what it has stays as it "
        "is."
    ),
    "named_otherwise": gettext_noop(
        "%(name)s has the account “%(account)s” already; an account is not renamed by a file."
    ),
    "name_taken_twice": gettext_noop(
        "The user name “%(value)s” stands in row %(first)s for another person."
    ),
    "no_link_yet": gettext_noop(
        "New accounts open nothing until each has its link: print or mail the links on the page "
        "of the school's accounts."
    ),
}
