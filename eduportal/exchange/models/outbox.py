"""Packages to be sent up, the attempts, and every change of state."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.exchange.models.package import Package
from eduportal.exchange.models.peer import Peer
from eduportal.exchange.sentences import split_error
from eduportal.exchange.states import OutboxState

ANSWERED = 200


class OutboxEntry(models.Model):
    """One package on its way to one peer, written in the transaction that made it due.

    The row stays until a receipt exists. A lease (`lease_token`, `lease_until`) is held while a
    worker talks to the peer; a lease that runs out goes back to queued.
    """

    append_only = True
    mutable_columns = (
        "state",
        "not_before",
        "attempts",
        "lease_token",
        "lease_until",
        "last_error",
    )

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, models.PROTECT, related_name="outbox", db_constraint=False)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="outbox")
    state = models.CharField(
        _("state"), max_length=11, choices=OutboxState, default=OutboxState.QUEUED
    )
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("outbox entry")
        verbose_name_plural = _("outbox entries")
        indexes = [
            models.Index(
                fields=["peer", "not_before", "id"],
                name="outbox_due",
                condition=models.Q(state__in=["queued", "sending"]),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["package", "peer"], name="outbox_once_per_peer"),
            models.CheckConstraint(
                condition=models.Q(state=OutboxState.SENDING, lease_token__isnull=False)
                | (~models.Q(state=OutboxState.SENDING) & models.Q(lease_token__isnull=True)),
                name="outbox_lease_exactly_while_sending",
            ),
            known("outbox_state_is_known", "state", OutboxState.values),
        ]

    def __str__(self) -> str:
        return f"{self.package} → {self.peer}"

    @property
    def trouble(self) -> tuple[str, str]:
        """The last error: a sentence for people and the technical detail."""
        return split_error(self.last_error)


class OutboxEvent(models.Model):
    """One change of state of an outbox entry, written by a trigger that refuses illegal ones."""

    append_only = True

    school = models.ForeignKey("schools.School", models.DO_NOTHING, related_name="+")
    entry = models.ForeignKey(
        OutboxEntry, models.PROTECT, related_name="events", db_constraint=False
    )
    from_state = models.CharField(max_length=11, blank=True)
    to_state = models.CharField(max_length=11)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("outbox event")
        verbose_name_plural = _("outbox events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

    @property
    def label(self) -> str:
        """The state reached, as the board names it."""
        return str(OutboxState(self.to_state).label)


class Delivery(models.Model):
    """One request to one peer, carrying packages or asking for them, and how it ended.

    `status` is null without an answer; 200 only for an answer that was understood.
    """

    append_only = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="deliveries")
    packages = models.PositiveIntegerField(_("packages"))
    sent_bytes = models.PositiveIntegerField(_("bytes sent"))
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
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
