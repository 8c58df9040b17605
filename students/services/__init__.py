"""The only writers of students and their enrolments."""

from students.services.choosing import (
    BadChoices,
    ChoicesChanged,
    choices_digest,
    choose_subjects,
)
from students.services.enrolling import ClassMissing, RegisterChanged, RosterEntry, enrol_students

__all__ = [
    "BadChoices",
    "ChoicesChanged",
    "ClassMissing",
    "RegisterChanged",
    "RosterEntry",
    "choices_digest",
    "choose_subjects",
    "enrol_students",
]
