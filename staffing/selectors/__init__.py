"""Reads of the staff register."""

from staffing.selectors.assignments import (
    assigned_pairs,
    assigned_subjects,
    classes_taught,
    gives_subject,
    has_taught,
    taught_in_term,
    teachers_by_subject,
    teaches,
)

__all__ = [
    "assigned_pairs",
    "assigned_subjects",
    "classes_taught",
    "gives_subject",
    "has_taught",
    "taught_in_term",
    "teachers_by_subject",
    "teaches",
]
