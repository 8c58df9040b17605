"""Which students a person may see, in one place for every door.

Heads and clerks see those of their school; teachers those of the classes they teach or lead.
"""

from collections.abc import Collection

from django.db.models import Q
from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from schools.models import ClassGroup, School
from students.models import Enrolment, Student


def may_see_students(scope: Scope) -> bool:
    """Whether a role shows any students at all."""
    return any(map(scope.can_somewhere, (Action.READ_STUDENTS, Action.READ_TAUGHT_STUDENTS)))


def seen_schools(scope: Scope) -> frozenset[int] | None:
    """The schools some of whose students the roles show; None for every school."""
    shown = [
        scope.schools_where(each) for each in (Action.READ_STUDENTS, Action.READ_TAUGHT_STUDENTS)
    ]
    return None if None in shown else frozenset().union(*filter(None, shown))


def schools_whole(scope: Scope) -> list[School]:
    """The schools whose whole list a person may see and take away, by name: at most one query."""
    shown, taken = map(scope.schools_where, (Action.READ_STUDENTS, Action.EXPORT))
    ids = (shown or frozenset()) if taken is None else (shown or frozenset()) & taken
    return list(School.objects.filter(pk__in=ids).order_by("name")) if ids else []


def visible_students(scope: Scope, user_id: int) -> Q:
    """A condition on students."""
    seats = Enrolment.objects.filter(class_group__in=_taught(scope, user_id))
    return _of_schools(scope, Action.READ_STUDENTS) | Q(pk__in=seats.values("student"))


def seen_among(scope: Scope, user_id: int, student_ids: Collection[int]) -> set[int]:
    """Those of the students whom the person may see (eduportal.registry.STUDENTS_SEEN)."""
    if not student_ids:
        return set()
    seen = Student.objects.filter(visible_students(scope, user_id), pk__in=student_ids)
    return set(seen.values_list("pk", flat=True))


def visible_classes(scope: Scope, user_id: int) -> Q:
    """A condition on the classes whose students the person may see."""
    return _of_schools(scope, Action.READ_STUDENTS) | Q(pk__in=_taught(scope, user_id))


def _taught(scope: Scope, user_id: int):
    mine: Q = import_string(registry.CLASSES_TAUGHT)(user_id)
    at_school = _of_schools(scope, Action.READ_TAUGHT_STUDENTS)
    return ClassGroup.objects.filter(at_school, mine).values("pk")


def _of_schools(scope: Scope, action: Action) -> Q:
    schools = scope.schools_where(action)
    return ~Q(pk__in=[]) if schools is None else Q(school__in=schools)
