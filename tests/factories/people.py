"""Factories of accounts, staff and students."""

import datetime
from uuid import uuid4

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django_otp.util import random_hex

from eduportal.accounts.models import (
    Authenticator,
    BrowserSession,
    Deputation,
    Membership,
    SignIn,
    User,
)
from eduportal.accounts.roles import Role
from eduportal.core.secrets import encrypted
from eduportal.core.text import name_sort_key, search_key
from staffing import models as staffing
from staffing.choices import DutyKind, PostKind, StaffStatus
from staffing.rules.norm_settings import DEFAULTS
from staffing.rules.qualification import kept_shares, shares_of
from students import models as students
from students.choices import (
    Direction,
    Ended,
    HalfDay,
    PaperKind,
    PaperState,
    Sex,
    StudentStatus,
    TransferState,
)
from tests.factories.appended import AppendedFactory
from tests.factories.register import (
    HIGHEST_POSITION,
    AdminUnitFactory,
    ClassGroupFactory,
    GradeLevelFactory,
    SchoolFactory,
    SchoolYearFactory,
    SubjectFactory,
    first_day,
)

PASSWORD = "mat-khau-cua-toi-2026"
NAMES = ["Nguyễn Thị Ánh", "Trần Văn Đức", "Lê Thu Hà", "Phạm Minh Ơn", "Đỗ Mỹ Giang", "Võ An"]


class UserFactory(factory.django.DjangoModelFactory):
    """An active user with the password PASSWORD; `staff`, `demo`, `closed`, `machine`."""

    class Meta:
        model = User

    class Params:
        superuser = factory.Trait(is_superuser=True)
        demo = factory.Trait(is_demo=True)
        closed = factory.Trait(is_active=False)
        machine = factory.Trait(password=factory.LazyFunction(lambda: make_password(None)))

    username = factory.Sequence(lambda n: f"nguoi.dung.{n}")
    full_name = factory.Iterator(NAMES)
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.vn")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class AuthenticatorFactory(factory.django.DjangoModelFactory):
    """An authenticator application with a key of its own."""

    class Meta:
        model = Authenticator

    user = factory.SubFactory(UserFactory)
    name = "app"
    sealed_key = factory.LazyFunction(lambda: encrypted(random_hex(20)))


class SignInFactory(AppendedFactory):
    """A wrong password of now, unless `at` is given."""

    class Meta:
        model = SignIn

    user = factory.SubFactory(UserFactory)
    address = "192.0.2.7"
    outcome = "wrong"


class BrowserSessionFactory(factory.django.DjangoModelFactory):
    """A session of a user, begun now, whose data nobody can read."""

    class Meta:
        model = BrowserSession

    session_key = factory.Sequence(lambda n: f"session-of-a-test-{n}")
    expire_date = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(hours=8))
    user = factory.SubFactory(UserFactory)
    public_id = factory.LazyFunction(uuid4)
    started_at = factory.LazyFunction(timezone.now)


class DeputationFactory(factory.django.DjangoModelFactory):
    """A deputy for both acts, for a week from today. Give `principal`, `deputy` and `school`."""

    class Meta:
        model = Deputation

    school = factory.SubFactory(SchoolFactory)
    principal = factory.SubFactory(UserFactory)
    deputy = factory.SubFactory(UserFactory)
    acts = factory.LazyFunction(lambda: ["approve", "seal"])
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda row: row.starts_on + datetime.timedelta(days=7))


class MembershipFactory(factory.django.DjangoModelFactory):
    """A teacher of a school; `commune` and `everywhere` change the place, `ended` and `future` the
    days."""

    class Meta:
        model = Membership

    class Params:
        commune = factory.Trait(
            role=Role.COMMUNE_OFFICER, school=None, unit=factory.SubFactory(AdminUnitFactory)
        )
        everywhere = factory.Trait(role=Role.DEPARTMENT_OFFICER, school=None)
        ended = factory.Trait(
            ends_on=factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=1))
        )
        future = factory.Trait(
            starts_on=factory.LazyFunction(
                lambda: timezone.localdate() + datetime.timedelta(days=1)
            )
        )

    user = factory.SubFactory(UserFactory)
    role = Role.TEACHER
    school = factory.SubFactory(SchoolFactory)
    starts_on = factory.LazyFunction(first_day)


class StaffMemberFactory(factory.django.DjangoModelFactory):
    """A member of a school's staff; `user=…` for one who signs in."""

    class Meta:
        model = staffing.StaffMember

    class Params:
        left = factory.Trait(status=StaffStatus.LEFT)

    school = factory.SubFactory(SchoolFactory)
    full_name = factory.Iterator(NAMES)
    sort_key = factory.LazyAttribute(lambda staff: name_sort_key(staff.full_name))
    search_key = factory.LazyAttribute(lambda staff: search_key(staff.full_name))


class PostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = staffing.Post

    staff = factory.SubFactory(StaffMemberFactory)
    school = factory.SelfAttribute("staff.school")
    kind = PostKind.TEACHER
    starts_on = factory.LazyFunction(first_day)


class QuotaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = staffing.Quota

    school = factory.SubFactory(SchoolFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    kind = PostKind.TEACHER
    posts = 20
    decision = "12/QĐ-UBND"
    decided_on = datetime.date(2026, 8, 1)


class StaffingReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = staffing.StaffingReview

    school_year = factory.SubFactory(SchoolYearFactory)
    basis = "12/KH-SGDĐT"
    declare_by = datetime.date(2027, 3, 15)
    check_by = datetime.date(2027, 4, 15)
    object_by = datetime.date(2027, 5, 30)
    decide_by = datetime.date(2027, 6, 30)


class DeclarationFactory(factory.django.DjangoModelFactory):
    """Declared with one more post on the payroll than was counted."""

    class Meta:
        model = staffing.Declaration

    school = factory.SubFactory(SchoolFactory)
    review = factory.SubFactory(StaffingReviewFactory)
    state = "declared"
    lines = factory.LazyFunction(
        lambda: [
            {"code": "#payroll", "counted": "9.00", "declared": "10.00",
             "reason": "QĐ 5", "is_accepted": None, "answer": ""},
        ]
    )  # fmt: skip


class DeclarationStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = staffing.DeclarationStep

    declaration = factory.SubFactory(DeclarationFactory)
    school = factory.SelfAttribute("declaration.school")
    kind = "declare"
    lines = factory.LazyFunction(list)
    by = factory.SubFactory("tests.factories.UserFactory")


class BalanceCountFactory(factory.django.DjangoModelFactory):
    """A school of nine posts, one short of the norm and of mathematics."""

    class Meta:
        model = staffing.BalanceCount

    school = factory.SubFactory(SchoolFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    day = datetime.date(2026, 9, 30)
    counted_at = factory.LazyFunction(timezone.now)
    figures = factory.LazyFunction(
        lambda: {
            "norm": "10",
            "on_payroll": "9",
            "on_contract": "1/2",
            "quota": 9,
            "unfilled": 1,
            "subjects": {"toan": ["2", "3"], "ngu-van": ["4", "7/2"], "#shared": ["1/2", "1"]},
        }
    )
    standings = factory.LazyFunction(lambda: kept_shares(shares_of([])))


class StaffingNormsFactory(factory.django.DjangoModelFactory):
    """A draft that decides every point as the portal reads it."""

    class Meta:
        model = staffing.StaffingNorms

    name = "Định mức năm học 2026-2027"
    from_year = "2026-2027"
    settings = factory.LazyFunction(lambda: dict(DEFAULTS))
    decided_by = "Sở GDĐT"
    decision_number = "34/QĐ-SGDĐT"
    decided_on = datetime.date(2026, 8, 1)


class DutyFactory(factory.django.DjangoModelFactory):
    """Head of a subject group, three periods a week."""

    class Meta:
        model = staffing.Duty

    staff = factory.SubFactory(StaffMemberFactory)
    school = factory.SelfAttribute("staff.school")
    kind = DutyKind.GROUP_HEAD
    weekly_periods = 3
    starts_on = factory.LazyFunction(first_day)


class TeachingAssignmentFactory(factory.django.DjangoModelFactory):
    """In force today unless `ended=True`."""

    class Meta:
        model = staffing.TeachingAssignment

    class Params:
        ended = factory.Trait(
            ends_on=factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=1))
        )

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    staff = factory.SubFactory(StaffMemberFactory, school=factory.SelfAttribute("..school"))
    subject = factory.SubFactory(SubjectFactory)
    weekly_periods = 4
    starts_on = factory.LazyFunction(first_day)


class SubstitutionFactory(factory.django.DjangoModelFactory):
    """A substitute of a colleague of the same school, in force today."""

    class Meta:
        model = staffing.Substitution

    assignment = factory.SubFactory(
        TeachingAssignmentFactory,
        starts_on=factory.LazyFunction(timezone.localdate),
        ends_on=factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=7)),
    )
    school = factory.SelfAttribute("assignment.school")
    absent = factory.SubFactory(StaffMemberFactory, school=factory.SelfAttribute("..school"))


class HomeroomAssignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = staffing.HomeroomAssignment

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    staff = factory.SubFactory(StaffMemberFactory, school=factory.SelfAttribute("..school"))
    starts_on = factory.LazyFunction(first_day)


