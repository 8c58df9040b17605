"""Students and classes in lists."""

import datetime
import uuid
from dataclasses import dataclass

from django.db.models import IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from eduportal.core.searching import named
from schools.models import ClassGroup, SchoolYear
from students.choices import StudentStatus, Whereabouts
from students.models import Enrolment, Student
from students.selectors.stays import in_class_on

# How the list can be sorted (eduportal.core.keyset).
ORDERS = {
    "name": ("sort_key", "pk"),
    "class": ("grade", "class_name", "sort_key", "pk"),
    "born": ("birth_date", "sort_key", "pk"),
}


@dataclass(frozen=True)
class Narrowed:
    """What a list of students is narrowed to; nothing of it by default.

    The words of `text` are sought in the name, in any order and without accents, or the whole at
    the start of the Ministry's code; never in the personal number. `class_id` is a class's public
    id, `grade` a grade level; both mean where the student sits today, or sat on the last day of a
    year that is over.
    """

    text: str = ""
    class_id: uuid.UUID | None = None
    grade: int | None = None
    where: Whereabouts = Whereabouts.ALL


EVERYBODY = Narrowed()


def students_listed(
    *, visible: Q, school_year: SchoolYear | None, narrowed: Narrowed = EVERYBODY
) -> QuerySet[Student]:
    """Students in Vietnamese name order, each with `year_enrolments`, the newest first.

    With `grade` and `class_name` of the newest stay of the year, 0 and empty without one, to sort
    by. `visible` is a condition of students.visible.
    """
    stays = Enrolment.objects.filter(school_year=school_year).order_by("-starts_on", "-pk")
    newest = Prefetch("enrolments", stays.select_related("class_group"), to_attr="year_enrolments")
    of_student = stays.filter(student=OuterRef("pk"))
    students = Student.objects.filter(visible, _sought(narrowed.text)).annotate(
        grade=Coalesce(
            Subquery(of_student.values("class_group__grade_level")[:1]),
            Value(0),
            output_field=IntegerField(),
        ),
        class_name=Coalesce(Subquery(of_student.values("class_group__name")[:1]), Value("")),
    )
    students = students.filter(_sits_in(narrowed, school_year), _is(narrowed.where, school_year))
    return students.select_related("school").prefetch_related(newest).order_by("sort_key", "pk")


def _sought(text: str) -> Q:
    return named(text) | Q(ministry_code__istartswith=text.strip()) if text.strip() else Q()


def _day(school_year: SchoolYear) -> datetime.date:
    day: datetime.date = school_year.day_in(timezone.localdate())
    return day


def _sits_in(narrowed: Narrowed, school_year: SchoolYear | None) -> Q:
    """A condition on students: they sit in the class, or in a class of the grade."""
    which = Q()
    if narrowed.class_id:
        which &= Q(class_group__public_id=narrowed.class_id)
    if narrowed.grade:
        which &= Q(class_group__grade_level=narrowed.grade)
    if not which or school_year is None:
        return Q()
    # A student who has left is found by the class of the last stay.
    if narrowed.where in (Whereabouts.LEFT, Whereabouts.COMPLETED, Whereabouts.ALL):
        stays = Enrolment.objects.filter(which, school_year=school_year, succeeded_on=None)
    else:
        day = in_class_on(_day(school_year))
        stays = Enrolment.objects.filter(which, day, school_year=school_year)
    return Q(pk__in=stays.values("student"))


def _is(where: Whereabouts, school_year: SchoolYear | None) -> Q:
    """A condition on students: they are in a class of the year, wait for one, or have left."""
    if where == Whereabouts.ALL:
        return Q()
    if where == Whereabouts.LEFT:
        return Q(status__in=StudentStatus.gone())
    if where == Whereabouts.COMPLETED:
        return Q(status=StudentStatus.COMPLETED)
    here = Q(pk__in=[])
    if school_year is not None:
        stays = Enrolment.objects.filter(in_class_on(_day(school_year)), school_year=school_year)
        here = Q(pk__in=stays.values("student"))
    return here if where == Whereabouts.HERE else ~here & Q(status__in=StudentStatus.present())


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
