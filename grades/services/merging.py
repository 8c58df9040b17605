"""Making one record of two of the same child."""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.notices.services import forget
from grades.cells import average_of, put_cell, read_cell
from grades.choices import Removed
from grades.models import MarkRecord, Removal
from grades.selectors.merging import MergePlan, plan_merge
from grades.services.moving import lock_sheets
from grades.services.parting import Watched
from grades.services.removing import tell_of_gone
from grades.services.sheets import open_lines_for
from grades.services.writing import update_records
from schools.services import lock_classes, lock_register
from students.models import Enrolment, Student
from students.services import delete_stays
from students.services.enrolling import FIELDS
from students.services.twins import close_merge, move_to


class MergeRefused(ValueError):
    """The records stay two; `problems` says why."""

    def __init__(self, problems: Collection[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(self.problems))


def _require_as_shown(plan: MergePlan, shown: str) -> None:
    if plan.revision != shown:
        changed = _("Something has changed since this page was opened. Nothing was merged.")
        raise MergeRefused([changed])
    if plan.problems:
        raise MergeRefused(plan.problems)


def merge_students(
    *, survivor_id: int, other_id: int, shown: str, taken: Collection[str], by: User
) -> Student:
    """Make one record of the two, as the page has shown it (MergePlan.revision).

    `taken` are those of FIELDS whose value is the other record's. Raises MergeRefused.
    """
    with transaction.atomic():
        plan = _locked(survivor_id, other_id)
        _require_as_shown(plan, shown)
        values = {name: getattr(plan.other, name) for name in FIELDS if name in taken}
        groups = {stay.class_group for stay in _of_lines(plan)}
        watched = Watched(plan)
        _take_cells(plan)
        _remove_stays(plan)
        _record(plan, by)
        moved = [stay.pk for stay in plan.moved]
        move_to(survivor=plan.survivor, other=plan.other, stays=moved)
        try:
            with transaction.atomic():
                kept = close_merge(survivor=plan.survivor, other=plan.other, values=values, by=by)
        except IntegrityError as error:
            raise MergeRefused([_("Another student has this code or number.")]) from error
        watched.remember()
        open_lines_for(class_group_ids=[group.pk for group in groups])
        for group in groups:
            tell_of_gone(group)
        return kept


def _locked(survivor_id: int, other_id: int) -> MergePlan:
    """The plan, made under the locks of the register and of the classes."""
    students = Student.objects.filter(pk__in=(survivor_id, other_id))
    for school_id in sorted(set(students.values_list("school_id", flat=True))):
        lock_register(school_id)
    stays = Enrolment.objects.filter(student__in=students)
    class_ids = set(stays.values_list("class_group_id", flat=True))
    lock_classes(class_ids)
    lock_sheets(class_ids)
    found = students.select_for_update(of=("self",)).in_bulk()
    if len(found) != 2:
        raise MergeRefused([_("One of the records is not there any more. Nothing was merged.")])
    return plan_merge(found[survivor_id], found[other_id])


def _of_lines(plan: MergePlan) -> list[Enrolment]:
    return [*plan.moved, *plan.dropped, *(old for old, _new in plan.joined)]


def _take_cells(plan: MergePlan) -> None:
    """Marks into the empty cells of the survivor's lines; the history names who merged."""
    targets: dict[int, MarkRecord] = {}
    for line, cell, source in plan.cells:
        target = targets.setdefault(line.pk, line)
        put_cell(target, cell, read_cell(source, cell))
        if cell in source.origins:
            target.origins[cell] = source.origins[cell]
    for target in targets.values():
        target.average = average_of(target)
    update_records(targets.values())


def _remove_stays(plan: MergePlan) -> None:
    gone = [stay.pk for stay in (*plan.dropped, *(old for old, _new in plan.joined))]
    MarkRecord.objects.filter(enrolment__in=gone).delete()
    delete_stays(gone)


def _record(plan: MergePlan, by: User) -> None:
    other = plan.other
    forget(key=str(other.public_id), student_id=other.pk)
    detail = _("merged into the other record, %(day)s") % {"day": f"{other.birth_date:%d/%m/%Y}"}
    Removal.objects.create(
        school_id=other.school_id,
        kind=Removed.STUDENT,
        key=other.pk,
        name=other.full_name,
        detail=detail,
        actor=by,
    )
