"""Code lists of the planning of the network."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
