"""Reads of the staff register."""

from staffing.selectors.assignments import assigned_pairs, assigned_subjects, teaches

__all__ = ["assigned_pairs", "assigned_subjects", "teaches"]
