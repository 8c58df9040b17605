"""Demo accounts: one for each role, all with one public password.

They can sign in only where EDUPORTAL_DEMO is set (accounts.backends).
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import Count

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from eduportal.scoping import everywhere
from schools.choices import Stage
from schools.models import School
from staffing.choices import PostKind
from staffing.models import StaffMember

TEACHERS_SUBJECT = "toan"


@dataclass(frozen=True)
class Account:
    """One demo account. `post` is the post of the staff member it belongs to, if any."""

    username: str
    role: Role
    full_name: str = ""
    post: PostKind | None = None


SCHOOL_ACCOUNTS = [
    Account("giaovien", Role.TEACHER, post=PostKind.TEACHER),
    Account("chunhiem", Role.HOMEROOM, post=PostKind.TEACHER),
    Account("phohieutruong", Role.VICE_HEAD, post=PostKind.VICE_HEAD),
    Account("hieutruong", Role.HEAD, post=PostKind.HEAD),
    Account("vanthu", Role.CLERK, post=PostKind.CLERK),
]
UPPER_ACCOUNTS = [
    Account("giaovienthpt", Role.TEACHER, post=PostKind.TEACHER),
    Account("hieutruongthpt", Role.HEAD, post=PostKind.HEAD),
    Account("vanthuthpt", Role.CLERK, post=PostKind.CLERK),
]
PRIMARY_ACCOUNTS = [
    Account("giaovienth", Role.HOMEROOM, post=PostKind.TEACHER),
    Account("hieutruongth", Role.HEAD, post=PostKind.HEAD),
]
# Where a student of the first lower secondary school can be transferred to.
SECOND_ACCOUNTS = [
    Account("giaovien2", Role.TEACHER, post=PostKind.TEACHER),
    Account("hieutruong2", Role.HEAD, post=PostKind.HEAD),
    Account("vanthu2", Role.CLERK, post=PostKind.CLERK),
]
# A centre of continuing education; its director has the role of a head.
CENTRE_ACCOUNTS = [
    Account("giaoviengdtx", Role.HOMEROOM, post=PostKind.TEACHER),
    Account("giamdocgdtx", Role.HEAD, post=PostKind.HEAD),
]
# Teacher and head of each class that lacks only its last marks.
UNDER_WAY = [("giaovien", "hieutruong"), ("giaoviengdtx", "giamdocgdtx")]
# How many classes of the year before each of these heads has sealed.
SEALED_BY = {"hieutruong": 3, "hieutruongthpt": 3, "giamdocgdtx": 1}
COMMUNE_ACCOUNT = Account("canboxa", Role.COMMUNE_OFFICER, "Lê Thị Ngọc Hà")
OFFICE_ACCOUNTS = [
    Account("canboso", Role.DEPARTMENT_OFFICER, "Nguyễn Minh Triết"),
    Account("quantri", Role.DEPARTMENT_ADMIN, "Trần Quốc Bảo"),
    Account("kiemtoan", Role.AUDITOR, "Phạm Thị Thanh Vân"),
]
MINISTRY_ACCOUNTS = [
    Account("canbobo", Role.MINISTRY_OFFICER, "Đỗ Hoàng Anh"),
    Account("quantri", Role.DEPARTMENT_ADMIN, "Vũ Đức Thành"),
    Account("kiemtoan", Role.AUDITOR, "Bùi Thị Mai Lan"),
]


def create_accounts(*, tier: str, since: datetime.date) -> list[User]:
    """Create the accounts a node of this tier lacks; those that exist are left as they are.

    At a Department the accounts of schools belong to the first two lower secondary schools, the
    first upper secondary and the first primary school, and the first centre of continuing
    education; where there is none, they are not made.
    """
    # Argon2 is slow on purpose: hashing once is enough for one shared password.
    password = make_password(settings.EDUPORTAL_DEMO_PASSWORD)
    with everywhere("demo accounts are being created"):
        if tier == "ministry":
            return [_create(account, password, since) for account in MINISTRY_ACCOUNTS]
        if tier == "school":
            own = {"school": School.objects.get()}
            staff = [_create(account, password, since, **own) for account in SCHOOL_ACCOUNTS]
            return [*staff, _create(MINISTRY_ACCOUNTS[1], password, since)]
        users = [_create(account, password, since) for account in OFFICE_ACCOUNTS]
        lower, upper = _schools(Stage.LOWER_SECONDARY), _schools(Stage.UPPER_SECONDARY)
        primary, centres = _schools(Stage.PRIMARY), _schools(Stage.CONTINUING)
        if lower:
            users.append(_create(COMMUNE_ACCOUNT, password, since, unit=lower[0].unit))
        places = [
            *zip(lower, (SCHOOL_ACCOUNTS, SECOND_ACCOUNTS), strict=False),
            *zip(upper, (UPPER_ACCOUNTS,), strict=False),
            *zip(primary, (PRIMARY_ACCOUNTS,), strict=False),
            *zip(centres, (CENTRE_ACCOUNTS,), strict=False),
        ]
        for school, accounts in places:
            users += [_create(each, password, since, school=school) for each in accounts]
        return users


def _schools(stage: Stage) -> list[School]:
    """The first two schools of this node that teach this stage alone."""
    schools = School.objects.filter(stages=[stage], node="", closed_on=None)
    return list(schools.order_by("code")[:2])


def _create(account: Account, password: str, since: datetime.date, **place: Any) -> User:
    """The account's user, made with its membership if it is not there yet."""
    existing = User.objects.filter(username=account.username).first()
    if existing is not None:
        return existing
    staff = _staff(place["school"], account) if account.post else None
    user = User.objects.create(
        username=account.username,
        password=password,
        full_name=staff.full_name if staff else account.full_name,
        is_demo=True,
    )
    Membership.objects.create(
        user=user,
        role=account.role,
        starts_on=since,
        # In the demo province the Department lets the clerk bring in marks.
        imports_marks=account.role is Role.CLERK,
        **place,
    )
    if staff:
        staff.user = user
        staff.save(update_fields=["user"])
    return user


def _staff(school: School, account: Account) -> StaffMember:
    """The member of staff an account belongs to: the first who holds the post and is free.

    The teacher gives mathematics, best without a homeroom; the homeroom teacher has one.
    """
    staff = StaffMember.objects.filter(school=school, posts__kind=account.post, user=None)
    if account.role is Role.HOMEROOM:
        staff = staff.exclude(homerooms=None)
    elif account.role is Role.TEACHER:
        staff = staff.filter(main_subject__code=TEACHERS_SUBJECT)
    return staff.annotate(held=Count("homerooms")).order_by("held", "pk")[0]
