"""Code lists of the planning of the network."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.planning.rules.assumptions import PRACTICE, Setting
from eduportal.planning.rules.proposals import STATED


class CountSource(models.TextChoices):
    """Where a number of students comes from."""

    RETURN = "return", _("return of the school year, brought in by a file")
    ENROLMENT = "enrolment", _("counted by the portal")


class ChildKind(models.TextChoices):
    """Which children are counted: those born in a year, or those of the age of grade 1 in it."""

    BIRTHS = "births", _("births of the year")
    SCHOOL_AGE = "school_age", _("children of six years in the school year")


class Question(models.TextChoices):
    """What the solver is asked."""

    LOCATION = "location", _("where to build")
    CATCHMENT = "catchment", _("catchments")


class SolveState(models.TextChoices):
    """How far the answer is."""

    WAITING = "waiting", _("being computed")
    SOLVED = "solved", _("computed")
    FAILED = "failed", _("failed")


class AreaKind(models.TextChoices):
    """Where a school stands, as limits of size tell them apart."""

    USUAL = "usual", _("usual area")
    DIFFICULT = "difficult", _("difficult area (zone 1)")


class SizeKind(models.TextChoices):
    """Which schools a line of sizes is about: those of one level of education, or of several."""

    PRESCHOOL = "01", _("Preschool")
    PRIMARY = "02", _("Primary")
    LOWER_SECONDARY = "03", _("Lower secondary")
    UPPER_SECONDARY = "04", _("Upper secondary")
    SEVERAL = "multi", _("Several levels of education")


class ScenarioState(models.TextChoices):
    """How far a scenario of the network has come."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    OBJECTIONS = "objections", _("open to objections")
    APPROVED = "approved", _("approved")
    APPLIED = "applied", _("written into the register")


class OperationKind(models.TextChoices):
    """Steps of a scenario (rules/operations.py)."""

    OPEN = "open", _("open a new school")
    CLOSE = "close", _("close a school")
    CLOSE_SITE = "close_site", _("close a site")
    EXTEND = "extend", _("build or give up classrooms")
    MERGE_SITES = "merge_sites", _("merge under one roof")
    MERGE_ADMIN = "merge_admin", _("merge, both places stay")
    SPLIT = "split", _("split a school")
    MOVE = "move", _("move a site elsewhere")
    SHIFT = "shift", _("shift a part of the catchment")
    SESSIONS = "change_sessions", _("change the sessions a day")
    MOVE_GRADES = "move_grades", _("move grades to another school")
    HAND_OVER = "hand_over_level", _("hand a level of education over")


class StepKind(models.TextChoices):
    """What can be done with a scenario."""

    SUBMIT = "submit", _("submitted")
    TAKE_BACK = "take_back", _("taken back")
    RETURN = "return", _("returned to be changed")
    HEAR = "hear", _("opened to objections")
    OBJECT = "object", _("objection")
    APPROVE = "approve", _("approved")
    UNDO = "undo", _("approval taken back")
    APPLY = "apply", _("written into the register")


SOURCES: dict[str, Any] = {
    PRACTICE: _("a convention of this portal, no regulation"),
    STATED: _("a provisional number, confirmed by nobody"),
}


def source_of(setting: Setting) -> Any:
    """Where a setting's usual value comes from: a document by its name, or words."""
    return SOURCES.get(setting.source, setting.source)
