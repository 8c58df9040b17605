"""What persons decide about versions that cannot both count."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.exchange.models.outbox import OutboxEntry


class Choice(models.TextChoices):
    """Which of two versions counts from now on."""

    THEIRS = "theirs", _("the version above")
    MINE = "mine", _("the version here")
    WITHDRAW = "withdraw", _("neither")


class DecisionState(models.TextChoices):
    """Whether a decision is carried out."""

    PROPOSED = "proposed", _("waits for a second person")
    DONE = "done", _("carried out")
    DROPPED = "dropped", _("dropped")


class Decision(models.Model):
    """One decision about the outbox entry of a version: proposed by one person, carried out by
    another (settings.EXCHANGE_DECIDED_BY_TWO).

    `theirs` is the digest of the version that counts above, empty where none does; `basis` the
    number and date of the decision, `ended_by` who carried it out or dropped it.
    """

    append_only = True
    mutable_columns = ("state", "ended_by", "ended_at")

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    entry = models.ForeignKey(
        OutboxEntry, models.PROTECT, related_name="decisions", db_constraint=False
    )
    choice = models.CharField(_("what counts"), max_length=8, choices=Choice)
    theirs = models.CharField(max_length=64, blank=True)
    basis = models.CharField(_("basis"), max_length=300)
    state = models.CharField(
        _("state"), max_length=8, choices=DecisionState, default=DecisionState.PROPOSED
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("decision on two versions")
        verbose_name_plural = _("decisions on two versions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state=DecisionState.PROPOSED),
                name="decision_one_proposed_per_entry",
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionState.PROPOSED, ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(state="proposed"),
                name="decision_ended_by_a_person",
            ),
            known("decision_choice_is_known", "choice", Choice.values),
            known("decision_state_is_known", "state", DecisionState.values),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.choice}"
