"""Schools and classes for programs."""

from eduportal.core.api import (
    AmongFilter,
    choice_filter,
    name_filter,
    text_filter,
    uuid_filter,
)
from eduportal.scoping.actions import Action
from eduportal.scoping.api import ReadOnlyScopedViewSet
from schools.choices import Stage
from schools.models import ClassGroup, School
from schools.serializers import ClassGroupSerializer, SchoolSerializer

LEVELS = [str(level) for level in range(1, 13)]


class SchoolViewSet(ReadOnlyScopedViewSet):
    """Schools the caller may see, closed ones included."""

    queryset = School.objects.select_related("unit")
    serializer_class = SchoolSerializer
    filters = {
        "code": text_filter("code", "Official code, exact."),
        "commune": text_filter("unit__code", "Code of the commune."),
        "stage": choice_filter("stages", Stage.values, "Level of education.", AmongFilter),
        "name": name_filter("search_key", "Part of the name, with or without accents."),
    }

    def get_queryset(self):
        school_ids = self.schools_where(Action.READ_SCHOOL)
        schools = super().get_queryset()
        return schools if school_ids is None else schools.filter(pk__in=school_ids)


class ClassViewSet(ReadOnlyScopedViewSet):
    """Classes of the schools the caller may see, of every year."""

    queryset = ClassGroup.objects.select_related("school", "school_year")
    serializer_class = ClassGroupSerializer
    filters = {
        "school": uuid_filter("school__public_id", "Identifier of the school."),
        "school_year": text_filter("school_year__code", "School year, as 2026-2027."),
        "grade_level": choice_filter("grade_level", LEVELS, "Grade level, 1 to 12."),
    }

    def get_queryset(self):
        school_ids = self.schools_where(Action.READ_SCHOOL)
        classes = super().get_queryset()
        return classes if school_ids is None else classes.filter(school__in=school_ids)
