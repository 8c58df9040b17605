"""Members of staff in lists, and one of them."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Case, Exists, Model, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from eduportal.core.revisions import fingerprint
from eduportal.core.searching import named
from eduportal.core.text import name_sort_key
from eduportal.scoping import everywhere
from schools.models import School, Subject
from schools.selectors import subjects_taught
from staffing.choices import StaffStatus
from staffing.models import (
    Duty,
    HomeroomAssignment,
    Post,
    StaffMember,
    TeachingAssignment,
)
from staffing.models.records import RECORDS
from staffing.rules.specialities import parts_of

# How the list can be sorted (eduportal.core.keyset).
ORDERS = {
    "name": ("sort_key", "pk"),
    "subject": ("subject_position", "sort_key", "pk"),
    "status": ("status", "sort_key", "pk"),
}
# What the list can be narrowed to by account.
WITHOUT_ACCOUNT = "none"
LAST = 32767


def staff_listed(school: School, day: datetime.date, **narrowed_to: str) -> QuerySet[StaffMember]:
    """The school's staff in Vietnamese name order, each with `posts_now` and `homerooms_now`.

    `subject_position` is the place of the main subject among the others. `narrowed_to` is what
    _narrowed takes; without it everybody who has not left.
    """
    posts = Post.objects.in_force(day).order_by("starts_on")
    homerooms = HomeroomAssignment.objects.in_force(day).select_related("class_group")
    return (
        StaffMember.objects.filter(_narrowed(school, day, **narrowed_to), school=school)
        .select_related("main_subject", "user")
        .annotate(subject_position=Coalesce("main_subject__position", Value(LAST)))
        .prefetch_related(
            Prefetch("posts", posts, to_attr="posts_now"),
            Prefetch("homerooms", homerooms, to_attr="homerooms_now"),
        )
        .order_by("sort_key", "pk")
    )


def _narrowed(
    school: School,
    day: datetime.date,
    *,
    text: str = "",
    subject: str = "",
    status: str = "",
    post: str = "",
    account: str = "",
) -> Q:
    """A condition on staff; what is empty narrows nothing, but who has left is asked for.

    `text` is sought in the name (eduportal.core.searching) or at the start of the Ministry's code.
    `subject` is a code, `post` a kind of post held on the day.
    """
    narrowed = Q(status=status) if status else ~Q(status=StaffStatus.LEFT)
    if text.strip():
        narrowed &= _sought(text)
    if subject:
        narrowed &= Q(main_subject__code=subject)
    if post:
        held = Post.objects.in_force(day).filter(school=school, kind=post)
        narrowed &= Q(pk__in=held.values("staff"))
    if account == WITHOUT_ACCOUNT:
        narrowed &= Q(user=None)
    return narrowed


def _sought(text: str) -> Q:
    return named(text) | Q(ministry_code__istartswith=text.strip())


def staff_found(school_ids: Collection[int] | None, text: str, most: int) -> list[StaffMember]:
    """Staff of these schools (None: of the scope) whom the words fit: one query.

    Those who have left stand at the end.
    """
    staff = StaffMember.objects.filter(_sought(text)).select_related("main_subject")
    if school_ids is not None:
        staff = staff.filter(school__in=school_ids)
    has_left = Case(When(status=StaffStatus.LEFT, then=1), default=0)
    return list(staff.order_by(has_left, "sort_key", "pk")[:most])


def codes_elsewhere(school: School, codes: Collection[str]) -> set[str]:
    """Which of these Ministry codes belong to people of other schools: one query.

    It looks beyond the open scope, because a code belongs to one person of the whole province;
    what it finds is not for pages.
    """
    with everywhere("a code belongs to one person of the whole province"):
        held = StaffMember.objects.filter(ministry_code__in=codes).exclude(school=school)
        return {code for code in held.values_list("ministry_code", flat=True) if code}


def main_subjects_for(school: School, staff: StaffMember | None = None) -> QuerySet[Subject]:
    """The main subjects a person of the school may have: those taught there, the parts of
    integrated ones, and the one recorded. Two queries.
    """
    taught = set(subjects_taught(school).values_list("code", flat=True))
    codes = taught.union(*map(parts_of, taught))
    recorded = Q(pk=staff.main_subject_id) if staff else Q()
    return Subject.objects.filter(Q(code__in=codes) | recorded).order_by("position")


def main_subjects_of(school: School) -> QuerySet[Subject]:
    """The subjects that are somebody's main one at the school."""
    return Subject.objects.filter(
        pk__in=StaffMember.objects.filter(school=school).values("main_subject")
    ).order_by("position")


