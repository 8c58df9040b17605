"""Reads of the staff register."""

from staffing.selectors.assignments import (
    Teachers,
    assigned_pairs,
    assigned_subjects,
    classes_taught,
    gives_lessons,
    gives_subject,
    has_taught,
    people_of_classes,
    taught_in_term,
    teachers_of_sheets,
    teaches,
)

__all__ = [
    "Teachers",
    "assigned_pairs",
    "assigned_subjects",
    "classes_taught",
    "gives_lessons",
    "gives_subject",
    "has_taught",
    "people_of_classes",
    "taught_in_term",
    "teachers_of_sheets",
    "teaches",
]
