"""Code lists of the register of schemes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SchemeKind(models.TextChoices):
    """What kind of document binds the Department."""

    SCHEME = "scheme", _("scheme")
    PROGRAMME = "programme", _("programme")
    PLAN = "plan", _("plan")
    COUNCIL = "council", _("conclusion of the council")
    DIALOGUE = "dialogue", _("conclusion of a dialogue with teachers")


class SchemeState(models.TextChoices):
    """Whether it still binds; a merged one lives on in another."""

    RUNNING = "running", _("being carried out")
    MERGED = "merged", _("merged into another")
    ENDED = "ended", _("ended")


class Better(models.TextChoices):
    """Which values reach a target."""

    HIGHER = "higher", _("at least")
    LOWER = "lower", _("at most")


class MeasureState(models.TextChoices):
    """How far a measure is. Done needs evidence and a second person."""

    OPEN = "open", _("under way")
    CLAIMED = "claimed", _("said to be done")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class ReviewKind(models.TextChoices):
    """Which review a document is."""

    PRELIMINARY = "preliminary", _("preliminary review")
    FINAL = "final", _("final review")


class ReviewState(models.TextChoices):
    """An approved review never changes; a correction is the next version."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for approval")
    APPROVED = "approved", _("approved")


class StepKind(models.TextChoices):
    """What somebody did with a scheme."""

    ADDED = "added", _("added to the register")
    CHANGED = "changed", _("changed")
    TOOK_IN = "took_in", _("took another in")
    MERGED = "merged", _("merged into another")
    ENDED = "ended", _("ended")
    TAKEN_UP = "taken_up", _("taken up again")
    CLAIMED = "claimed", _("measure said to be done")
    CONFIRMED = "confirmed", _("measure confirmed")
    SENT_BACK = "sent_back", _("measure sent back")
    DROPPED = "dropped", _("measure dropped")
    REOPENED = "reopened", _("measure taken up again")
