"""The only writers of students and of their stays in classes."""

from students.services.arriving import Comer, take_in_elsewhere
from students.services.attendance import write_roll
from students.services.choosing import (
    BadChoices,
    Choice,
    ChoicesChanged,
    MadeFor,
    carry_choices,
    choose_subjects,
)
from students.services.enrolling import ClassMissing, RegisterChanged, RosterEntry, enrol_students
from students.services.exempting import Decision, end_exemption, exempt, remove_exemption
from students.services.identity import Arrival, correct_identity, enter_student
from students.services.papers import keep_papers
from students.services.placing import Seat, comes_on
from students.services.removing import delete_stays, delete_student, delete_students
from students.services.stays import (
    ONE_DAY,
    StayChange,
    StayRefused,
    change_class,
    come_back,
    end_stay,
    last_sealed,
    predecessor_of,
)
from students.services.taking_back import SealedSince, take_back_list
from students.services.topics import TopicChoices, carry_topics, choose_topics, stored_for
from students.services.transferring import (
    Wanted,
    ask_for,
    has_ended,
    offer,
    refuse,
    take_in,
    withdraw,
)
from students.services.undoing import undo_class_change, undo_end, undo_refusals

__all__ = [
    "Arrival",
    "BadChoices",
    "Choice",
    "ChoicesChanged",
    "ClassMissing",
    "Comer",
    "Decision",
    "MadeFor",
    "ONE_DAY",
    "RegisterChanged",
    "RosterEntry",
    "SealedSince",
    "Seat",
    "StayChange",
    "StayRefused",
    "TopicChoices",
    "Wanted",
    "ask_for",
    "carry_choices",
    "carry_topics",
    "change_class",
    "choose_subjects",
    "choose_topics",
    "come_back",
    "comes_on",
    "correct_identity",
    "delete_stays",
    "delete_student",
    "delete_students",
    "end_exemption",
    "end_stay",
    "enrol_students",
    "enter_student",
    "exempt",
    "has_ended",
    "keep_papers",
    "last_sealed",
    "offer",
    "predecessor_of",
    "refuse",
    "remove_exemption",
    "stored_for",
    "take_in",
    "take_back_list",
    "take_in_elsewhere",
    "undo_class_change",
    "undo_end",
    "undo_refusals",
    "withdraw",
    "write_roll",
]
