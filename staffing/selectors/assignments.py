"""Who teaches and leads what, asked by everybody else."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Expression, OuterRef, Q, QuerySet
from django.utils import timezone

from schools.models import Term
from staffing.models import HomeroomAssignment, StaffMember, TeachingAssignment
from staffing.selectors.homerooms import homerooms_of


def teaches(user_id: int | None, class_group_id: int, subject_id: int) -> bool:
    """Whether the user gives the subject to the class today."""
    mine = assignments_of(user_id)
    return mine.filter(class_group=class_group_id, subject=subject_id).exists()


def gives_subject(user: Expression, day: datetime.date) -> Exists:
    """For a query of mark sheets: whether the user gives the subject to the class on the day."""
    in_force = TeachingAssignment.objects.in_force(day)
    here = {"class_group": OuterRef("class_group"), "subject": OuterRef("subject")}
    return Exists(in_force.filter(staff__user=user, **here))


def has_taught(user_id: int | None, class_group_id: int, subject_id: int, term: Term) -> bool:
    """Whether the user gave the subject to the class on any day of the term, in this school year.

    An assignment that has not begun counts for nothing yet. A teacher who has handed the class
    over, or stood in for somebody, keeps reading what was entered until the year's last day.
    """
    today = timezone.localdate()
    rows = _of_term(user_id, class_group_id, subject_id, term, min(term.ends_on, today))
    return rows.filter(class_group__school_year__ends_on__gte=today).exists()


def _of_term(
    user_id: int | None, class_group_id: int, subject_id: int, term: Term, until: datetime.date
) -> "QuerySet[TeachingAssignment]":
    rows = TeachingAssignment.objects.touching(term.starts_on, until)
    # Compared with None, Django would find the staff who have no account.
    mine = rows.none() if user_id is None else rows.filter(staff__user=user_id)
    return mine.filter(class_group=class_group_id, subject=subject_id)


def assignments_of(user_id: int | None) -> "QuerySet[TeachingAssignment]":
    """The user's assignments in force today; none for None."""
    in_force = TeachingAssignment.objects.in_force()
    # Compared with None, Django would find the staff who have no account.
    return in_force.none() if user_id is None else in_force.filter(staff__user=user_id)


def gives_lessons(user_id: int | None) -> bool:
    """Whether the user gives any subject to any class today."""
    return assignments_of(user_id).exists()


def classes_taught(user_id: int | None) -> Q:
    """A condition on the classes the user gives a subject to, or leads, today."""
    taught = assignments_of(user_id).values("class_group")
    return Q(pk__in=taught) | Q(pk__in=homerooms_of(user_id).values("class_group"))


def assigned_pairs(user_id: int | None) -> Q:
    """A condition on mark sheets: class and subject the user is assigned to today.

    Matches nothing for a user without assignments.
    """
    pairs = assignments_of(user_id).values_list("class_group_id", "subject_id")
    condition = Q(pk__in=[])
    for class_group_id, subject_id in pairs:
        condition |= Q(class_group=class_group_id, subject=subject_id)
    return condition


def taught_in_term(user_id: int | None) -> Q:
    """has_taught, as a condition on mark sheets."""
    today = timezone.localdate()
    given = gave_in_term(user_id, starts_on__lte=today)
    return given & Q(term__school_year__ends_on__gte=today)


def gave_in_term(user_id: int | None, **narrowed: Any) -> Q:
    """A condition on mark sheets: the user gave the subject to the class on any day of the term.

    `narrowed` is asked of the assignments as well.
    """
    if user_id is None:
        return Q(pk__in=[])
    here = {"class_group": OuterRef("class_group"), "subject": OuterRef("subject")}
    given = TeachingAssignment.objects.filter(staff__user=user_id, **here, **narrowed)
    not_over = Q(ends_on=None) | Q(ends_on__gte=OuterRef("term__starts_on"))
    return Q(Exists(given.filter(not_over, starts_on__lte=OuterRef("term__ends_on"))))


def assigned_subjects(class_group_id: int) -> set[int]:
    """Ids of the subjects taught in the class today."""
    return assigned_by_class([class_group_id])[class_group_id]


def assigned_by_class(class_ids: Collection[int]) -> dict[int, set[int]]:
    """Ids of the subjects taught in each class today: one query."""
    found: dict[int, set[int]] = {pk: set() for pk in class_ids}
    in_force = TeachingAssignment.objects.in_force().filter(class_group__in=class_ids)
    for class_id, subject_id in in_force.values_list("class_group_id", "subject_id"):
        found[class_id].add(subject_id)
    return found


Teachers = dict[tuple[int, int], list[StaffMember]]


def teachers_of_sheets(class_ids: Collection[int], day: datetime.date) -> Teachers:
    """Who gives which subject in these classes on the day, by class and subject: one query."""
    in_force = TeachingAssignment.objects.in_force(day).filter(class_group__in=class_ids)
    found: defaultdict[tuple[int, int], list[StaffMember]] = defaultdict(list)
    for each in in_force.select_related("staff").order_by("staff__sort_key", "pk"):
        found[each.class_group_id, each.subject_id].append(each.staff)
    return dict(found)


@dataclass(frozen=True)
class Lesson:
    """One person's days with a subject in a class; without `ends_on` they go on."""

    user_id: int | None
    starts_on: datetime.date
    ends_on: datetime.date | None

    def is_of(self, user_id: int | None, day: datetime.date) -> bool:
        """Whether the account gave the subject on the day."""
        is_on = self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
        return is_on and self.user_id is not None and self.user_id == user_id


def lessons_between(
    class_ids: Collection[int], first: datetime.date, last: datetime.date
) -> dict[tuple[int, int], list[Lesson]]:
    """Who gave which subject in these classes in these days, by class and subject: one query."""
    rows = TeachingAssignment.objects.touching(first, last).filter(class_group__in=class_ids)
    found: defaultdict[tuple[int, int], list[Lesson]] = defaultdict(list)
    fields = ("class_group", "subject", "staff__user", "starts_on", "ends_on")
    for class_id, subject_id, *lesson in rows.values_list(*fields):
        found[class_id, subject_id].append(Lesson(*lesson))
    return dict(found)


def people_of_classes(class_ids: Collection[int], day: datetime.date) -> dict[int, set[int]]:
    """The accounts of those who teach or lead each of these classes on the day: two queries."""
    found: dict[int, set[int]] = {pk: set() for pk in class_ids}
    for model in (TeachingAssignment, HomeroomAssignment):
        rows = model.objects.in_force(day).filter(class_group__in=found).exclude(staff__user=None)
        for class_id, user_id in rows.values_list("class_group", "staff__user"):
            found[class_id].add(user_id)
    return found
