"""Packages to be sent up, and the requests that carried them."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.exchange.models.package import Package
from eduportal.exchange.models.peer import Peer
from eduportal.exchange.sentences import remedy, split_error
from eduportal.exchange.states import SENT_AGAIN, OutboxState

ANSWERED = 200
FORKED = re.compile("[0-9a-f]{64}")


class OutboxEntry(models.Model):
    """One package on its way to one peer, written in the transaction that made it due.

    The row stays until a receipt exists. One sender a peer works on its rows at a time.
    `attempts` counts requests whose outcome is not known: such a package is asked about first.
    """

    append_only = True
    mutable_columns = ("state", "not_before", "attempts", "last_error", "settled_at")

    # Without indexes of their own: others begin with the same column.
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+", db_index=False)
    package = models.ForeignKey(
        Package, models.PROTECT, related_name="outbox", db_constraint=False, db_index=False
    )
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="outbox")
    state = models.CharField(
        _("state"), max_length=11, choices=OutboxState, default=OutboxState.QUEUED
    )
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)

    class Meta:
        verbose_name = _("outbox entry")
        verbose_name_plural = _("outbox entries")
        indexes = [
            models.Index(
                fields=["peer", "not_before", "id"],
                name="outbox_due",
                condition=models.Q(state=OutboxState.QUEUED),
            ),
            models.Index(
                fields=["school", "peer"],
                name="outbox_queued_of_school",
                condition=models.Q(state=OutboxState.QUEUED),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["package", "peer"], name="outbox_once_per_peer"),
            known("outbox_state_is_known", "state", OutboxState.values),
        ]

    def __str__(self) -> str:
        return f"{self.package} → {self.peer}"

    @property
    def forked_from(self) -> str:
        """The digest of the version above that does not follow; empty for any other trouble."""
        code, _colon, digest = self.last_error.partition(": ")
        is_fork = self.state == OutboxState.NEEDS_HUMAN and code == "fork"
        return digest if is_fork and FORKED.fullmatch(digest) else ""

    @property
    def can_go_again(self) -> bool:
        """Whether a person may send it again."""
        return self.state in SENT_AGAIN

    @property
    def trouble(self) -> tuple[str, str]:
        """The last error: a sentence for people and the technical detail."""
        return split_error(self.last_error)

    @property
    def remedy(self) -> str:
        """What is done about the last error, and by whom."""
        return remedy(self.last_error.partition(": ")[0])


class Delivery(models.Model):
    """One request to one peer, carrying packages or asking for them, and how it ended.

    `status` is null without an answer; 200 only for an answer that was understood.
    """

    append_only = True

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="deliveries", db_index=False)
    packages = models.PositiveIntegerField(_("packages"))
    sent_bytes = models.PositiveIntegerField(_("bytes sent"))
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"))
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    error = models.CharField(_("error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["peer", "-id"], name="delivery_newest")]

    def __str__(self) -> str:
        return f"{self.peer} {self.started_at:%Y-%m-%d %H:%M:%S}"

    @property
    def is_answered(self) -> bool:
        """Whether the peer answered for each package."""
        return self.status == ANSWERED

    @property
    def trouble(self) -> tuple[str, str]:
        """The error: a sentence for people and the technical detail."""
        return split_error(self.error)
