"""Which software serves which school, since when, and how often it should be heard."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.exchange.models.peer import Peer

A_DAY_HOURS = 24


class Contract(models.Model):
    """One peer serves one school from a moment on: it seals and sends what the school records.

    The peer should be heard every `interval_hours` (`Peer.seen_at`). When two
    intervals have passed without one, `silent_since` is the moment it was last heard (or the
    contract began); it is null again as soon as the peer is heard.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="contracts")
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="contracts")
    interval_hours = models.PositiveSmallIntegerField(_("heard every (hours)"), default=A_DAY_HOURS)
    began_at = models.DateTimeField(_("serves the school from"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True)
    silent_since = models.DateTimeField(_("silent since"), null=True)

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school"], condition=Q(ended_at=None), name="contract_one_open_per_school"
            ),
            models.CheckConstraint(
                condition=Q(interval_hours__gte=1), name="contract_interval_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")),
                name="contract_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(silent_since=None),
                name="contract_that_ended_is_not_silent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} – {self.peer}"


class ProductUse(models.Model):
    """One product in one version by which a peer has spoken, first and last.

    `product` is the first word of a User-Agent that the request's signature covers ("SoDiem/4.2");
    empty where a signed request did not say. `last_at` is this product's, exact to a minute; when
    the peer was last heard says `Peer.seen_at`.
    """

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="products")
    product = models.CharField(_("product"), max_length=100, blank=True)
    first_at = models.DateTimeField(_("first heard"))
    last_at = models.DateTimeField(_("last heard"))

    class Meta:
        verbose_name = _("product in use")
        verbose_name_plural = _("products in use")
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["peer", "product"], name="product_once_per_peer")
        ]

    def __str__(self) -> str:
        return self.product or "–"
