"""Students for programs."""

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch

from eduportal.core.api import choice_filter, name_filter, text_filter, uuid_filter
from eduportal.core.looking import Person
from eduportal.scoping.actions import Action
from eduportal.scoping.api import ReadOnlyScopedViewSet
from students.choices import StudentStatus
from students.models import Enrolment, Student
from students.serializers import StudentSerializer
from students.visible import may_see_students, visible_students

ENROLMENTS = Enrolment.objects.select_related("class_group", "school_year").order_by("pk")


class StudentViewSet(ReadOnlyScopedViewSet):
    """Students the caller may see, with their enrolments. Reading the list is an export."""

    queryset = Student.objects.select_related("school").prefetch_related(
        Prefetch("enrolments", ENROLMENTS)
    )
    serializer_class = StudentSerializer
    lists_persons = True
    filters = {
        "school": uuid_filter("school__public_id", "Identifier of the school."),
        "class": uuid_filter("enrolments__class_group__public_id", "Ever enrolled in this class."),
        "status": choice_filter("status", StudentStatus.values, "Status at the school."),
        "ministry_code": text_filter("ministry_code", "Ministry code, exact."),
        "name": name_filter("search_key", "Part of the name, with or without accents."),
    }

    def get_queryset(self):
        students = super().get_queryset()
        if self.request.auth is None and may_see_students(self.request.scope):
            return students.filter(visible_students(self.request.scope, self.request.user.pk))
        school_ids = self.schools_where(Action.READ_STUDENTS)
        return students if school_ids is None else students.filter(school__in=school_ids)

    def students_of(self, rows: Sequence[Student]) -> Iterable[Person]:
        return ((student.pk, student.school_id) for student in rows)