class AssignmentDraftFactory(factory.django.DjangoModelFactory):
    """A draft from today on that changes nothing yet."""

    class Meta:
        model = staffing.AssignmentDraft

    school = factory.SubFactory(SchoolFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    starts_on = factory.LazyFunction(timezone.localdate)
    changed_by = "Nguyễn Nhật Sơn"


class StudentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = students.Student

    class Params:
        transferred_out = factory.Trait(status=StudentStatus.TRANSFERRED_OUT)

    school = factory.SubFactory(SchoolFactory)
    ministry_code = factory.Sequence(lambda n: f"79{n:08}")
    personal_number = factory.Sequence(lambda n: f"080214{n:06}")
    full_name = factory.Iterator(NAMES)
    sort_key = factory.LazyAttribute(lambda student: name_sort_key(student.full_name))
    search_key = factory.LazyAttribute(lambda student: search_key(student.full_name))
    birth_date = datetime.date(2014, 3, 5)
    sex = Sex.FEMALE


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """A student present in a class; `left=True` for one who has gone."""

    class Meta:
        model = students.Enrolment

    class Params:
        left = factory.Trait(ends_on=factory.SelfAttribute("starts_on"), ended=Ended.TRANSFER)

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    school_year = factory.SelfAttribute("class_group.school_year")
    student = factory.SubFactory(StudentFactory, school=factory.SelfAttribute("..school"))
    position = factory.Sequence(lambda n: n % HIGHEST_POSITION + 1)
    starts_on = factory.LazyFunction(first_day)


class PaperFactory(factory.django.DjangoModelFactory):
    """A birth certificate the school has."""

    class Meta:
        model = students.Paper

    student = factory.SubFactory(StudentFactory)
    school = factory.SelfAttribute("student.school")
    kind = PaperKind.BIRTH
    state = PaperState.RECEIVED


class DistinctStudentsFactory(factory.django.DjangoModelFactory):
    """Two children who look alike."""

    class Meta:
        model = students.DistinctStudents

    first = factory.SubFactory(StudentFactory)
    school = factory.SelfAttribute("first.school")
    second = factory.Sequence(lambda n: 10_000_000 + n)
    said_by = factory.SubFactory(UserFactory)


class StudentMergeFactory(factory.django.DjangoModelFactory):
    """A record that was merged into another."""

    class Meta:
        model = students.StudentMerge

    student = factory.SubFactory(StudentFactory)
    school = factory.SelfAttribute("student.school")
    gone = factory.Sequence(lambda n: 900_000 + n)
    gone_name = "Trần Văn Lạ"
    actor = factory.SubFactory(UserFactory)


class ExemptionFactory(factory.django.DjangoModelFactory):
    """A decision from the first day of the year on, without an end."""

    class Meta:
        model = students.Exemption

    student = factory.SubFactory(StudentFactory)
    school = factory.SelfAttribute("student.school")
    subject = factory.SubFactory(SubjectFactory)
    decision = "12/QĐ-THCS"
    signed_on = factory.LazyFunction(first_day)
    starts_on = factory.LazyFunction(first_day)
    reason = "Theo Điều 11 Thông tư 22/2021/TT-BGDĐT"


class TransferFactory(factory.django.DjangoModelFactory):
    """A school's side of a transfer that waits for the school."""

    class Meta:
        model = students.Transfer

    uid = factory.LazyFunction(uuid4)
    school = factory.SubFactory(SchoolFactory)
    other_school = factory.SelfAttribute("school")
    other_name = "Trường THCS Cần Giuộc"
    direction = Direction.IN
    person_uid = factory.LazyFunction(uuid4)
    student_key = 0
    full_name = "Lê Thu Hà"
    birth_date = datetime.date(2014, 3, 5)
    class_name = "6A1"
    grade_level = factory.SubFactory(GradeLevelFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    state = TransferState.OFFERED
    moved_by = "văn thư"


class StudyTopicFactory(factory.django.DjangoModelFactory):
    """A cluster of study topics that a class studies."""

    class Meta:
        model = students.StudyTopic

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    subject = factory.SubFactory(SubjectFactory)


class ChosenSubjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = students.ChosenSubject

    enrolment = factory.SubFactory(EnrolmentFactory)
    school = factory.SelfAttribute("enrolment.school")
    subject = factory.SubFactory(SubjectFactory)


class AbsenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = students.Absence

    enrolment = factory.SubFactory(EnrolmentFactory)
    school = factory.SelfAttribute("enrolment.school")
    on = factory.LazyFunction(first_day)
    session = HalfDay.MORNING


class RollCallFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = students.RollCall

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    on = factory.LazyFunction(first_day)
    session = HalfDay.MORNING
    taken_by = factory.SubFactory(UserFactory)
