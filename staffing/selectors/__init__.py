"""Reads of the staff register."""

from staffing.selectors.assignments import (
    assigned_pairs,
    assigned_subjects,
    classes_taught,
    teaches,
)

__all__ = ["assigned_pairs", "assigned_subjects", "classes_taught", "teaches"]