def choosable_staff(school: School) -> QuerySet[StaffMember]:
    """Those who have not left, by name."""
    staff = StaffMember.objects.filter(school=school).exclude(status=StaffStatus.LEFT)
    return staff.select_related("main_subject").order_by("sort_key", "pk")


def linkable_accounts(school: School, staff: StaffMember | None = None) -> list[User]:
    """Accounts with a role at the school that no other of its staff is linked to, by name.

    The account `staff` is linked to already is one of them.
    """
    roles = Membership.objects.not_over().exclude(role=Role.MACHINE)
    here = roles.filter(school=school, user=OuterRef("pk"))
    linked = StaffMember.objects.filter(school=school, user=OuterRef("pk"))
    if staff is not None:
        linked = linked.exclude(pk=staff.pk)
    free = User.objects.filter(Exists(here) & ~Exists(linked), is_active=True)
    mine = Q(pk=staff.user_id) if staff is not None and staff.user_id else Q(pk__in=[])
    users = User.objects.filter(Q(pk__in=free.values("pk")) | mine)
    return sorted(users, key=lambda user: name_sort_key(user.full_name))


def revision_of(staff: StaffMember) -> str:
    """What a page shows of the person and all facts with days, in a few characters: a query each
    for posts, duties and every kind of record."""
    return revisions_of([staff])[staff.pk]


def revisions_of(people: Collection[StaffMember]) -> dict[int, str]:
    """The revision of each of these, by id, for as many queries as that of one."""
    tables = [_rows_by_person(model, people) for model in (Post, Duty, *RECORDS)]
    return {
        staff.pk: fingerprint(
            [
                (staff.pk, staff.full_name, staff.ministry_code, staff.personal_number),
                (staff.birth_date, staff.main_subject_id, str(staff.status), staff.user_id),
                str(staff.sex),
                *(rows[staff.pk] for rows in tables),
            ]
        )
        for staff in people
    }


def _rows_by_person(model: type[Model], people: Collection[StaffMember]) -> dict[int, list[Any]]:
    """All rows of the table about each of these people."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    rows = model._default_manager.filter(staff__in=people).order_by("pk")
    for row in rows.values():
        found[row["staff_id"]].append(sorted(row.items()))
    return found


def assignments_of_staff(staff: StaffMember) -> list[TeachingAssignment]:
    """Everything the person gives or gave, the newest first: one query."""
    rows = TeachingAssignment.objects.filter(staff=staff)
    related = ("class_group__school_year", "subject", "substitution__absent")
    return list(rows.select_related(*related).order_by("-starts_on", "class_group__name", "pk"))


def homerooms_of_staff(staff: StaffMember) -> list[HomeroomAssignment]:
    """Every class the person leads or led, the newest first: one query."""
    rows = HomeroomAssignment.objects.filter(staff=staff)
    return list(rows.select_related("class_group__school_year").order_by("-starts_on"))


def schools_of(ids: Collection[int] | None) -> QuerySet[School]:
    """The schools by name; None stands for every one of the scope."""
    schools = School.objects.filter(closed_on=None).order_by("search_key", "pk")
    return schools if ids is None else schools.filter(pk__in=ids)
