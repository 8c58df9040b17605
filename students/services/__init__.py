"""The only writers of students and their enrolments."""

from students.services.choosing import (
    BadChoices,
    Choice,
    ChoicesChanged,
    MadeFor,
    choose_subjects,
)
from students.services.enrolling import ClassMissing, RegisterChanged, RosterEntry, enrol_students

__all__ = [
    "BadChoices",
    "Choice",
    "ChoicesChanged",
    "ClassMissing",
    "MadeFor",
    "RegisterChanged",
    "RosterEntry",
    "choose_subjects",
    "enrol_students",
]
