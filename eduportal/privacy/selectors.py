"""Asking the access log, within the schools whose log the reader may see."""

import datetime
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    Func,
    Max,
    Min,
    Q,
    QuerySet,
)

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from eduportal.core import doors
from eduportal.core.looking import Kind
from eduportal.core.text import search_key
from eduportal.privacy.models import Access, Alert, CleanUp, Correction
from eduportal.privacy.titles import COUNTED, title_of
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from staffing.models import StaffMember
from students.models import Enrolment, Student

# None stands for every school of the scope, and for entries of no school.
SchoolIds = frozenset[int] | None
FOUND_AT_ONCE = 20
# eduportal.core.keyset
ALERT_ORDER = ("is_answered", "-at", "-pk")
ROLE_NAMES = dict(Role.choices)


class Unnest(Func):
    """The elements of an array as rows."""

    function = "unnest"
    set_returning = True
    output_field = BigIntegerField()


def entries_at(school_ids: SchoolIds) -> QuerySet[Access]:
    """The entries of these schools, the newest first."""
    entries = Access.objects.select_related("user", "school").order_by("-at", "-id")
    return entries if school_ids is None else entries.filter(school__in=school_ids)


def looks_at_student(student: Student, school_ids: SchoolIds) -> QuerySet[Access]:
    """Who looked at the student, at the schools he or she has attended.

    Naming the schools lets PostgreSQL read a school's entries by index. Row-level security keeps
    it from using an index of `persons`: the operator might tell about rows of other schools.
    """
    return entries_at(school_ids).filter(
        school__in=schools_attended(student),
        kind=Kind.STUDENT,
        persons__overlap=list(records_of(student).values_list("pk", flat=True)),
    )


def last_looks(scope: Scope, student: Student, most: int) -> list[dict[str, Any]]:
    """Who looked at the student last, described: for the student's own page."""
    entries = counted(looks_at_student(student, scope.schools_where(Action.SEE_ACCESS_LOG)))
    return list(map(described, entries[:most]))


def looks_by_uid(scope: Scope, uid: uuid.UUID, most: int) -> list[dict[str, Any]]:
    """The same for the student with this uid; nobody where no record of the student is here."""
    student = Student.objects.filter(person_uid=uid).order_by("-is_current", "pk").first()
    return last_looks(scope, student, most) if student else []


def records_of(student: Student) -> QuerySet[Student]:
    """The child's records at the schools in scope: each school keeps its own."""
    return Student.objects.filter(person_uid=student.person_uid)


def schools_attended(student: Student) -> set[int]:
    """The schools that may keep something about the student."""
    enrolments = Enrolment.objects.filter(student__person_uid=student.person_uid)
    return {student.school_id, *enrolments.values_list("school", flat=True)}


def looks_of_account(
    user: User, begins: datetime.datetime, ends: datetime.datetime, school_ids: SchoolIds
) -> QuerySet[Access]:
    """What the account looked at from the one minute to the other, both included."""
    after = ends + datetime.timedelta(minutes=1)
    return entries_at(school_ids).filter(user=user, at__gte=begins, at__lt=after)


def counted(entries: QuerySet[Access]) -> QuerySet[Access]:
    """The entries for a list: `shown` is the number of persons, who are not read themselves."""
    return entries.annotate(shown=F("persons__len")).defer("persons")


def students_of(entries: QuerySet[Access]) -> QuerySet[Student]:
    """The students these entries show, each once, by school and name."""
    shown = entries.filter(kind=Kind.STUDENT).order_by()
    keys = shown.values_list(Unnest("persons"), flat=True)
    return (
        Student.objects.filter(pk__in=keys)
        .select_related("school")
        .order_by("school__name", "sort_key", "pk")
    )


def described(entry: Any) -> dict[str, Any]:
    """One of the `counted` entries as a line of a table, in the reader's language."""
    roles = filter(None, entry.role.split(", "))
    return {
        "entry": entry,
        "roles": ", ".join(str(ROLE_NAMES.get(role, role)) for role in roles),
        "page": title_of(entry.route),
        "persons": COUNTED[Kind(entry.kind)] % {"number": entry.shown},
        "door": doors.NAMES.get(entry.door, entry.door),
    }


