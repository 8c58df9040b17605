"""The list of students a school's people look things up in."""

import uuid
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from eduportal.core.text import search_key
from schools.models import ClassGroup, SchoolYear
from students.choices import StudentStatus
from students.models import Enrolment, Student


def students_listed(
    *,
    school_ids: frozenset[int] | None,
    school_year: SchoolYear | None,
    text: str = "",
    class_id: uuid.UUID | None = None,
) -> QuerySet[Student]:
    """Students in Vietnamese name order, each with `year_enrolments`, the newest first.

    `text` is sought in the name without accents and at the start of the Ministry's code; never in
    the personal number. `class_id` is a class's public id.
    """
    enrolments = Enrolment.objects.filter(school_year=school_year).select_related("class_group")
    students = (
        Student.objects.select_related("school")
        .prefetch_related(
            Prefetch("enrolments", enrolments.order_by("-pk"), to_attr="year_enrolments")
        )
        .order_by("sort_key", "pk")
    )
    if school_ids is not None:
        students = students.filter(school__in=school_ids)
    if text:
        students = students.filter(
            Q(search_key__contains=search_key(text)) | Q(ministry_code__istartswith=text)
        )
    if class_id:
        in_class = Enrolment.objects.filter(class_group__public_id=class_id, left_on=None)
        students = students.filter(pk__in=in_class.values("student"))
    return students


def classes_listed(
    school_ids: frozenset[int] | None, school_year: SchoolYear | None
) -> QuerySet[ClassGroup]:
    """The schools' classes of the year, in the order of the register."""
    classes = ClassGroup.objects.filter(school_year=school_year).select_related("school")
    if school_ids is not None:
        classes = classes.filter(school__in=school_ids)
    return classes.order_by("school__name", "grade_level", "name")


@dataclass(frozen=True)
class StudentLine:
    """One line of the list. `class_group` is None for a student in no class of the year."""

    student: Student
    class_group: ClassGroup | None

    @property
    def is_present(self) -> bool:
        return self.student.status in StudentStatus.present()


def student_line(student: Student) -> StudentLine:
    """The student with the class he or she is in, or was in last."""
    enrolments = sorted(
        student.year_enrolments,  # type: ignore[attr-defined]
        key=lambda each: each.left_on is not None,
    )
    return StudentLine(student, enrolments[0].class_group if enrolments else None)
