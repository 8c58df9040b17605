"""Codes of what is done for students at risk."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SupportKind(models.TextChoices):
    """What a school does for a student at risk."""

    TALK = "talk", _("talk with the student")
    PARENTS = "parents", _("talk with the family")
    LESSONS = "lessons", _("extra lessons")
    VISIT = "visit", _("visit at home")
    OTHER = "other", _("something else")


class SupportOutcome(models.TextChoices):
    """What came of it."""

    BETTER = "better", _("better")
    SAME = "same", _("no change")
    WORSE = "worse", _("worse")
