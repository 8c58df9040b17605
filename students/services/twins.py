"""Records that look alike: said to be two children, or made one.

What the mark book has of them is merged by its own service, which calls these.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from eduportal.accounts.models import User
from eduportal.core.restoring import RowChange, restore
from eduportal.core.text import name_sort_key, search_key
from students.models import DistinctStudents, Enrolment, Exemption, Paper, Student, StudentMerge
from students.services.enrolling import FIELDS


def keep_apart(*, first: Student, second: Student, by: User) -> None:
    """Remember that these are two children; saying it again changes nothing."""
    lower, higher = sorted((first, second), key=lambda student: student.pk)
    DistinctStudents.objects.get_or_create(
        first=lower,
        second=higher.pk,
        defaults={"school_id": lower.school_id, "said_by": by},
    )


def move_to(*, survivor: Student, other: Student, stays: Collection[int]) -> None:
    """Stays, documents and exemptions of the other record become the survivor's.

    The caller has checked that none of them collides, under the lock of the roster.
    """
    Enrolment.objects.filter(pk__in=stays).update(student=survivor)
    kinds = Paper.objects.filter(student=survivor).values("kind")
    Paper.objects.filter(student=other, kind__in=kinds).delete()
    Paper.objects.filter(student=other).update(student=survivor)
    Exemption.objects.filter(student=other).update(student=survivor)


def remember_rows(*, survivor: Student, gone: int, changes: Iterable[RowChange]) -> None:
    """By what became of these rows the merge can be taken back."""
    rows = [[each.model._meta.label_lower, each.key, each.old, each.new] for each in changes]
    StudentMerge.objects.filter(student=survivor, gone=gone).update(rows=rows)


def take_merge_back(merge: StudentMerge, changes: Sequence[RowChange]) -> None:
    """Both records and all that the merge changed are as they were before it.

    The caller has checked, under the locks of the merge, that nothing has changed since. The record
    that goes on comes first: it may have a code that the other is to get back.
    """
    order = [Student, Enrolment]

    def place(change: RowChange) -> tuple[int, bool]:
        at = order.index(change.model) if change.model in order else len(order)
        return at, change.new is None

    restore(sorted(changes, key=place))
    merge.delete()


def close_merge(
    *, survivor: Student, other: Student, values: Mapping[str, Any], by: User
) -> Student:
    """The other record goes; the survivor has these values of FIELDS, and the newest stay's status.

    Nothing hangs on the other record any more, as the caller has seen to.
    """
    # The histories of those merged into the other one before are the survivor's as well.
    gone = [(other.pk, other.full_name)]
    gone += StudentMerge.objects.filter(student=other).values_list("gone", "gone_name")
    StudentMerge.objects.bulk_create(
        StudentMerge(
            school_id=survivor.school_id, student=survivor, gone=key, gone_name=name, actor=by
        )
        for key, name in gone
    )
    Student.objects.filter(pk=other.pk).delete()
    for name in FIELDS:
        if name in values:
            setattr(survivor, name, values[name])
    survivor.sort_key = name_sort_key(survivor.full_name)
    survivor.search_key = search_key(survivor.full_name)
    stays = Enrolment.objects.filter(student=survivor).select_related("school_year")
    newest = stays.order_by("school_year__starts_on", "starts_on").last()
    if newest is not None:
        survivor.status = newest.status
    survivor.save()
    return survivor
