"""The only writers of students and of their stays in classes."""

from students.services.choosing import (
    BadChoices,
    Choice,
    ChoicesChanged,
    MadeFor,
    carry_choices,
    choose_subjects,
)
from students.services.enrolling import ClassMissing, RegisterChanged, RosterEntry, enrol_students
from students.services.stays import (
    StayChange,
    StayRefused,
    change_class,
    come_back,
    end_stay,
    predecessor_of,
    sealed_sentences,
    undo_class_change,
    undo_end,
)

__all__ = [
    "BadChoices",
    "Choice",
    "ChoicesChanged",
    "ClassMissing",
    "MadeFor",
    "RegisterChanged",
    "RosterEntry",
    "StayChange",
    "StayRefused",
    "carry_choices",
    "change_class",
    "choose_subjects",
    "come_back",
    "end_stay",
    "enrol_students",
    "predecessor_of",
    "sealed_sentences",
    "undo_class_change",
    "undo_end",
]
