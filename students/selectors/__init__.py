"""Reads about students and where they are."""

from students.selectors.calendar import stays_cut, students_at
from students.selectors.exemptions import (
    exemptions_for,
    exemptions_of,
    is_exempt,
    subjects_of_student,
)
from students.selectors.facts import (
    CodeHolder,
    StudentFacts,
    holders_of,
    may_be_known,
    same_elsewhere,
    same_identities,
    student_facts,
)
from students.selectors.history import RegisterLine, masked, register_history, transfers_of
from students.selectors.listing import (
    ORDERS,
    Narrowed,
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
from students.selectors.papers import PaperFacts, papers_of, papers_revision
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
from students.selectors.topics import (
    StudyTopics,
    study_topics,
    subjects_with_topics,
    topics_offered,
)

__all__ = [
    "CodeHolder",
    "ELECTIVES_TAKEN",
    "IN_CLASS",
    "Narrowed",
    "ORDERS",
    "ChoiceCount",
    "CodeHolder",
    "OwnSubjects",
    "PaperFacts",
    "RegisterLine",
    "StudentFacts",
    "StudentLine",
    "StudyTopics",
    "absent_students",
    "choices_counted",
    "classes_listed",
    "exemptions_for",
    "exemptions_of",
    "holders_of",
    "in_class_for",
    "in_class_on",
    "is_exempt",
    "last_stays",
    "masked",
    "own_subjects",
    "own_subjects_by_class",
    "papers_of",
    "papers_revision",
    "register_history",
    "reported_for",
    "may_be_known",
    "same_elsewhere",
    "same_identities",
    "sits_in_class",
    "stays_cut",
    "student_facts",
    "student_line",
    "students_at",
    "students_in",
    "students_listed",
    "study_topics",
    "subjects_chosen_in",
    "subjects_of_student",
    "subjects_to_choose",
    "subjects_with_topics",
    "topics_offered",
    "transfers_of",
]
