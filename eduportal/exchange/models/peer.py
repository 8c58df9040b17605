"""The nodes this node talks to, their keys, and the life of this node's ledger."""

import datetime
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.exchange.wire import signing


class PeerRelation(models.TextChoices):
    """Where the other node stands, seen from this one."""

    UPSTREAM = "upstream", _("above")
    DOWNSTREAM = "downstream", _("below")
    BEYOND = "beyond", _("further above")


class Peer(models.Model):
    """One other node and, for the node above, its address. Its keys are NodeKeys.

    A node below may send only for its own schools: in a province those the register gives it,
    above those it was the first to name. It may bring new schools there where a person has said so
    (`brings_schools`), and only such whose code begins with `school_prefix` (docs/decisions/0009).
    Of one on trial (`is_sandbox`) everything is answered and nothing kept (docs/decisions/0044).
    `reads` are the schemas a node above said it reads, by feed. `compared_ledgers` are the lives of
    both ledgers at the last comparison, this node's first: in another life one of the two has been
    restored. Of one further above, behind the node above, only the name and the keys are known: its
    receipts come down from there. `compare_asked_at` is when a person asked for a comparison that
    has not been made yet.

    Of a node below: `told` is what it held at its own last comparison and what it found different
    (wire/told.py), `seen_at` when it last asked anything, to the minute, `hours_seen` the last
    hours in which it did, counted from 1970; `vain_count` how often on the day `vain_on` it asked
    who a student is and was told that nobody is that.
    """

    code = models.SlugField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=200, help_text=_("The body, as people know it."))
    relation = models.CharField(_("relation"), max_length=10, choices=PeerRelation)
    base_url = models.URLField(_("address"), blank=True)
    school_prefix = models.CharField(_("schools' codes begin with"), max_length=20, blank=True)
    brings_schools = models.BooleanField(_("may bring new schools"), default=False)
    is_sandbox = models.BooleanField(_("on trial"), default=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    compared_at = models.DateTimeField(_("last compared"), null=True, blank=True)
    equal_at = models.DateTimeField(_("last found equal"), null=True, blank=True)
    reads = models.JSONField(default=dict, blank=True)
    compared_ledgers = models.CharField(max_length=80, blank=True, default="")
    compare_asked_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(_("last told what it holds"), null=True, blank=True)
    told = models.JSONField(default=dict, blank=True)
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)
    hours_seen = ArrayField(models.IntegerField(), default=list, blank=True)
    vain_on = models.DateField(null=True, blank=True)
    vain_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("peer")
        verbose_name_plural = _("peers")
        constraints = [
            known("peer_relation_is_known", "relation", PeerRelation.values),
            models.CheckConstraint(
                condition=Q(is_sandbox=False) | Q(relation="downstream"),
                name="peer_on_trial_is_below",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_equal(self) -> bool:
        """Whether this node and the one above held the same when they were last compared."""
        return self.compared_at is not None and self.equal_at == self.compared_at

    @property
    def told_equal(self) -> bool:
        """Whether the node below found the same here as with itself when it last compared."""
        return self.told_at is not None and not self.told.get("differing")


class RevocationReason(models.TextChoices):
    """Why a key is used no longer."""

    REPLACED = "replaced", _("replaced by a new key")
    COMPROMISED = "compromised", _("may be in other hands")
    WITHDRAWN = "withdrawn", _("the node is trusted no longer")


class NodeKey(models.Model):
    """One public key of a node, this one's own included; never deleted.

    A signature is judged by the key of its time: two keys of a node overlap while it changes from
    one to the other. `valid_from` is null where the node did not say. A key revoked as compromised
    vouches for nothing it signs afterwards.
    """

    append_only = True
    mutable_columns = ("valid_until", "revoked_at", "reason")

    node = models.CharField(_("node"), max_length=50)
    key_id = models.CharField(_("key id"), max_length=64, unique=True)
    public_key = models.BinaryField()
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    reason = models.CharField(
        _("reason"), max_length=11, choices=RevocationReason, blank=True, default=""
    )

    class Meta:
        verbose_name = _("node's key")
        verbose_name_plural = _("nodes' keys")
        ordering = ["node", "valid_from"]
        constraints = [
            known("nodekey_reason_is_known", "reason", ["", *RevocationReason.values]),
            models.CheckConstraint(
                condition=Q(revoked_at=None, reason="")
                | Q(revoked_at__isnull=False) & ~Q(reason=""),
                name="nodekey_revoked_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.key_id}"

    @property
    def text(self) -> str:
        """The key as people hand it on: base64."""
        return signing.to_text(bytes(self.public_key))

    def held_at(self, moment: datetime.datetime) -> bool:
        """Whether a signature of this moment counts."""
        ends = [each for each in (self.valid_until, self.revoked_at) if each is not None]
        has_begun = self.valid_from is None or self.valid_from <= moment
        return has_begun and all(moment < end for end in ends)

    def vouches_at(self, moment: datetime.datetime) -> bool:
        """Whether a signature of this moment counts that arrives only now: a thief writes any
        date, so none by a stolen key."""
        return self.reason != RevocationReason.COMPROMISED and self.held_at(moment)

    @property
    def holds_now(self) -> bool:
        """Whether a signature made now counts."""
        return self.held_at(timezone.now())


class LedgerLife(models.Model):
    """One life of this node's ledger: it begins anew when the database was restored.

    `fingerprint` tells one database from its restored copy: system identifier, timeline and oid.
    The newest row is the life in force; its number is in every receipt and in `capabilities`.
    """

    append_only = True

    ledger_id = models.UUIDField(default=uuid.uuid4, unique=True)
    fingerprint = models.CharField(max_length=100)
    began_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("life of the ledger")
        verbose_name_plural = _("lives of the ledger")

    def __str__(self) -> str:
        return str(self.ledger_id)
