"""Reads of the staff register."""

from staffing.selectors.assignments import (
    Teachers,
    assigned_by_class,
    assigned_pairs,
    assigned_subjects,
    classes_taught,
    gave_in_term,
    gives_lessons,
    gives_subject,
    has_taught,
    lessons_between,
    people_of_classes,
    taught_in_term,
    teachers_of_sheets,
    teaches,
)
from staffing.selectors.homerooms import (
    classes_led,
    homeroom_of,
    homerooms_of,
    leaders_of_classes,
    leads,
)

__all__ = [
    "Teachers",
    "assigned_pairs",
    "assigned_by_class",
    "assigned_subjects",
    "classes_led",
    "classes_taught",
    "gives_lessons",
    "gives_subject",
    "gave_in_term",
    "has_taught",
    "homeroom_of",
    "homerooms_of",
    "leads",
    "leaders_of_classes",
    "lessons_between",
    "people_of_classes",
    "taught_in_term",
    "teachers_of_sheets",
    "teaches",
]
