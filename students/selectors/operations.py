"""What one operation, such as an import, has written into the register, by its history."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Min

from students.choices import RegisterPart
from students.models import RegisterChange, StudentMerge

Facts = dict[str, Any]
MANY = 2000


@dataclass
class Written:
    """What was written of one student: each row before its first change and after its last.

    `stays` by their keys; before is None for a stay that came. `identity` is None where it was
    not changed. `first` and `last` are numbers of changes.
    """

    first: int
    last: int
    identity: tuple[Facts, Facts] | None = None
    stays: dict[int, tuple[Facts | None, Facts]] = field(default_factory=dict)


def written_by(school_id: int, operation: str) -> dict[int, Written]:
    """By the student's id: one query."""
    changes = RegisterChange.objects.filter(
        school=school_id,
        operation=operation,
        part__in=(RegisterPart.IDENTITY, RegisterPart.STAY),
        new__isnull=False,
    )
    found: dict[int, Written] = {}
    for change in changes.order_by("id").iterator(MANY):
        written = found.setdefault(change.student_id, Written(change.pk, change.pk))
        written.last = change.pk
        if change.part == RegisterPart.IDENTITY:
            before = written.identity[0] if written.identity else change.old or {}
            written.identity = (before, change.new or {})
        else:
            first = written.stays[change.key][0] if change.key in written.stays else change.old
            written.stays[change.key] = (first, change.new or {})
    return found


def known_before(school_id: int, written: dict[int, Written]) -> set[int]:
    """Those of the students of whom the register had said something before."""
    changes = RegisterChange.objects.filter(school=school_id, student__in=list(written))
    firsts = changes.values_list("student").annotate(Min("id")).order_by()
    return {student for student, first in firsts if first < written[student].first}


def touched_since(school_id: int, operation: str, written: dict[int, Written]) -> set[int]:
    """Those of the students whose record others have changed since, or merged another into."""
    changes = RegisterChange.objects.filter(school=school_id, student__in=list(written))
    others = changes.exclude(operation=operation).values_list("student", "id").order_by()
    # A merge changes nothing of a survivor that has every value already.
    merges = StudentMerge.objects.filter(school=school_id, student__in=list(written))
    return {student for student, pk in others if pk > written[student].last} | set(
        merges.values_list("student", flat=True)
    )


def merged_away(written: Collection[int]) -> list[StudentMerge]:
    """The merges by which records of these keys went into others: one query."""
    return list(StudentMerge.objects.filter(gone__in=list(written)).order_by("pk"))
