"""Code lists of data quality."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduportal.accounts.roles import Role
from eduportal.scoping.actions import Action


class Area(models.TextChoices):
    """What a rule is about."""

    STUDENTS = "students", _("Students")
    CLASSES = "classes", _("Schools and classes")
    STAFF = "staff", _("Staff")
    ASSIGNMENTS = "assignments", _("Assignments")
    MARKS = "marks", _("Marks")
    RESULTS = "results", _("Results")
    EXCHANGE = "exchange", _("Exchange")


class Kind(models.TextChoices):
    """In which way data can be wrong."""

    COMPLETE = "complete", _("missing")
    TIMELY = "timely", _("late")
    CONSISTENT = "consistent", _("contradiction")
    DUPLICATE = "duplicate", _("entered twice")
    IMPLAUSIBLE = "implausible", _("implausible")
    OUTLIER = "outlier", _("out of the ordinary")


class Effect(models.TextChoices):
    """What a finding holds up. A rule blocks nothing by itself: it names what the portal blocks."""

    SENDING = "sending", _("holds up sending to the Ministry")
    SEALING = "sealing", _("holds up sealing")
    ENTRY = "entry", _("holds up entering marks")
    WARNS = "warns", _("warns")
    LOOK = "look", _("to look at")


BLOCKING = (Effect.SENDING, Effect.SEALING, Effect.ENTRY)


class About(models.TextChoices):
    """Which table the key of a finding belongs to."""

    SCHOOL = "school", _("school")
    CLASS = "class", _("class")
    STUDENT = "student", _("student")
    STAFF = "staff", _("staff member")
    SHEET = "sheet", _("mark sheet")
    PACKAGE = "package", _("sealed package")
    JOB = "job", _("import")


class State(models.TextChoices):
    """Where a finding stands. The last three are its ends; one that ended may be found again."""

    OPEN = "open", pgettext_lazy("a finding", "open")
    MENDED = "mended", _("mended")
    RIGHT = "right", _("right as it is")
    PASSED = "passed", _("passed to the other school")


class Move(models.TextChoices):
    """One step of a finding."""

    FOUND = "found", _("found")
    AGAIN = "again", _("found again")
    MENDED = "mended", _("no longer found")
    RIGHT = "right", _("right as it is")
    PASSED = "passed", _("passed to the other school")
    GIVEN = "given", _("given back by the other school")
    REMINDED = "reminded", _("reminded")


# Steps by which a finding becomes, or ceases to be, an open one.
OPENING = (Move.FOUND, Move.AGAIN, Move.GIVEN)
ENDING = (Move.MENDED, Move.RIGHT, Move.PASSED)

# Whoever owns a rule's findings mends and answers them by this action, at the school or everywhere.
OWNERS: dict[str, Action] = {
    Role.CLERK: Action.KEEP_REGISTER,
    Role.HEAD: Action.APPROVE_MARKS,
    Role.DEPARTMENT_ADMIN: Action.ADMINISTER,
}

# Who reminds the owners of overdue findings: officials of schools, and heads in their own school.
REMINDING = (Action.GIVE_TASKS, Action.APPROVE_MARKS)
# Who sees the findings of a school.
SEEING = (Action.KEEP_REGISTER, Action.SEE_DASHBOARD)
