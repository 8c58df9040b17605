"""What plans that move teachers, their lines and the decisions speak of. Asked for as
staffing.choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProtectionKind(models.TextChoices):
    """Why a person stays, where no other record says so (the province's regulation, NĐ 93/2026
    Art. 11(1)đ). The codes are those of staffing.rebalance."""

    HARDSHIP = "hardship", _("hard circumstances")
    SENT = "sent", _("came back from a post elsewhere in the last three years")


class ScenarioState(models.TextChoices):
    """Where a plan that moves teachers stands."""

    DRAFT = "draft", _("draft")
    SOLVING = "solving", _("being computed")
    SOLVED = "solved", _("computed")
    FAILED = "failed", _("failed")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")


class ScenarioStep(models.TextChoices):
    """What somebody does with a plan that moves teachers."""

    SOLVE = "solve", _("compute")
    PUBLISH = "publish", _("publish")
    CLOSE = "close", _("close")


class PartState(models.TextChoices):
    """Where one part of a plan stands."""

    WAITING = "waiting", _("waiting")
    SOLVED = "solved", _("computed")
    FAILED = "failed", _("failed")


class LineGround(models.TextChoices):
    """The clause a line rests on, NĐ 93/2026 Art. 11 to 13; they are never mixed."""

    SURPLUS = "11-2a", _("sent, because the school has too many")
    LENT = "11-2e", _("sent for a time, to a school that is short")
    WISH = "12", _("transfer on request")
    SHARED = "13", _("lessons at a second school")


class LineState(models.TextChoices):
    """What became of a line."""

    PROPOSED = "proposed", _("proposed")
    ACCEPTED = "accepted", _("accepted, to be decided")
    DECLINED = "declined", _("declined")
    DECIDED = "decided", _("decided")


class LineMark(models.TextChoices):
    """What the next plan must do with a line."""

    NONE = "", _("free")
    PINNED = "pinned", _("stays in the next plan")
    REFUSED = "refused", _("not in the next plan")
    CLOSED = "closed", _("nobody goes this way in the next plan")


class ConsentOf(models.TextChoices):
    """Whose word about a line a decision needs (NĐ 93/2026 Art. 12, 13)."""

    FROM = "from", _("the school the teacher is at")
    TO = "to", _("the other school")
    PERSON = "person", _("the teacher")


class DecisionKind(models.TextChoices):
    """What a decision about a person orders (Law on Teachers Art. 17 to 19, NĐ 93/2026 Art. 11 to
    13): the four are different things."""

    SENT = "sent", _("sent to another school")
    TRANSFER = "transfer", _("transfer on request")
    SECONDMENT = "secondment", _("secondment")
    SHARED = "shared", _("lessons at a second school")


class DecisionState(models.TextChoices):
    """Where a decision stands: its day may be to come."""

    SIGNED = "signed", _("signed, not begun")
    CARRIED_OUT = "carried_out", _("carried out")
    WITHDRAWN = "withdrawn", _("withdrawn")
