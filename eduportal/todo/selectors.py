"""Reads of tasks: what is asked of whom, and what an office has asked."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from eduportal.accounts.selectors import held_by
from eduportal.todo.choices import (
    AT_SCHOOL,
    DEPARTMENT_ROLES,
    OPEN,
    ROLES,
    WAITING,
    Asked,
    TaskState,
)
from eduportal.todo.models import Task, TaskMessage
from eduportal.todo.numbers import source_of, total_of
from schools.choices import ManagingBody
from schools.models import AdminUnit, School

NOBODY = Q(pk=None)
ORDER = ("due_on", "pk")
CLOSED_SHOWN = datetime.timedelta(days=7)
MINE, GIVEN, OVERDUE, CLOSED = "mine", "given", "overdue", "closed"
TABS = (MINE, GIVEN, OVERDUE, CLOSED)


@dataclass(frozen=True)
class Office:
    """For whom a person asks: the Department, or the commune with this id."""

    unit_id: int | None = None

    @property
    def is_department(self) -> bool:
        return self.unit_id is None


def offices_of(user: User) -> list[Office]:
    """Those for which the user may ask today; the Department first."""
    held = held_by(user)
    found = [Office() for each in held if each.role in DEPARTMENT_ROLES][:1]
    return found + [Office(each.unit_id) for each in held if each.role == Role.COMMUNE_OFFICER]


def asked_of(user: User) -> Q:
    """The tasks that wait for an answer of the user's school or office."""
    condition = NOBODY
    for each in held_by(user):
        for asked, roles in ROLES.items():
            if each.role in roles:
                place = Q()
                if asked in AT_SCHOOL:
                    place = Q(asked_school=each.school_id)
                elif asked == Asked.COMMUNE:
                    place = Q(asked_unit=each.unit_id)
                condition |= Q(asked=asked) & place
    return condition


def given_by(user: User) -> Q:
    """The tasks that the user's office has asked."""
    condition = NOBODY
    for office in offices_of(user):
        condition |= Q(asker_unit=office.unit_id)
    return condition


def led_by(user: User) -> Q:
    """The tasks the user sends back and closes: those of the own office, and every other for the
    Department, so that a task outlives the office that asked it."""
    offices = offices_of(user)
    return ~NOBODY if Office() in offices else given_by(user)


def tasks_of(user: User) -> QuerySet[Task]:
    """Every task the user may open, with what a line of a list says: those asked of the user or by
    the user's office, for a commune all of its schools', for the Department all."""
    near = Q(asked_school__unit__in=[each.unit_id for each in offices_of(user)])
    return _with_places(Task.objects.filter(asked_of(user) | led_by(user) | near))


def _with_places(tasks: QuerySet[Task]) -> QuerySet[Task]:
    return tasks.select_related(
        *("asked_school", "asked_unit", "asker_unit", "about_school", "about_unit"),
        *("term__school_year", "made_by"),
    )


def in_tab(user: User, tab: str) -> Q:
    """The condition of one list: waiting for me, asked by us, past the last day, closed lately."""
    today = timezone.localdate()
    conditions = {
        MINE: asked_of(user) & Q(state__in=WAITING),
        GIVEN: given_by(user) & Q(state__in=OPEN),
        OVERDUE: Q(state__in=OPEN, due_on__lt=today),
        CLOSED: Q(state=TaskState.CLOSED, closed_at__gte=timezone.now() - CLOSED_SHOWN),
    }
    return conditions[tab]


def counts_of(user: User) -> dict[str, int]:
    """How many tasks each list holds: one query."""
    counts = {tab: Count("pk", filter=in_tab(user, tab)) for tab in TABS}
    found: dict[str, int] = Task.objects.filter(asked_of(user) | given_by(user)).aggregate(**counts)
    return found


