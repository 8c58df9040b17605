"""Taking a merge of two records back, as long as nothing depends on it."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.restoring import RowChange
from grades.selectors.merging import MergePlan
from grades.selectors.parting import Keys, Parting, keys_touched, plan_parting, rows_of
from grades.services.moving import lock_sheets
from grades.services.removing import tell_of_gone
from grades.services.sheets import open_lines_for
from schools.models import ClassGroup
from schools.services import lock_classes, lock_register
from students.models import Enrolment, Student, StudentMerge
from students.services.twins import remember_rows, take_merge_back


class PartingRefused(ValueError):
    """The record stays one; `problems` says why."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


class Watched:
    """The rows a merge may change, as they are before it."""

    def __init__(self, plan: MergePlan) -> None:
        self._plan = plan
        self._keys: Keys = keys_touched(plan)
        self._before = rows_of(self._keys)

    def remember(self) -> None:
        """After the merge: what became of them."""
        survivor, gone = self._plan.survivor, self._plan.other.pk
        carried = StudentMerge.objects.filter(student=survivor).exclude(gone=gone)
        self._keys[StudentMerge] |= set(carried.values_list("pk", flat=True))
        after = rows_of(self._keys)
        changes = (
            RowChange(*place, self._before.get(place), after.get(place))
            for place in {**self._before, **after}
        )
        changed = [each for each in changes if each.old != each.new]
        remember_rows(survivor=survivor, gone=gone, changes=changed)


def part_students(*, merge_id: int, shown: str, by: User) -> Student:
    """Make two records again of what was merged, as the page has shown it (Parting.revision).

    Returns the record that comes back. Raises PartingRefused.
    """
    with transaction.atomic():
        plan, groups = _locked(merge_id)
        if plan.revision != shown:
            changed = _("Something has changed since this page was opened. Nothing was taken back.")
            raise PartingRefused([changed])
        if plan.problems:
            raise PartingRefused(plan.problems)
        gone = plan.merge.gone
        try:
            with transaction.atomic():
                take_merge_back(plan.merge, plan.changes)
        except IntegrityError as error:
            raise PartingRefused([_("Another student has this code or number.")]) from error
        open_lines_for(class_group_ids=[group.pk for group in groups])
        for group in groups:
            tell_of_gone(group)
        return Student.objects.get(pk=gone)


def _locked(merge_id: int) -> tuple[Parting, list[ClassGroup]]:
    """The plan and the classes concerned, made under the locks of the register and the classes."""
    merge = StudentMerge.objects.select_related("student").filter(pk=merge_id).first()
    if merge is None:
        raise PartingRefused([_("The merge has been taken back already.")])
    lock_register(merge.school_id)
    rows = [(old or new) for label, _key, old, new in merge.rows if label == _STAY]
    groups = list(ClassGroup.objects.filter(pk__in={row["class_group_id"] for row in rows}))
    class_ids = {group.pk for group in groups}
    lock_classes(class_ids)
    lock_sheets(class_ids)
    again = StudentMerge.objects.select_related("student").select_for_update(of=("self",))
    merge = again.filter(pk=merge_id).first()
    if merge is None:
        raise PartingRefused([_("The merge has been taken back already.")])
    return plan_parting(merge), groups


_STAY = Enrolment._meta.label_lower
