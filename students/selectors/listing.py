"""Students and classes in lists."""

import uuid
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from eduportal.core.text import search_key
from schools.models import ClassGroup, SchoolYear
from students.choices import StudentStatus
from students.models import Enrolment, Student
from students.selectors.stays import in_class_on


def students_listed(
    *,
    visible: Q,
    school_year: SchoolYear | None,
    text: str = "",
    class_id: uuid.UUID | None = None,
) -> QuerySet[Student]:
    """Students in Vietnamese name order, each with `year_enrolments`, the newest first.

    The words of `text` are sought in the name, in any order and without accents, or the whole at
    the start of the Ministry's code; never in the personal number. `class_id` is a class's public
    id, `visible` a condition of students.visible.
    """
    stays = Enrolment.objects.filter(school_year=school_year).order_by("-starts_on", "-pk")
    newest = Prefetch("enrolments", stays.select_related("class_group"), to_attr="year_enrolments")
    students = Student.objects.filter(visible).select_related("school").prefetch_related(newest)
    students = students.order_by("sort_key", "pk")
    if text:
        students = students.filter(_named(text) | Q(ministry_code__istartswith=text))
    if class_id and school_year:
        day = school_year.day_in(timezone.localdate())
        in_class = Enrolment.objects.filter(in_class_on(day), class_group__public_id=class_id)
        students = students.filter(pk__in=in_class.values("student"))
    return students


def _named(text: str) -> Q:
    """A condition on students: every word of the text is in the name."""
    words = search_key(text).split()
    return Q(*(Q(search_key__contains=word) for word in words)) if words else Q(pk__in=[])


def classes_listed(visible: Q, school_year: SchoolYear | None) -> QuerySet[ClassGroup]:
    """The visible classes of the year, in the order of the register."""
    classes = ClassGroup.objects.filter(visible, school_year=school_year).select_related("school")
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
    stays = student.year_enrolments  # type: ignore[attr-defined]
    return StudentLine(student, stays[0].class_group if stays else None)
