"""Taking back what one list has written into the register."""

import copy
import datetime
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop

from eduportal import registry
from eduportal.accounts.models import User
from eduportal.imports.undoing import Stays, Undone, Working
from schools.models import ClassGroup, Term
from schools.services import lock_classes
from students.models import Enrolment, Student
from students.selectors.operations import (
    Facts,
    Written,
    known_before,
    touched_since,
    written_by,
)
from students.services.admitting import former_schools, give_back, lock_rosters
from students.services.naming_back import name_back
from students.services.planning_back import Move, Plan, kept, plan_back
from students.services.stays import (
    ONE_DAY,
    StayChange,
    StayRefused,
    announce,
    last_position,
    last_sealed,
    not_here,
)

REMOVED = gettext_noop("Students removed")
OUT_OF_CLASS = gettext_noop("Students taken out of the class again")
MOVED_BACK = gettext_noop("Students back in the class, or the state, they had")
GIVEN_BACK = gettext_noop("Students given back to the school where they completed")
CLASSES_REMOVED = gettext_noop("Classes removed")
IN_USE = gettext_noop("Marks, documents or other entries have been made for the student since.")
NO_PLACE = gettext_noop("Marks entered since would have no place in the former class.")
ELSEWHERE = gettext_noop("The student is at another school now, or on the way there.")
CLASS_IN_USE = gettext_noop("The class has been changed or used since.")
CLASS_FACTS = ("name", "grade_level_id", "programme", "room", "session")
# Rows of other tables are looked for this many students at a time.
AT_ONCE = 500
Item = TypeVar("Item")


class SealedSince(Exception):
    """Classes that have reported the students since: nothing was taken back."""

    def __init__(self, sealed: Sequence[tuple[str, Term]]) -> None:
        self.sealed = list(sealed)
        super().__init__(", ".join(name for name, _term in sealed))


def take_back_list(
    *,
    school_id: int,
    operation: str,
    known: Collection[int],
    admitted: Collection[int],
    classes: Mapping[int, Facts],
    by: User,
    working: Working,
) -> Undone:
    """Take back what the operation wrote of students, where it is still as it was written.

    `known` the list found, `admitted` are old schools' records, `classes` it created, by key.
    Raises SealedSince, after which the caller's transaction is to be undone.
    """
    undone = Undone()
    with transaction.atomic():
        lock_rosters({school_id} | former_schools(school_id, admitted))
        written = written_by(school_id, operation)
        before = known_before(school_id, written) | set(known)
        plan = plan_back(written, before, touched_since(school_id, operation, written), undone)
        _require_unsealed(plan)
        named = {pk: each for pk, each in written.items() if pk in before and each.identity}
        working.expect(plan.count + len(named))
        gone = _stays_back(plan, by, undone, working)
        _follow_status([pk for pk in written if pk in before and written[pk].stays])
        _name_back(named, undone, working)
        undone.back.update(_given_back(school_id, admitted, gone, by))
        _remove_classes(classes, by, undone)
    return undone


def _given_back(
    school_id: int, admitted: Collection[int], gone: Collection[UUID], by: User
) -> dict[str, int]:
    count = give_back(school_id, admitted, gone, by)
    return {GIVEN_BACK: count} if count else {}


def _require_unsealed(plan: Plan) -> None:
    first: dict[int, datetime.date] = {}
    for class_id, day in plan.days():
        first[class_id] = min(day, first.get(class_id, day))
    lock_classes(first)
    sealed = {pk: term for pk, term in last_sealed(first).items() if first[pk] <= term.ends_on}
    if sealed:
        groups = ClassGroup.objects.filter(pk__in=sealed).order_by("name")
        raise SealedSince([(group.name, sealed[group.pk]) for group in groups])


