"""Students for programs."""

from django.db.models import Prefetch

from eduportal.core.api import choice_filter, name_filter, text_filter, uuid_filter
from eduportal.scoping.actions import Action
from eduportal.scoping.api import ReadOnlyScopedViewSet
from students.choices import StudentStatus
from students.models import Enrolment, Student
from students.serializers import StudentSerializer

ENROLMENTS = Enrolment.objects.select_related("class_group", "school_year").order_by("pk")


class StudentViewSet(ReadOnlyScopedViewSet):
    """Students of the schools whose students the caller may see, with their enrolments."""

    queryset = Student.objects.select_related("school").prefetch_related(
        Prefetch("enrolments", ENROLMENTS)
    )
    serializer_class = StudentSerializer
    filters = {
        "school": uuid_filter("school__public_id", "Identifier of the school."),
        "class": uuid_filter("enrolments__class_group__public_id", "Ever enrolled in this class."),
        "status": choice_filter("status", StudentStatus.values, "Status at the school."),
        "ministry_code": text_filter("ministry_code", "Ministry code, exact."),
        "name": name_filter("search_key", "Part of the name, with or without accents."),
    }

    def get_queryset(self):
        school_ids = self.schools_where(Action.READ_STUDENTS)
        students = super().get_queryset()
        return students if school_ids is None else students.filter(school__in=school_ids)
