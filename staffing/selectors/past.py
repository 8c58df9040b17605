"""Who had an assignment of a class and when, and who changed it."""

from collections.abc import Iterable
from dataclasses import dataclass

from schools.models import ClassGroup
from staffing.models import (
    AssignmentChange,
    HomeroomAssignment,
    StaffMember,
    TeachingAssignment,
)
from staffing.selectors.cells import HOMEROOM

# A class of fifteen subjects does not change more often in a year.
MOST_CHANGES = 500


@dataclass(frozen=True)
class ClassPast:
    """Lessons and homerooms of one class from its first day on, and every change of them."""

    lessons: list[TeachingAssignment]
    homerooms: list[HomeroomAssignment]
    changes: list[AssignmentChange]

    @property
    def persons(self) -> set[StaffMember]:
        rows: Iterable[TeachingAssignment | HomeroomAssignment | AssignmentChange]
        rows = (*self.lessons, *self.homerooms, *self.changes)
        absent = [row.substitution.absent for row in self.lessons if hasattr(row, "substitution")]
        absent += [row.absent for row in self.homerooms if row.absent]
        return {*absent, *(row.staff for row in rows)}


def past_of(group: ClassGroup, subject: str = "") -> ClassPast:
    """Of one subject by its code, of the homeroom, or of everything: three queries.

    Assignments by subject and first day, changes the newest first.
    """
    here = {"school": group.school_id, "class_group": group}
    lessons = TeachingAssignment.objects.filter(**here).select_related(
        "staff", "subject", "substitution__absent"
    )
    homerooms = HomeroomAssignment.objects.filter(**here).select_related("staff", "absent")
    changes = AssignmentChange.objects.filter(**here).select_related("staff", "subject", "actor")
    if subject == HOMEROOM:
        lessons, changes = lessons.none(), changes.filter(subject=None)
    elif subject:
        lessons, homerooms = lessons.filter(subject__code=subject), homerooms.none()
        changes = changes.filter(subject__code=subject)
    return ClassPast(
        list(lessons.order_by("subject__position", "starts_on", "pk")),
        list(homerooms.order_by("starts_on", "pk")),
        list(changes.order_by("-pk")[:MOST_CHANGES]),
    )