def first_of(user: User, most: int) -> list[Task]:
    """What a home page shows: the next due of those waiting for the user, then of those answered
    to the user's office."""
    waiting = asked_of(user) & Q(state__in=WAITING)
    answered = given_by(user) & (Q(state=TaskState.ANSWERED) | Q(state__in=OPEN, left=0))
    overdue = given_by(user) & Q(state__in=OPEN, due_on__lt=timezone.localdate())
    return list(tasks_of(user).filter(waiting | answered | overdue).order_by(*ORDER)[:most])


def thread_of(task: Task) -> list[TaskMessage]:
    """Its steps, the oldest first, without the files themselves."""
    return list(task.messages.select_related("actor").defer("content"))


def open_like(wanted: Iterable[Task]) -> dict[tuple[object, ...], Task]:
    """The open tasks that ask the same as one of these, by what makes them the same: one query."""
    rows = [row for row in wanted if row.code or row.address]
    if not rows:
        return {}
    found = _with_places(
        Task.objects.filter(
            state__in=OPEN,
            code__in={row.code for row in rows},
            asked__in={row.asked for row in rows},
        )
    )
    keys = {same(row) for row in rows}
    return {same(task): task for task in found if same(task) in keys}


def same(task: Task) -> tuple[object, ...]:
    """What tasks have in common that ask the same (the constraint task_asked_once_while_open)."""
    return (
        *(task.code, task.address, task.term_id, task.about_school_id, task.about_unit_id),
        *(task.asked, task.asked_school_id, task.asked_unit_id),
    )


def who_answers(tasks: Collection[Task]) -> dict[int, set[int]]:
    """By task, the accounts of those it is asked of: one query."""
    held = Membership.objects.in_force().filter(
        Q(school__in={task.asked_school_id for task in tasks if task.asked_school_id})
        | Q(unit__in={task.asked_unit_id for task in tasks if task.asked_unit_id})
        | Q(school=None, unit=None),
        role__in={role for task in tasks for role in ROLES[Asked(task.asked)]},
        user__is_active=True,
    )
    by_place: dict[tuple[int | None, int | None], set[tuple[str, int]]] = {}
    for school, unit, role, user in held.values_list("school", "unit", "role", "user"):
        by_place.setdefault((school, unit), set()).add((role, user))
    return {
        task.pk: {
            user
            for role, user in by_place.get((task.asked_school_id, task.asked_unit_id), ())
            if role in ROLES[Asked(task.asked)]
        }
        for task in tasks
    }


def who_asked(tasks: Collection[Task]) -> dict[int, set[int]]:
    """By task, the accounts told of its answer: who made it, while at work in the office, or else
    the others of that office. One query."""
    roles = {*DEPARTMENT_ROLES, Role.COMMUNE_OFFICER}
    held = Membership.objects.in_force().filter(role__in=roles, user__is_active=True)
    by_unit: dict[int | None, set[int]] = {}
    for unit, user in held.values_list("unit", "user"):
        by_unit.setdefault(unit, set()).add(user)
    return {
        task.pk: {task.made_by_id} & (there := by_unit.get(task.asker_unit_id, set())) or there
        for task in tasks
    }


def communes_of_schools() -> dict[int, int | None]:
    """The commune of each school in scope, by ids: one query."""
    return dict(School.objects.values_list("pk", "unit_id"))


def number_now(task: Task) -> int | None:
    """How much is left of what the task was made from; None where nobody counts it."""
    source = source_of(task.code)
    if source is None or task.term is None:
        return None
    units = {} if task.about_school_id else communes_of_schools()
    left = source.left(task.code, task.term)
    return total_of(left, units, school_id=task.about_school_id, unit_id=task.about_unit_id)


def schools_asked(office: Office) -> QuerySet[School]:
    """The schools the office may ask: a commune those it manages, the Department every open one."""
    schools = School.objects.filter(closed_on=None).select_related("unit")
    if office.is_department:
        return schools
    return schools.filter(unit=office.unit_id, managing_body=ManagingBody.COMMUNE)


def schools_in(unit: AdminUnit | None) -> list[int]:
    """The schools of a commune in scope; none for the province."""
    if unit is None:
        return []
    return list(School.objects.filter(unit=unit).order_by("pk").values_list("pk", flat=True))
