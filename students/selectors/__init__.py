"""Reads about students and where they are."""

from students.selectors.facts import (
    CodeHolder,
    StudentFacts,
    holders_of,
    same_elsewhere,
    same_identities,
    student_facts,
)
from students.selectors.listing import (
    StudentLine,
    classes_listed,
    student_line,
    students_listed,
)
from students.selectors.own_subjects import (
    ELECTIVES_TAKEN,
    ChoiceCount,
    OwnSubjects,
    choices_counted,
    own_subjects,
    own_subjects_by_class,
    subjects_chosen_in,
    subjects_to_choose,
)
from students.selectors.stays import (
    IN_CLASS,
    absent_students,
    in_class_for,
    in_class_on,
    last_stays,
    reported_for,
    sits_in_class,
    students_in,
)

__all__ = [
    "ELECTIVES_TAKEN",
    "IN_CLASS",
    "ChoiceCount",
    "CodeHolder",
    "OwnSubjects",
    "StudentFacts",
    "StudentLine",
    "absent_students",
    "choices_counted",
    "classes_listed",
    "holders_of",
    "in_class_for",
    "in_class_on",
    "last_stays",
    "own_subjects",
    "own_subjects_by_class",
    "reported_for",
    "same_elsewhere",
    "same_identities",
    "sits_in_class",
    "student_facts",
    "student_line",
    "students_in",
    "students_listed",
    "subjects_chosen_in",
    "subjects_to_choose",
]
