"""The only writers of the register."""

from schools.services.classes import (
    ClassFacts,
    ClassRefused,
    add_classes,
    create_classes,
    delete_class,
    lock_classes,
    lock_register,
    update_class,
)
from schools.services.reference import load_reference
from schools.services.schools import SchoolNotDescribed, register_school

__all__ = [
    "ClassFacts",
    "ClassRefused",
    "SchoolNotDescribed",
    "add_classes",
    "create_classes",
    "delete_class",
    "load_reference",
    "lock_classes",
    "lock_register",
    "register_school",
    "update_class",
]