def looks_at_staff(user: User | None, staff_ids: Collection[int]) -> QuerySet[Access]:
    """Who looked at the account or at its holder as staff, within the scope, the newest first.

    Entries about accounts belong to no school: only those who see every school see them.
    """
    about = Q(kind=Kind.STAFF, persons__overlap=list(staff_ids)) if staff_ids else Q(pk__in=[])
    if user is not None:
        about |= Q(school=None, kind=Kind.ACCOUNT, persons__contains=[user.pk])
    return entries_at(None).filter(about)


def works_at(user: User, school_ids: SchoolIds) -> bool:
    """Whether the account has a role in force at one of the schools; None for every school."""
    if school_ids is None:
        return True
    return Membership.objects.in_force().filter(user=user, school__in=school_ids).exists()


def has_worked_at(user: User, school_ids: SchoolIds) -> bool:
    """Whether the account has or had a role at one of the schools; None for every school."""
    return _known_at(User.objects.filter(pk=user.pk), school_ids).exists()


def corrections_at(school_ids: SchoolIds) -> QuerySet[Correction]:
    """Requests for correction at these schools, by the day they are due."""
    found = Correction.objects.select_related("school", "student", "account")
    return found if school_ids is None else found.filter(school__in=school_ids)


def last_runs() -> dict[str, CleanUp]:
    """The newest clean-up of each kind of data: one query."""
    runs = CleanUp.objects.order_by("kind", "-at", "-id").distinct("kind")
    return {run.kind: run for run in runs}


@dataclass(frozen=True)
class Sighting:
    """How often one account saw one student in a period, first and last."""

    student: Student
    class_name: str
    times: int
    first: datetime.datetime
    last: datetime.datetime


def sightings(entries: QuerySet[Access], students: Iterable[Student]) -> list[Sighting]:
    """The students with the times these entries show them, and the newest class: two queries."""
    students = list(students)
    seen = (
        entries.filter(kind=Kind.STUDENT, persons__overlap=[each.pk for each in students])
        .order_by()
        .annotate(person=Unnest("persons"))
        .values("person")
        .annotate(times=Count("pk"), first=Min("at"), last=Max("at"))
    )
    by_student = {each["person"]: each for each in seen}
    classes = dict(
        Enrolment.objects.filter(student__in=students)
        .order_by("school_year__code", "pk")
        .values_list("student", "class_group__name")
    )
    return [
        Sighting(
            student,
            classes.get(student.pk, ""),
            *(by_student[student.pk][name] for name in ("times", "first", "last")),
        )
        for student in students
    ]


def alerts() -> QuerySet[Alert]:
    """Every alert in ALERT_ORDER: the open ones first, `is_answered` not yet, then the newest."""
    is_answered = ExpressionWrapper(Q(answered_at__isnull=False), output_field=BooleanField())
    found = Alert.objects.select_related("user", "answered_by").annotate(is_answered=is_answered)
    return found.order_by(*ALERT_ORDER)


def accounts_found(text: str, school_ids: SchoolIds) -> list[User]:
    """Accounts whose name or user name holds the text; of these schools only, if named."""
    users = User.objects.filter(Q(username__icontains=text) | Q(full_name__icontains=text))
    return list(_known_at(users, school_ids).order_by("full_name", "username")[:FOUND_AT_ONCE])


def staff_found(text: str, school_ids: SchoolIds) -> list[StaffMember]:
    """Staff without an account whose name holds the text; of these schools only, if named."""
    staff = StaffMember.objects.filter(user=None, search_key__contains=search_key(text))
    if school_ids is not None:
        staff = staff.filter(school__in=school_ids)
    return list(staff.select_related("school").order_by("sort_key", "pk")[:FOUND_AT_ONCE])


def account_to_ask_about(pk: int, school_ids: SchoolIds) -> User | None:
    """The account, if the reader may ask what it looked at: it had a role or has looked there."""
    user = User.objects.filter(pk=pk).first()
    if user is None or school_ids is None:
        return user
    is_known = has_worked_at(user, school_ids) or entries_at(school_ids).filter(user=user).exists()
    return user if is_known else None


def _known_at(users: QuerySet[User], school_ids: SchoolIds) -> QuerySet[User]:
    """Those that have or had a role at one of the schools."""
    if school_ids is None:
        return users
    members = Membership.objects.filter(school__in=school_ids)
    return users.filter(pk__in=members.values("user"))