def _some(many: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """So few at a time that the page knows how far the work is."""
    for start in range(0, len(many), AT_ONCE):
        yield many[start : start + AT_ONCE]


def _stays_back(plan: Plan, by: User, undone: Undone, working: Working) -> set[UUID]:
    """Stays that came go, then changed ones are as they were; returns whose came."""
    gone = _remove(plan, by, undone, working)
    _change_back(plan, undone, working)
    return gone


def _remove(plan: Plan, by: User, undone: Undone, working: Working) -> set[UUID]:
    """Students and stays that came, by what knows their marks (eduportal.registry).

    Returns which persons they were.
    """
    gone = set()
    remove: Callable[..., set[int]] = import_string(registry.REMOVE_ENTERED)
    for kind, stays in ((REMOVED, plan.entered), (OUT_OF_CLASS, plan.added)):
        for some in _some(stays):
            used = remove(stays=some, whole=kind == REMOVED, by=by)
            undone.stays += [kept(s.student, IN_USE) for s in some if s.student_id in used]
            undone.back[kind] += sum(stay.student_id not in used for stay in some)
            gone |= {s.student.person_uid for s in some if s.student_id not in used}
            working.step(len(some))
    return gone


def _change_back(plan: Plan, undone: Undone, working: Working) -> None:
    """Changes of class, then stays changed in place."""
    for moves in _some(plan.moved):
        _move_all_back(moves, undone)
        working.step(len(moves))
    for altered in _some(plan.altered):
        _alter_back(altered, undone)
        working.step(len(altered))


def _name_back(named: Mapping[int, Written], undone: Undone, working: Working) -> None:
    for some in _some(list(named)):
        name_back({pk: named[pk] for pk in some}, undone)
        working.step(len(some))


def _move_all_back(moves: Sequence[Move], undone: Undone) -> None:
    """All at once, which is quick; where one is refused, each by itself to find which."""
    try:
        with transaction.atomic():
            _move_back([(copy.copy(new), copy.copy(old), former) for new, old, former in moves])
    except StayRefused:
        if len(moves) == 1:
            undone.stays.append(kept(moves[0][0].student, NO_PLACE))
        else:
            for move in moves:
                _move_all_back([move], undone)
    else:
        undone.back[MOVED_BACK] += len(moves)


def _move_back(moves: Sequence[Move]) -> None:
    """The new stays go, the marks of them with the old ones, which are as they were."""
    announce([StayChange(new, old, new.starts_on, undone=True) for new, old, _former in moves])
    days = {old.pk: new.starts_on for new, old, _former in moves}
    Enrolment.objects.filter(pk__in=[new.pk for new, _old, _former in moves]).delete()
    olds = [_restored(old, former) for _new, old, former in moves]
    _save(olds)
    announce([StayChange(None, old, days[old.pk]) for old in olds if old.ends_on is None])


def _alter_back(altered: Sequence[tuple[Enrolment, Facts]], undone: Undone) -> None:
    """Stays changed in place: another class, an end, no end any more, how it began."""
    stays, changes = [], []
    for stay, former in altered:
        was = copy.copy(stay)
        _restored(stay, former)
        if was.ends_on is not None and stay.ends_on is None and not_here(stay):
            undone.stays.append(kept(stay.student, ELSEWHERE))
            continue
        if was.class_group_id != stay.class_group_id:
            stay.position = last_position(stay.class_group) + 1
            changes.append(StayChange(was, stay, stay.starts_on))
        elif was.ends_on is not None and stay.ends_on is None:
            changes.append(StayChange(None, stay, was.ends_on + ONE_DAY))
        elif was.ends_on is None and stay.ends_on is not None:
            changes.append(StayChange(stay, None, stay.ends_on + ONE_DAY))
        stays.append(stay)
    _save(stays)
    announce(changes)
    undone.back[MOVED_BACK] += len(stays)


def _restored(stay: Enrolment, former: Facts) -> Enrolment:
    """The stay in memory as it was."""
    for name, value in former.items():
        is_day = name.endswith("_on") and value is not None
        setattr(stay, name, datetime.date.fromisoformat(value) if is_day else value)
    return stay


def _save(stays: Sequence[Enrolment]) -> None:
    """Those who leave a class first: a student is in one class a day."""
    fields = ["class_group", "position", "began", "ends_on", "ended", "succeeded_on"]
    for has_left in (True, False):
        some = [stay for stay in stays if (stay.ends_on is not None) is has_left]
        Enrolment.objects.bulk_update(some, fields, batch_size=500)


def _follow_status(student_ids: Sequence[int]) -> None:
    """The status of each student is that of the newest stay."""
    stays = Enrolment.objects.filter(student__in=student_ids).select_related("student")
    newest = stays.order_by("student_id", "-school_year__starts_on", "-starts_on")
    changed = []
    for stay in newest.distinct("student_id"):
        if stay.student.status != stay.status:
            stay.student.status = stay.status
            changed.append(stay.student)
    Student.objects.bulk_update(changed, ["status"], batch_size=500)


def _remove_classes(classes: Mapping[int, Facts], by: User, undone: Undone) -> None:
    remove: Callable[..., bool] = import_string(registry.REMOVE_EMPTY_CLASS)
    for group in ClassGroup.objects.filter(pk__in=classes).order_by("name"):
        made = classes[group.pk]
        is_same = all(getattr(group, name) == made[name] for name in CLASS_FACTS)
        if is_same and remove(group=group, by=by):
            undone.back[CLASSES_REMOVED] += 1
        else:
            undone.stays.append(Stays(group.name, CLASS_IN_USE, values={"student": None}))
