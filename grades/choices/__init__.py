"""Codes stored in the tables of `grades`.

The codes of the regulation rules are defined in `grades.rules`, which must stay
free of Django, and are offered here under the name the rest of the portal uses.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grades.choices.after_sealing import (
    AMENDMENT_EDGES,
    AmendmentCause,
    AmendmentState,
    AmendmentStepKind,
    QuestionState,
    QuestionStepKind,
    ReviewState,
    SignalKind,
)
from grades.choices.support import SupportKind, SupportOutcome
from grades.rules.answers import Answer
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.levels import Award, Level, Promotion, YearLevel
from grades.rules.year_end import Matter

__all__ = [
    "AMENDMENT_EDGES",
    "ANSWER_NAMES",
    "ANY_LEVEL_NAMES",
    "AWARD_NAMES",
    "AmendmentCause",
    "AmendmentState",
    "AmendmentStepKind",
    "Answer",
    "AssessmentForm",
    "Award",
    "CellCode",
    "COMPARED",
    "ComparisonState",
    "Level",
    "MATTER_NAMES",
    "Matter",
    "PROMOTION_NAMES",
    "Promotion",
    "QuestionState",
    "QuestionStepKind",
    "Removed",
    "ReviewState",
    "SetState",
    "SheetState",
    "SignalKind",
    "Step",
    "SupportKind",
    "SupportOutcome",
    "READY_TO_SEAL",
    "STEPS",
    "FORM_NAMES",
    "LEVEL_NAMES",
    "RecordMoment",
    "TRAIT_NAMES",
    "Verdict",
    "YEAR_LEVEL_NAMES",
    "YEAR_STEPS",
    "YearLevel",
    "YearState",
]

FORM_NAMES = [
    (AssessmentForm.SCORED.value, _("comments and marks")),
    (AssessmentForm.COMMENTED.value, _("comment only")),
    (AssessmentForm.LEVELS.value, _("levels of completion")),
]

LEVEL_NAMES = [
    (Level.GOOD.value, _("Good")),
    (Level.FAIR.value, _("Fair")),
    (Level.PASSED.value, _("Passed")),
    (Level.FAILED.value, _("Not passed")),
]


YEAR_LEVEL_NAMES = [
    (YearLevel.EXCELLENT.value, _("Completed excellently")),
    (YearLevel.WELL.value, _("Completed well")),
    (YearLevel.COMPLETED.value, _("Completed")),
    (YearLevel.NOT_COMPLETED.value, _("Not completed")),
]
ANY_LEVEL_NAMES = [*LEVEL_NAMES, *YEAR_LEVEL_NAMES]


ANSWER_NAMES = [
    (Answer.MAKE_UP.value, _("a make-up test is still to come")),
    (Answer.ZERO.value, _("no make-up: 0 for what was missed")),
    (Answer.LEAVE_OUT.value, _("exempt from what is missing")),
    (Answer.LEVEL.value, _("a level by decision")),
    (Answer.NONE.value, _("sealed without a level")),
]


# Levels of the qualities and competences of primary school (TT 27/2020 Art. 6).
TRAIT_NAMES = [(3, _("Good")), (2, _("Passed")), (1, _("Needs effort"))]


class RecordMoment(models.TextChoices):
    """When in a term a homeroom teacher says something of each student."""

    MIDTERM = "midterm", _("middle of the term")
    FINAL = "final", _("end of the term")


class Verdict(models.TextChoices):
    """What became of a comment that a head has read."""

    ACCEPTED = "accepted", pgettext_lazy("a comment", "accepted")
    EDITED = "edited", _("changed by the head")
    REJECTED = "rejected", _("sent back")


PROMOTION_NAMES = [
    (Promotion.PROMOTED.value, _("moves up")),
    (Promotion.REASSESSMENT.value, _("re-assessment")),
    (Promotion.SUMMER_TRAINING.value, _("summer training")),
    (Promotion.RETAINED.value, _("does not move up")),
]

AWARD_NAMES = [
    (Award.EXCELLENT_STUDENT.value, _("Excellent student")),
    (Award.GOOD_STUDENT.value, _("Good student")),
    (Award.EXEMPLARY_STUDENT.value, _("Exemplary student")),
]

MATTER_NAMES = [
    (Matter.FIRST_TERM.value, _("no result of the first term")),
    (Matter.READINGS.value, _("two readings of the circular give different levels")),
    (Matter.LEARNING.value, _("the results give no level")),
    (Matter.CONDUCT.value, _("no conduct in a term")),
    (Matter.ABSENCES.value, _("too many sessions missed")),
    (Matter.PROMOTION.value, _("whether the student moves up or completes")),
    (Matter.AFTER_HELP.value, _("class not completed after help either")),
    (Matter.AGAIN.value, _("two readings give different levels after re-assessment")),
    (Matter.AWARD.value, _("title that the class recognises")),
]


class SheetState(models.TextChoices):
    """Vietnamese: đang nhập → đã nộp → đã duyệt → đã khóa sổ."""

    OPEN = "open", _("open")
    SUBMITTED = "submitted", _("submitted")
    APPROVED = "approved", _("approved")
    SEALED = "sealed", _("sealed")


class Removed(models.TextChoices):
    """What can be removed when it was a mistake."""

    STUDENT = "student", _("student")
    CLASS = "class", _("class")
    SHEET = "sheet", _("mark sheet")
    STAFF = "staff", _("staff member")


class SetState(models.TextChoices):
    """State of a regulation set.

    A draft is put into force or discarded. What is in force is withdrawn only while its first
    school year has not begun. No step is undone.
    """

    DRAFT = "draft", _("draft")
    IN_FORCE = "in_force", _("in force")
    DISCARDED = "discarded", _("discarded")
    WITHDRAWN = "withdrawn", _("withdrawn")


# The states of a set that can be compared with another one.
COMPARED = (SetState.DRAFT, SetState.IN_FORCE)


class ComparisonState(models.TextChoices):
    """State of a shadow run. A waiting one ends finished, failed or discarded."""

    WAITING = "waiting", _("running")
    FINISHED = "finished", _("finished")
    FAILED = "failed", _("failed")
    DISCARDED = "discarded", _("discarded")


class Step(models.TextChoices):
    """One move of a mark sheet."""

    SUBMIT = "submit", _("submit")
    WITHDRAW = "withdraw", _("take back")
    APPROVE = "approve", _("approve")
    RETURN = "return", _("return to the teacher")
    SEAL = "seal", _("seal")


# step -> (states it starts from, state it ends in). Sealed has no way out here: a correction
# after sealing is an amendment with a reason, never a reopened sheet.
# A class is sealed when every sheet of it is in one of these.
READY_TO_SEAL = (SheetState.APPROVED, SheetState.SEALED)
STEPS: dict[Step, tuple[frozenset[SheetState], SheetState]] = {
    Step.SUBMIT: (frozenset({SheetState.OPEN}), SheetState.SUBMITTED),
    Step.WITHDRAW: (frozenset({SheetState.SUBMITTED}), SheetState.OPEN),
    Step.APPROVE: (frozenset({SheetState.SUBMITTED}), SheetState.APPROVED),
    Step.RETURN: (frozenset({SheetState.SUBMITTED, SheetState.APPROVED}), SheetState.OPEN),
    Step.SEAL: (frozenset({SheetState.APPROVED}), SheetState.SEALED),
}


class YearState(models.TextChoices):
    """How far the end of a class's year is. Vietnamese: chưa trình → đã trình → đã khóa sổ."""

    OPEN = "open", _("not submitted")
    PROPOSED = "proposed", _("submitted to the head")
    SEALED = "sealed", _("year sealed")


# A correction after sealing is a new version under a decision, never a reopened year.
YEAR_STEPS = {
    (YearState.OPEN, YearState.PROPOSED),
    (YearState.PROPOSED, YearState.OPEN),
    (YearState.PROPOSED, YearState.SEALED),
}
