"""Taking back what a list of staff has written."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop

from eduportal import registry
from eduportal.accounts.models import User
from eduportal.core.restoring import RowChange, changed_since, restore
from eduportal.imports.undoing import CHANGED, NOT_NOW, USED, Stays, Undone, Working
from schools.models import ClassGroup, School
from schools.services import lock_classes
from staffing.models import (
    Duty,
    Elsewhere,
    HomeroomAssignment,
    Post,
    StaffMember,
    Substitution,
    TeachingAssignment,
)
from staffing.models.records import RECORDS
from staffing.selectors.staff import revision_of
from staffing.services.sharing import mirror

# Lessons before who stands in for them.
OF_PERSON = (Post, Duty, *RECORDS, TeachingAssignment, HomeroomAssignment, Substitution)
REMOVED = gettext_noop("People removed from the staff list")
RESTORED = gettext_noop("People of the staff with the data they had")


def take_back_staff(
    *, school_id: int, changes: Sequence[RowChange], by: User, working: Working
) -> Undone:
    """Each person whose rows are all as the list left them is as before it; the others stay.

    `changes` are what became of the rows of staff, and of what hangs on them.
    """
    undone = Undone()
    with transaction.atomic():
        School.objects.select_for_update(no_key=True).get(pk=school_id)
        # Who leaves gives no class: their cells change under these locks.
        groups = ClassGroup.objects.filter(
            pk__in=[c.facts["class_group_id"] for c in changes if "class_group_id" in c.facts]
        )
        lock_classes(groups.values_list("pk", flat=True))
        about = _Persons(changes)
        persons = about.rows()
        touched = {about.person(change) for change in changed_since(changes)}
        names = dict(StaffMember.objects.filter(pk__in=persons).values_list("pk", "full_name"))
        working.expect(len(persons))
        for pk, rows in persons.items():
            why = CHANGED if pk in touched else _take_back(pk, rows, by, undone)
            if why:
                said = {"staff": pk if pk in names else None}
                undone.stays.append(Stays(names.get(pk) or _name(rows), why, values=said))
            working.step()
    return undone


class _Persons:
    """Whose leaving, or whose row of the list, changed what."""

    def __init__(self, changes: Sequence[RowChange]) -> None:
        self._changes = changes
        self._own = {change.key for change in changes if change.model is StaffMember}
        lessons = [change.key for change in changes if change.model is TeachingAssignment]
        absences = Substitution.objects.filter(assignment__in=lessons)
        self._absent = dict(absences.values_list("assignment", "absent"))
        for change in changes:
            if change.model is Substitution:
                self._absent[change.facts["assignment_id"]] = change.facts["absent_id"]

    def rows(self) -> dict[int, list[RowChange]]:
        found: defaultdict[int, list[RowChange]] = defaultdict(list)
        for change in self._changes:
            found[self.person(change)].append(change)
        return found

    def person(self, change: RowChange) -> int:
        """Whom the row is about; where somebody stands in, it may be who is away."""
        if change.model is StaffMember:
            return change.key
        key: int | None = change.facts.get("staff_id")
        if key not in self._own:
            key = change.facts.get("absent_id") or self._absent.get(change.key, key)
        return key or 0


def _name(rows: Iterable[RowChange]) -> str:
    return next((str(row.facts["full_name"]) for row in rows if row.model is StaffMember), "–")


def _take_back(pk: int, rows: Sequence[RowChange], by: User, undone: Undone) -> str:
    """Why the person stays; empty where the rows have gone back."""
    own = [row for row in rows if row.model is StaffMember]
    is_new = any(row.old is None for row in own)
    try:
        with transaction.atomic():
            if is_new:
                restore([row for row in rows if row.model is not StaffMember])
                _remove(pk, by)
            else:
                works = frozenset(Elsewhere.objects.filter(staff=pk).values_list("uid", flat=True))
                restore(rows)
                mirror(StaffMember.objects.get(pk=pk), works)
    except (ValueError, IntegrityError):
        return USED if is_new else NOT_NOW
    undone.back[REMOVED if is_new else RESTORED] += 1
    return ""


def _remove(pk: int, by: User) -> None:
    remove: Callable[..., None] = import_string(registry.REMOVE_STAFF)
    shown = revision_of(StaffMember.objects.get(pk=pk))
    remove(staff_id=pk, shown=shown, by=by)
