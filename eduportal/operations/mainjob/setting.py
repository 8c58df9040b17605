"""What an administrator prepares before the main job: a class from a spreadsheet, and people."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from eduportal.scoping import everywhere
from grades.models import MarkSheet
from grades.services import open_sheets
from schools.choices import LineKind, Stage
from schools.models import ClassGroup, CurriculumLine, School, Subject, Term
from schools.selectors import current_term
from staffing.models import StaffMember, TeachingAssignment

WORKBOOKS = Path(settings.BASE_DIR) / "tests" / "data"
ROSTER = WORKBOOKS / "replica_csdl_danh_sach_hoc_sinh_25_cols.xlsx"
MARKS = WORKBOOKS / "bang_diem_toan_12_6.xlsx"
CLASS_NAME = "12.6"
ELECTIVES = ("vat-li", "hoa-hoc", "sinh-hoc", "tin-hoc")


@dataclass(frozen=True)
class Setting:
    """The class the main job works on, and who enters and who seals its marks."""

    school: School
    class_group: ClassGroup
    term: Term
    teacher: str
    head: str
    password: str


def prepare() -> Setting:
    """Appoint a teacher and a head, import the class list and the marks of one subject."""
    password = secrets.token_urlsafe(16)
    with everywhere("the main job is being prepared"):
        school = School.objects.filter(stages__contains=[Stage.UPPER_SECONDARY]).first()
        term = current_term()
        if school is None or term is None:
            raise LookupError("The demo has no upper secondary school or no term.")
        teacher = _account("check-teacher", Role.TEACHER, school, password)
        head = _account("check-head", Role.HEAD, school, password)
    _import("student-roster", ROSTER, school, head, "--create-classes")
    with everywhere("the main job is being prepared"):
        class_group = ClassGroup.objects.get(
            school=school, name=CLASS_NAME, school_year=term.school_year_id
        )
        _assign(teacher, class_group)
        open_sheets(class_group=class_group, term=term)
    _import(
        "mark-sheet",
        MARKS,
        school,
        teacher,
        f"--class={CLASS_NAME}",
        "--subject=toan",
        f"--term={term.code}",
    )
    return Setting(school, class_group, term, teacher.username, head.username, password)


def sheets(setting: Setting) -> list[MarkSheet]:
    """The class's sheets in the order of their subjects."""
    found = MarkSheet.objects.filter(class_group=setting.class_group, term=setting.term)
    return list(found.order_by("subject__position"))


def _account(username: str, role: Role, school: School, password: str) -> User:
    user = User(username=username, full_name=username)
    user.set_password(password)
    user.save()
    Membership.objects.create(user=user, role=role, school=school)
    StaffMember.objects.create(
        school=school, user=user, full_name=username, sort_key=username, search_key=username
    )
    return user


def _assign(teacher: User, class_group: ClassGroup) -> None:
    """The one teacher gives every subject of the class, four electives included."""
    compulsory = CurriculumLine.objects.filter(
        grade_level=class_group.grade_level_id,
        programme=class_group.programme,
        kind=LineKind.COMPULSORY,
    ).values("subject")
    subjects = Subject.objects.filter(pk__in=compulsory) | Subject.objects.filter(
        code__in=ELECTIVES
    )
    staff = StaffMember.objects.get(user=teacher)
    TeachingAssignment.objects.bulk_create(
        TeachingAssignment(
            school_id=class_group.school_id,
            staff=staff,
            class_group=class_group,
            subject=subject,
            starts_on=timezone.localdate(),
        )
        for subject in subjects
    )


def _import(importer: str, path: Path, school: School, user: User, *options: str) -> None:
    arguments = [importer, str(path), "--school", school.code, "--as", user.username, "--apply"]
    call_command("import_file", *arguments, *options)
