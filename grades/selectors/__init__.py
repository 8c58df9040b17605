"""Reads of the mark book, each with a fixed number of queries."""

from grades.selectors.classes import (
    ClassTerm,
    class_terms,
    last_sealed,
    revision_of_class,
    sheets_of_class,
    subjects_with_sheets,
)
from grades.selectors.history import CellChange, cell_changes, last_change_of_cell
from grades.selectors.home import TeachersHome, teachers_home
from grades.selectors.sheet import Gap, SheetPage, gaps_of, sheet_page
from grades.selectors.sheets import SheetRow, sheets_handed_over, sheets_to_enter
from grades.selectors.steps import LastSteps, last_steps

__all__ = [
    "CellChange",
    "ClassTerm",
    "Gap",
    "LastSteps",
    "SheetPage",
    "SheetRow",
    "TeachersHome",
    "cell_changes",
    "class_terms",
    "gaps_of",
    "last_change_of_cell",
    "last_sealed",
    "last_steps",
    "revision_of_class",
    "sheet_page",
    "sheets_of_class",
    "sheets_handed_over",
    "sheets_to_enter",
    "subjects_with_sheets",
    "teachers_home",
]
