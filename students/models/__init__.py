"""The students' register: who, in which class from when to when, and what is kept beside it."""

from students.models.attendance import Absence, RollCall
from students.models.enrolment_lists import EnrolmentList, EnrolmentListRow, UploadLink
from students.models.guidance import DestinationWish, GuidanceActivity
from students.models.leavers import (
    DestinationRecord,
    DestinationSnapshot,
    Leaver,
    LeaverCohort,
)
from students.models.record import Exemption, Paper, RegisterChange
from students.models.register import AnswerCount, ChosenSubject, Enrolment, Student, Transfer
from students.models.topics import StudyTopic
from students.models.twins import DistinctStudents, StudentMerge

__all__ = [
    "Absence",
    "AnswerCount",
    "ChosenSubject",
    "DestinationRecord",
    "DestinationSnapshot",
    "DestinationWish",
    "DistinctStudents",
    "Enrolment",
    "EnrolmentList",
    "EnrolmentListRow",
    "Exemption",
    "GuidanceActivity",
    "Leaver",
    "LeaverCohort",
    "Paper",
    "RegisterChange",
    "RollCall",
    "Student",
    "StudentMerge",
    "StudyTopic",
    "Transfer",
    "UploadLink",
]
