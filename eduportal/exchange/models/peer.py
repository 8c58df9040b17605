"""The nodes this node talks to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known


class PeerRelation(models.TextChoices):
    """Where the other node stands, seen from this one."""

    UPSTREAM = "upstream", _("above")
    DOWNSTREAM = "downstream", _("below")


class Peer(models.Model):
    """One other node: its public key and, for the node above, its address.

    A node below may send only for its own schools: in a province those the register gives it,
    above those it was the first to deliver for (docs/decisions/0009).
    """

    code = models.SlugField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=200, help_text=_("The body, as people know it."))
    relation = models.CharField(_("relation"), max_length=10, choices=PeerRelation)
    base_url = models.URLField(_("address"), blank=True)
    key_id = models.CharField(_("key id"), max_length=64, unique=True)
    public_key = models.BinaryField()
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)

    class Meta:
        verbose_name = _("peer")
        verbose_name_plural = _("peers")
        constraints = [known("peer_relation_is_known", "relation", PeerRelation.values)]

    def __str__(self) -> str:
        return self.name


class Nonce(models.Model):
    """One signed request that was accepted: the same one again is a replay."""

    peer = models.ForeignKey(Peer, models.CASCADE, related_name="+")
    value = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("seen request")
        verbose_name_plural = _("seen requests")
        constraints = [
            models.UniqueConstraint(fields=["peer", "value"], name="nonce_once_per_peer")
        ]

    def __str__(self) -> str:
        return self.value
