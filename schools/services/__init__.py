"""The only writers of the register."""

from schools.services.classes import (
    ClassFacts,
    ClassRefused,
    add_classes,
    changed_class_problems,
    create_classes,
    delete_class,
    lock_classes,
    lock_register,
    new_class_problems,
    update_class,
)
from schools.services.closing import close_school, reopen_school
from schools.services.errors import RegisterRefused
from schools.services.reference import load_reference
from schools.services.schools import SchoolNotDescribed, give_to_node, register_school
from schools.services.units import UnitEnded, end_unit
from schools.services.upkeep import remove_row, save_row
from schools.services.years import correct_year, open_year, remove_year

__all__ = [
    "ClassFacts",
    "ClassRefused",
    "RegisterRefused",
    "SchoolNotDescribed",
    "UnitEnded",
    "add_classes",
    "close_school",
    "correct_year",
    "create_classes",
    "delete_class",
    "end_unit",
    "give_to_node",
    "load_reference",
    "lock_classes",
    "lock_register",
    "changed_class_problems",
    "new_class_problems",
    "open_year",
    "register_school",
    "remove_row",
    "remove_year",
    "reopen_school",
    "save_row",
    "update_class",
]
